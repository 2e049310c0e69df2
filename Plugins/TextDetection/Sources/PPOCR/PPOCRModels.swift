import ModerationCore
public import Inference

/// The model files of one size of PP-OCRv6.
public struct PPOCRModels: Hashable, Sendable {
  /// Where the characters come from.
  public enum Characters: Hashable, Sendable {
    /// The entry `character` of the recognition model's own notes.
    case inRecognitionModel
    /// A text file, one character a line.
    case file(ModelStore.File)
  }

  /// The recogniser's identifier.
  public var id: String
  /// Finds lines.
  public var detection: ModelStore.File
  /// Tells lines that stand on their head.
  public var angle: ModelStore.File
  /// Reads lines.
  public var recognition: ModelStore.File
  /// What the classes of the recognition model stand for.
  public var characters: Characters
  /// What reads lines once more that the first reading is not sure of; nil for nothing.
  public var second: Reading?

  /// A model that reads lines, and its characters.
  public struct Reading: Hashable, Sendable {
    /// Reads lines.
    public var recognition: ModelStore.File
    /// What its classes stand for.
    public var characters: Characters

    /// Names a model.
    public init(recognition: ModelStore.File, characters: Characters) {
      self.recognition = recognition
      self.characters = characters
    }
  }

  /// Names a set of models.
  public init(
    id: String, detection: ModelStore.File, angle: ModelStore.File, recognition: ModelStore.File,
    characters: Characters, second: Reading? = nil
  ) {
    self.id = id
    self.detection = detection
    self.angle = angle
    self.recognition = recognition
    self.characters = characters
    self.second = second
  }

  /// The large one, 32 MB, of the set `text`: knows Japanese kana and twice as many accented letters.
  public static let small = PPOCRModels(
    id: "ocr.pp-ocr-v6-small/2",
    detection: .init(
      path: "text/PP-OCRv6_det_small.onnx", sha256: "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f"),
    angle: .init(
      path: "text/ch_ppocr_mobile_v2.0_cls_mobile.onnx",
      sha256: "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c"),
    recognition: .init(
      path: "text/PP-OCRv6_rec_small.onnx", sha256: "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884"),
    characters: .inRecognitionModel)

  /// The default: tiny, and lines of which it doubts a character are read by small as well.
  public static let tinySmall = {
    var models = tiny
    models.id = "ocr.pp-ocr-v6-tiny-small/1"
    models.second = Reading(recognition: small.recognition, characters: small.characters)
    return models
  }()

  /// The cheap one, 7 MB, of the set `text-tiny`; its angle model is the one of the set `text`.
  public static let tiny = PPOCRModels(
    id: "ocr.pp-ocr-v6-tiny/2",
    detection: .init(
      path: "text-tiny/det.onnx", sha256: "193bab7a04fca699a6c82e6abb5b81bdb28177f0abd4062552b04908dafb19f8"),
    angle: small.angle,
    recognition: .init(
      path: "text-tiny/rec.onnx", sha256: "9ef676d6ed3c88256a2d92c640c44f25b0c40947e111b14b8be8f594091563e6"),
    characters: .file(
      .init(
        path: "text-tiny/ppocrv6_tiny_dict.txt",
        sha256: "2af150bab777d86fa1ce821f6a37eabea90f1bb99ab9c41f031262e892a747bc")))
}

extension PPOCRModels {
  /// Scripts that no character of the dictionary is of. Small knows Chinese, Japanese, Latin and Greek characters; tiny
  /// lacks the Japanese kana.
  var notCovered: Set<SubLabel> {
    let both: Set<SubLabel> = [.arabicText, .cyrillicText, .devanagariText, .hangulText, .hebrewText, .thaiText]
    return recognition == PPOCRModels.tiny.recognition ? both.union([.kanaText]) : both
  }
}
