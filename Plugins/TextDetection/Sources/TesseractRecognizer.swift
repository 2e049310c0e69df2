import Glibc
public import ModerationCore
import Inference

/// Reads text with Tesseract 5: needs no neural runtime, only Debian's packages `libtesseract5` and one
/// `tesseract-ocr-…` per language.
///
/// The library is opened when the first recogniser is made, so that programs without one do not need it. Lines are
/// found by Tesseract's own page segmentation: good on pages and screenshots, weak on text in photographs.
public struct TesseractRecognizer: TextRecognizer {
  public let id = "ocr.tesseract/1"

  public static let wish = InputWish(
    fit: .longestSide(2000), filter: .bicubic, channelOrder: .rgb,
    tiling: Tiling(fromAspectRatio: 3, minimumLengthPixels: 960))

  public var inputWish: InputWish { Self.wish }

  /// Where Debian 12 keeps the languages.
  public static let debianLanguagesFolder = "/usr/share/tesseract-ocr/5/tessdata"

  /// After this a frame is given up, which is a failure and never reads as "no text". Looked at from word to word.
  public static let frameTimeLimit = Duration.seconds(10)

  /// The most lines of one frame that are handed on, as with PP-OCR; more are an error that carries these.
  public static let maximumLineCount = 1000

  /// The scripts that none of the languages is written in.
  public let notCovered: Set<SubLabel>

  private let engines: [TesseractEngine]
  private let slots: SlotPool

  /// Loads languages into as many engines as frames will be read at a time.
  ///
  /// - Parameters:
  ///   - languages: Tesseract's names, for example `chi_sim` and `eng`; the first counts most.
  ///   - folder: Where `NAME.traineddata` of each language is.
  ///   - concurrency: How many frames may be read at a time; further ones wait.
  /// - Throws: `HostFailure`: `modelMissing` names the Debian package of a language that is not there,
  ///   `runtimeUnavailable` says why the library does not open or refuses a language, `invalidComposition` that no
  ///   language or an impossible one was asked for.
  public init(
    languages: [String] = ["chi_sim", "eng"], folder: String = Self.debianLanguagesFolder, concurrency: Int
  ) throws(HostFailure) {
    guard !languages.isEmpty else {
      throw HostFailure(.invalidComposition, message: "Tesseract was given no language to read")
    }
    for language in languages { try Self.check(language, in: folder) }
    let names = languages.joined(separator: "+")
    var engines: [TesseractEngine] = []
    for _ in 0..<max(1, concurrency) { engines.append(try TesseractEngine(languages: names, folder: folder)) }
    notCovered = Set(Self.languagesByScript.filter { $0.value.isDisjoint(with: languages) }.keys)
    self.engines = engines
    slots = SlotPool(count: engines.count)
  }

  public func recognize(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> RecognizedText {
    guard frame.channelOrder == .rgb, frame.size.shorterSide > 0, frame.strideBytes >= frame.size.width * 3,
      pixels.byteCount >= (frame.size.height - 1) * frame.strideBytes + frame.size.width * 3
    else { throw DetectorFailure(.unexpectedInput, message: "Tesseract takes RGB8 pixels, not these") }
    let lines = try slots.withSlot { slot throws(DetectorFailure) in
      try engines[slot].read(pixels, of: frame, within: try Self.timeLeft(for: frame))
    }
    guard lines.count <= Self.maximumLineCount else {
      throw DetectorFailure(
        .tooMuchToLookAt, message: "\(lines.count - Self.maximumLineCount) lines beyond the limit of lines",
        lines: Array(lines.prefix(Self.maximumLineCount)))
    }
    let isMuchSmaller = frame.originalSize.longerSide > Self.mostShrunk * frame.size.longerSide
    return RecognizedText(lines: lines, notCovered: isMuchSmaller ? [.smallText] : [])
  }

  /// How long a frame may be read: the limit, or less where the image's time is up before. Tesseract that is stopped
  /// hands nothing over, so the lines of such a frame are lost.
  private static func timeLeft(for frame: FrameDescription) throws(DetectorFailure) -> Duration {
    guard let deadline = frame.deadline else { return frameTimeLimit }
    let left = deadline - ContinuousClock.now
    guard left > .zero else { throw DetectorFailure(.deadline, message: "no time is left to read the frame") }
    return min(left, frameTimeLimit)
  }

  /// A picture that is shrunk by more may hold text too small to read.
  private static let mostShrunk = 2

  /// The languages, among those that Debian has, that are written in a script that Latin and Chinese ones do not show.
  private static let languagesByScript: [SubLabel: Set<String>] = [
    .arabicText: ["ara", "fas", "kur_ara", "pus", "snd", "uig", "urd"],
    .cyrillicText: [
      "aze_cyrl", "bel", "bul", "kaz", "kir", "mkd", "mon", "rus", "srp", "tat", "tgk", "ukr", "uzb_cyrl",
    ],
    .devanagariText: ["hin", "mar", "nep", "san"],
    .hangulText: ["kor", "kor_vert"],
    .hebrewText: ["heb", "yid"],
    .kanaText: ["jpn", "jpn_vert"],
    .thaiText: ["tha"],
  ]

  /// Refuses a language whose file is not there, before Tesseract does so in its own words on standard error.
  private static func check(_ language: String, in folder: String) throws(HostFailure) {
    let allowed = language.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
    }
    guard allowed, !language.isEmpty else {
      throw HostFailure(.invalidComposition, message: "\(language) is not the name of a Tesseract language")
    }
    let file = "\(folder)/\(language).traineddata"
    guard access(file, R_OK) != 0 else { return }
    let package = "tesseract-ocr-" + String(language.map { $0 == "_" ? "-" : $0 })
    throw HostFailure(
      .modelMissing,
      message: "no Tesseract language \(language): cannot read \(file); on Debian the package \(package) has it")
  }
}
