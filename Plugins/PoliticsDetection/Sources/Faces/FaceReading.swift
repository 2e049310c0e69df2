public import ImageMatching
public import ModerationCore

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

  /// The score that moderation gives this face for a person as near as a cosine says, 0…1.
  public func score(cosine: Double) -> Double { FaceScore.score(cosine: Float(cosine), norm: embedding.norm) }
}
