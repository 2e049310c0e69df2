public import ModerationCore

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
