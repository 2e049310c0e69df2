import ModerationCore

/// The edges of a frame that cut the picture, where a part of it is shown: text that touches one is not read there, and
/// may well be in the part beside it.
struct InnerEdges {
  private let left: Double
  private let top: Double
  private let right: Double
  private let bottom: Double

  init(of frame: FrameDescription) {
    let (shown, picture) = (frame.originalRegion, frame.originalSize)
    left = shown.x > 0 ? 0 : -.infinity
    top = shown.y > 0 ? 0 : -.infinity
    right = shown.x + shown.width < Double(picture.width) ? Double(frame.size.width) : .infinity
    bottom = shown.y + shown.height < Double(picture.height) ? Double(frame.size.height) : .infinity
  }

  /// Whether a box comes as close to an inner edge as half its thickness.
  func touch(_ box: Quadrilateral) -> Bool {
    let (bounds, near) = (box.outline.bounds, box.outline.thickness / 2)
    return bounds.x <= left + near || bounds.y <= top + near || bounds.x + bounds.width >= right - near
      || bounds.y + bounds.height >= bottom - near
  }
}
