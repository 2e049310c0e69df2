import CPixels
import Glibc
import ModerationCore

/// A canvas turned about the middle of its picture by an odd number of eighths, and made smaller where its corners
/// would not fit.
struct TiltedCanvas {
  /// As `DetectionCanvas.planes`.
  let planes: [Float]

  /// A step along the tilted canvas, as a step along the one it is made of: `(a, b)` along x, `(-b, a)` along y.
  private let step: (a: Double, b: Double)
  /// The middle of the picture on the canvas, and on the tilted one.
  private let middle: FoundFace.Point
  private let tiltedMiddle: FoundFace.Point

  /// - Parameter eighths: 1, 3, 5 or 7 eighths of a full turn, clockwise.
  init(_ canvas: DetectionCanvas, eighths: Int) {
    let (width, height) = (Double(canvas.columns), Double(canvas.rows))
    // The sides of the square that holds the tilted picture.
    let side = (width + height) / 2.squareRoot()
    let shrunk = max(1, side / Double(canvas.side))
    let angle = Double(eighths) * .pi / 4
    step = (cos(angle) * shrunk, -sin(angle) * shrunk)
    middle = FoundFace.Point(x: width / 2, y: height / 2)
    tiltedMiddle = FoundFace.Point(x: side / shrunk / 2, y: side / shrunk / 2)
    planes = Self.planes(of: canvas, step, from: tiltedMiddle, to: middle)
  }

  /// The face as it lies on the canvas that was tilted. The box keeps its shape: a face is about as wide as high.
  func turnedBack(_ face: FoundFace) -> FoundFace {
    let centre = back(
      FoundFace.Point(x: face.box.x + face.box.width / 2, y: face.box.y + face.box.height / 2))
    let factor = (step.a * step.a + step.b * step.b).squareRoot()
    let (width, height) = (face.box.width * factor, face.box.height * factor)
    return FoundFace(
      box: .init(x: centre.x - width / 2, y: centre.y - height / 2, width: width, height: height),
      points: face.points.map(back), score: face.score)
  }

  private func back(_ point: FoundFace.Point) -> FoundFace.Point {
    let (x, y) = (point.x - tiltedMiddle.x, point.y - tiltedMiddle.y)
    return FoundFace.Point(x: middle.x + step.a * x - step.b * y, y: middle.y + step.b * x + step.a * y)
  }

  /// Bilinear, with zeros around the picture.
  private static func planes(
    of canvas: DetectionCanvas, _ step: (a: Double, b: Double), from tiltedMiddle: FoundFace.Point,
    to middle: FoundFace.Point
  ) -> [Float] {
    // Pixels have their middles at halves.
    let (x, y) = (0.5 - tiltedMiddle.x, 0.5 - tiltedMiddle.y)
    var similarity = moderation_similarity(
      a: step.a, b: step.b, left: middle.x + step.a * x - step.b * y - 0.5,
      top: middle.y + step.b * x + step.a * y - 0.5)
    return [Float](unsafeUninitializedCapacity: canvas.planes.count) { planes, count in
      guard let output = planes.baseAddress else { return }
      moderation_tilt_planes(
        canvas.planes, Int32(canvas.side), Int32(canvas.columns), Int32(canvas.rows), &similarity, output)
      count = canvas.planes.count
    }
  }
}
