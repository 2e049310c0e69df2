public import ImageMatching

/// A face as a library keeps it.
public struct StoredFace: Hashable, Sendable {
  /// The number by which it can be removed.
  public let number: Int64
  /// The face.
  public let face: GalleryFace

  /// Makes a face.
  public init(number: Int64, face: GalleryFace) {
    self.number = number
    self.face = face
  }
}
