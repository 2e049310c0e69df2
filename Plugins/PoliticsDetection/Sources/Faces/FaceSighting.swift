public import ImageMatching
public import ModerationCore

/// A face that was found in a picture, with as much of it as was asked for.
public struct FaceSighting: Hashable, Sendable {
  /// Where, in pixels of the upright original, cut off at its edges.
  public let box: PixelRectangle
  /// How sure YuNet is that it is a face, 0.6…1.
  public let detectionScore: Double
  /// Its five points.
  public let landmarks: FaceLandmarks
  /// What SFace makes of it; nil where that was not asked for.
  public let embedding: FaceEmbedding?
  /// How bright the aligned face is: the mean of its luma (Rec. 601), 0…100; nil where no embedding was asked for.
  public let brightness: Double?

  /// Makes a sighting.
  public init(
    box: PixelRectangle, detectionScore: Double, landmarks: FaceLandmarks, embedding: FaceEmbedding? = nil,
    brightness: Double? = nil
  ) {
    self.box = box
    self.detectionScore = detectionScore
    self.landmarks = landmarks
    self.embedding = embedding
    self.brightness = brightness
  }

  /// The shorter side of the box, in pixels of the original.
  public var shorterSidePixels: Double { min(box.width, box.height) }
}
