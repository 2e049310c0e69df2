import ImageModeration

/// A face as YuNet finds it, in pixels of the picture looked at.
struct FoundFace: Hashable, Sendable {
  /// A place in the picture.
  struct Point: Hashable, Sendable {
    let x: Double
    let y: Double
  }

  /// The face from forehead to chin; parts of it may lie outside the picture.
  let box: PixelRectangle
  /// The eye at the picture's left, the other eye, the tip of the nose, the corner of the mouth at the picture's left, the
  /// other corner.
  let points: [Point]
  /// How sure the network is, 0…1.
  let score: Double

  /// The face on a picture that is larger by these factors.
  func scaled(x: Double, y: Double) -> FoundFace {
    FoundFace(
      box: PixelRectangle(x: box.x * x, y: box.y * y, width: box.width * x, height: box.height * y),
      points: points.map { Point(x: $0.x * x, y: $0.y * y) }, score: score)
  }

  /// Largest first, then the surer, then from the left and from the top: an order that no thread decides.
  static func largerFirst(_ left: FoundFace, _ right: FoundFace) -> Bool {
    let (a, b) = (left.box, right.box)
    return (b.width * b.height, right.score, a.x, a.y) < (a.width * a.height, left.score, b.x, b.y)
  }

  /// The part that two boxes share, of what both cover together; 0…1.
  static func overlap(_ a: PixelRectangle, _ b: PixelRectangle) -> Double {
    let width = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    let height = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    guard width > 0, height > 0 else { return 0 }
    let shared = width * height
    return shared / (a.width * a.height + b.width * b.height - shared)
  }
}

extension FoundFace {
  /// The part of the box that lies in a picture, in its pixels; a line or a point at the edge when none does.
  func box(within picture: PixelView) -> PixelRectangle {
    func held(_ value: Double, _ side: Int) -> Double { min(max(0, value), Double(side)) }
    let (left, top) = (held(box.x, picture.width), held(box.y, picture.height))
    return PixelRectangle(
      x: left, y: top, width: held(box.x + box.width, picture.width) - left,
      height: held(box.y + box.height, picture.height) - top)
  }
}
