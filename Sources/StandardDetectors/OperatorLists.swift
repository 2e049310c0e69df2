public import ImageMatching
public import ImageModeration
public import Lists
public import PoliticsDetection
public import TextMatching

/// What the operator has the detectors compare with: immutable values that change often and cost little.
public struct OperatorLists: Sendable {
  /// Words and phrases of the text scene.
  public var words: [WordList]
  /// Pictures that the politics scene knows, and files that are known before anything is decoded.
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

  /// What the picture lists know by digest, for a `Ruleset`.
  public var knownFiles: [KnownFiles] { fingerprints.map(\.knownFiles).filter { $0.count > 0 } }

  /// Whether the politics scene has something to compare with.
  var servePolitics: Bool { gallery != nil || !fingerprints.isEmpty }
}
