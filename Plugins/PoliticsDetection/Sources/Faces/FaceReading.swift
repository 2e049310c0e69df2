public import ImageModeration
public import Matching

/// A face of a picture, read for a gallery.
public struct FaceReading: Hashable, Sendable {
  /// Where, in pixels of the upright original.
  public let box: PixelRectangle
  /// How sure YuNet is that it is a face, 0.6…1.
  public let detectionScore: Double
  /// What SFace makes of it.
  public let embedding: FaceEmbedding

  /// Makes a reading.
  public init(box: PixelRectangle, detectionScore: Double, embedding: FaceEmbedding) {
    self.box = box
    self.detectionScore = detectionScore
    self.embedding = embedding
  }
}
