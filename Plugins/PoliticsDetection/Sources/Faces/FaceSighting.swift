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

/// The five points of a face, in pixels of the upright original.
///
/// Left and right are those of the picture where the face stands upright; a turned face has them in the same order.
public struct FaceLandmarks: Hashable, Sendable {
  /// The middle of the eye at the left.
  public let leftEye: PixelPoint
  /// The middle of the other eye.
  public let rightEye: PixelPoint
  /// The tip of the nose.
  public let noseTip: PixelPoint
  /// The corner of the mouth at the left.
  public let leftMouthCorner: PixelPoint
  /// The other corner of the mouth.
  public let rightMouthCorner: PixelPoint

  /// Names five points.
  public init(
    leftEye: PixelPoint, rightEye: PixelPoint, noseTip: PixelPoint, leftMouthCorner: PixelPoint,
    rightMouthCorner: PixelPoint
  ) {
    self.leftEye = leftEye
    self.rightEye = rightEye
    self.noseTip = noseTip
    self.leftMouthCorner = leftMouthCorner
    self.rightMouthCorner = rightMouthCorner
  }
}

/// Which faces of a picture are wanted, and how much of them.
public struct FaceSelection: Hashable, Sendable {
  /// Which faces go before others.
  public enum Order: Hashable, Sendable {
    /// The largest.
    case largest
    /// Those that YuNet is surest of.
    case surest
  }

  /// The most faces.
  public var maximumCount: Int
  /// The shorter side that a face has at least, in pixels of the original.
  public var minimumSidePixels: Int
  /// Of how many of them, from the first on, the embedding is wanted.
  public var embeddedCount: Int
  /// Which faces go before others.
  public var order: Order

  /// Chooses faces.
  public init(maximumCount: Int, minimumSidePixels: Int = 0, embeddedCount: Int = .max, order: Order = .largest) {
    self.maximumCount = maximumCount
    self.minimumSidePixels = minimumSidePixels
    self.embeddedCount = embeddedCount
    self.order = order
  }
}

/// The faces that were chosen of a picture.
public struct FaceSightings: Hashable, Sendable {
  /// Width and height of the upright original.
  public let size: PixelSize
  /// How many faces were found, chosen or not.
  public let foundCount: Int
  /// The chosen ones, in the order that was asked for.
  public let faces: [FaceSighting]

  /// Makes an answer.
  public init(size: PixelSize, foundCount: Int, faces: [FaceSighting]) {
    self.size = size
    self.foundCount = foundCount
    self.faces = faces
  }
}
