public import struct Inference.CompiledModelFolder
public import class Inference.InferenceSession
public import Lists

/// Which models are loaded, and how they are to calculate: what costs seconds and memory to change.
public struct ModelOptions: Sendable {
  /// The recogniser of text.
  public enum Recognizer: Hashable, Sendable {
    /// PP-OCRv6 small: Chinese, English, Japanese and other Latin text, also tilted and on photographs.
    case ppOCRSmall
    /// PP-OCRv6 tiny: a third of the cost, a little less right. Its models are fetched by `./run setup --with
    /// text-tiny`.
    case ppOCRTiny
    /// Tesseract with Debian's language packs, for upright print in languages that PP-OCR does not know.
    case tesseract(languages: [String])
  }

  /// Whether pictures are also looked at in parts for porn and terror, so that what fills a small part is seen: several
  /// times the work.
  public var isThorough: Bool
  /// Whether NudeNet looks for body parts, too. Its weights are under the AGPL-3.0 and are fetched by
  /// `./run setup --with nudenet`.
  public var findsBodyParts: Bool
  /// The arithmetic of open_nsfw, the porn scene's second opinion.
  public var precision: InferenceSession.Precision
  /// Whether the politics scene can compare faces; without, it compares fingerprints alone and needs no model.
  public var comparesFaces: Bool
  /// The recogniser of text.
  public var recognizer: Recognizer
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
    comparesFaces: Bool = true, recognizer: Recognizer = .ppOCRSmall, manifests: [String] = [],
    compiledLists: CompiledFolder? = nil, compiledModels: CompiledModelFolder? = nil
  ) {
    self.isThorough = isThorough
    self.findsBodyParts = findsBodyParts
    self.precision = precision
    self.comparesFaces = comparesFaces
    self.recognizer = recognizer
    self.manifests = manifests
    self.compiledLists = compiledLists
    self.compiledModels = compiledModels
  }
}
