public import TextMatching

/// How the text scene reads and what it looks for.
public struct TextReading: Sendable {
  /// Who reads the picture.
  public enum Recognizer: Hashable, Sendable {
    /// PP-OCRv6 small: Chinese, English, Japanese and other Latin text, also tilted and on photographs.
    case ppOCRSmall
    /// PP-OCRv6 tiny: a third of the cost, a little less right. Its models are fetched by `./run setup --with text-tiny`.
    case ppOCRTiny
    /// Tesseract with Debian's language packs, for upright print in languages that PP-OCR does not know.
    case tesseract(languages: [String])
  }

  /// Who reads the picture.
  public var recognizer: Recognizer
  /// The operator's word lists.
  public var wordLists: [WordList]

  /// Makes a choice; without lists text is read and codes are looked for, but no word hits.
  public init(recognizer: Recognizer = .ppOCRSmall, wordLists: [WordList] = []) {
    self.recognizer = recognizer
    self.wordLists = wordLists
  }
}
