import ModerationCore

/// A face as YuNet finds it, in pixels of the picture looked at.
struct FoundFace: Hashable, Sendable {
  /// A place in the picture.
  struct Point: Hashable, Sendable {
    let x: Double
    let y: Double
  }

  /// The face from forehead to chin; parts of it may lie outside the picture.
  let box: PixelRectangle
  /// Of a face that stands upright: the eye at the picture's left, the other eye, the tip of the nose, the corner of
  /// the mouth at the picture's left, the other corner. A turned face has them in the same order.
  let points: [Point]
  /// How sure the network is, 0…1.
  let score: Double

  /// The face on a picture that is larger by these factors.
  func scaled(x: Double, y: Double) -> FoundFace {
    FoundFace(
      box: PixelRectangle(x: box.x * x, y: box.y * y, width: box.width * x, height: box.height * y),
      points: points.map { Point(x: $0.x * x, y: $0.y * y) }, score: score)
  }

  /// The face in a picture of which its own is a part that begins at a place.
  func moved(x: Double, y: Double) -> FoundFace {
    FoundFace(
      box: PixelRectangle(x: box.x + x, y: box.y + y, width: box.width, height: box.height),
      points: points.map { Point(x: $0.x + x, y: $0.y + y) }, score: score)
  }

  /// The face on a square canvas as it was before it was turned clockwise by 1, 2 or 3 quarters. The points keep their
  /// meaning for the face: its eye at the left stays that.
  func turnedBack(_ quarterTurns: Int, side: Double) -> FoundFace {
    func back(_ point: Point) -> Point {
      switch quarterTurns {
      case 1: Point(x: point.y, y: side - point.x)
      case 2: Point(x: side - point.x, y: side - point.y)
      default: Point(x: side - point.y, y: point.x)
      }
    }
    let (a, b) = (back(Point(x: box.x, y: box.y)), back(Point(x: box.x + box.width, y: box.y + box.height)))
    return FoundFace(
      box: PixelRectangle(x: min(a.x, b.x), y: min(a.y, b.y), width: abs(a.x - b.x), height: abs(a.y - b.y)),
      points: points.map(back), score: score)
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
