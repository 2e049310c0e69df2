public import ImageMatching
public import Lists
public import PoliticsDetection
public import TextMatching

/// What the operator has the detectors compare with: immutable values that change often and cost little.
public struct OperatorLists: Sendable {
  /// Words and phrases of the text scene.
  public var words: [WordList]
  /// Pictures that the politics scene knows.
  public var fingerprints: [FingerprintList]
  /// Where the codes and addresses of the text scene may lead, or must not.
  public var codes: [CodeList]
  /// Whose faces the politics scene looks for; nil for none.
  public var gallery: FaceGallery?

  /// Makes lists. Without words, text is read and contacts and codes are looked for, but no word hits; without gallery
  /// and fingerprints the politics scene is off.
  public init(
    words: [WordList] = [], fingerprints: [FingerprintList] = [], codes: [CodeList] = [], gallery: FaceGallery? = nil
  ) {
    self.words = words
    self.codes = codes
    self.fingerprints = fingerprints
    self.gallery = gallery
  }

  /// Whether the politics scene has something to compare with.
  var servePolitics: Bool { gallery != nil || !fingerprints.isEmpty }
}
