public import ImageMatching

/// A picture to learn from: what it shows, where it is from, and what a network makes of it.
public struct TrainingPicture: Sendable {
  /// What the picture is called in reports.
  public let path: String
  /// What it shows; nil for a benign picture.
  public let category: String?
  /// Where it is from: pictures of one source are never learned from and asked about at a time. Nil where nobody said.
  public let source: String?
  /// SHA-256 of the file, by which equal files are known.
  public let sha256: String
  /// How it looks, by which near-equal pictures are known; nil for one that is too flat to tell.
  public let likeness: PDQHash?
  /// The network's features: the same number for all pictures, all finite.
  public let features: [Float]

  /// Describes a picture.
  public init(
    path: String, category: String?, source: String?, sha256: String, likeness: PDQHash?, features: [Float]
  ) {
    self.path = path
    self.category = category
    self.source = source
    self.sha256 = sha256
    self.likeness = likeness
    self.features = features
  }
}
