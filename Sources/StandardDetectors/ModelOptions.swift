public import struct Inference.CompiledModelFolder
public import class Inference.InferenceSession
public import Lists

/// Which models are loaded, and how they are to calculate: what costs seconds and memory to change.
public struct ModelOptions: Sendable {
  /// The recogniser of text.
  public enum Recognizer: Hashable, Sendable {
    /// PP-OCRv6 small: Chinese, English, Japanese and other Latin text, also tilted and on photographs.
    case ppOCRSmall
    /// PP-OCRv6 tiny, the default, and small for lines of which tiny doubts a character: a third of the cost, as many
    /// whole lines of print.
    case ppOCRTinySmall
    /// PP-OCRv6 tiny alone: knows no kana and half as many accented letters.
    case ppOCRTiny
    /// Tesseract with Debian's language packs, for upright print in languages that PP-OCR does not know.
    case tesseract(languages: [String])
  }

  /// On how large a picture PP-OCR looks for lines of text.
  public enum TextSearch: Hashable, Sendable {
    /// On 960 pixels: finds the most small text beside large, at twice the cost.
    case whole
    /// On 480 pixels, and on 960 where letters are low or nothing was found.
    case twoStage
    /// On 320 pixels first: misses more small text beside large.
    case fast
  }

  /// Which networks judge the porn scene.
  public enum PornModel: Hashable, Sendable {
    /// One decision from image-safety-classifier-s and, in doubt, open_nsfw.
    case twoModels
    /// open_nsfw alone: a third cheaper, and it reviews four times as many harmless pictures.
    case openNSFW
  }

  /// Whether pictures are also looked at in parts for porn and terror, so that what fills a small part is seen: several
  /// times the work.
  public var isThorough: Bool
  /// Which networks judge the porn scene.
  public var pornModel: PornModel
  /// Whether NudeNet looks for body parts, too. Its weights are under the AGPL-3.0 and are fetched by
  /// `./run setup --with nudenet`.
  public var findsBodyParts: Bool
  /// The arithmetic of image-safety-classifier-s, open_nsfw, YuNet and PP-OCR; results name it. `fastest` is what the
  /// CPU has units for.
  public var precision: InferenceSession.Precision
  /// Whether the politics scene can compare faces; without, it compares fingerprints alone and needs no model.
  public var comparesFaces: Bool
  /// The recogniser of text.
  public var recognizer: Recognizer
  /// On how large a picture it looks for lines.
  public var textSearch: TextSearch
  /// Manifests of models of the operator's own, by path. Each is used for the scene that it names.
  public var manifests: [String]
  /// Where what is compiled of large word lists is kept, so that the next process opens it; nil for nowhere.
  public var compiledLists: CompiledFolder?
  /// Where compiled models are kept, so that the next process opens them in a third of the time, and its weights are
  /// mapped and not copied; nil for nowhere.
  public var compiledModels: CompiledModelFolder?

  /// Makes a choice.
  public init(
    isThorough: Bool = false, findsBodyParts: Bool = false, precision: InferenceSession.Precision = .fp32,
    comparesFaces: Bool = true, recognizer: Recognizer = .ppOCRTinySmall, textSearch: TextSearch = .twoStage,
    manifests: [String] = [], compiledLists: CompiledFolder? = nil, compiledModels: CompiledModelFolder? = nil,
    pornModel: PornModel = .twoModels
  ) {
    self.isThorough = isThorough
    self.findsBodyParts = findsBodyParts
    self.precision = precision
    self.comparesFaces = comparesFaces
    self.recognizer = recognizer
    self.textSearch = textSearch
    self.manifests = manifests
    self.compiledLists = compiledLists
    self.compiledModels = compiledModels
    self.pornModel = pornModel
  }
}
