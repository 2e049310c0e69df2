import CPixels
import Glibc
import ModerationCore

/// A canvas turned about the middle of its picture by an odd number of eighths, and made smaller where its corners
/// would not fit.
struct TiltedCanvas {
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
  }

  /// The way from a part of the tilted canvas to the one it is made of: bilinear, with zeros around the picture.
  func similarity(from window: FaceFinder.Window) -> moderation_similarity {
    // Pixels have their middles at halves.
    let (x, y) = (Double(window.left) + 0.5 - tiltedMiddle.x, Double(window.top) + 0.5 - tiltedMiddle.y)
    return moderation_similarity(
      a: step.a, b: step.b, left: middle.x + step.a * x - step.b * y - 0.5,
      top: middle.y + step.b * x + step.a * y - 0.5)
  }

  /// The face as it lies on the canvas that was tilted. The box keeps its shape: a face is about as wide as high.
  func turnedBack(_ face: FoundFace) -> FoundFace {
    moved(face, by: (step.a * step.a + step.b * step.b).squareRoot()) { point in
      let (x, y) = (point.x - tiltedMiddle.x, point.y - tiltedMiddle.y)
      return FoundFace.Point(x: middle.x + step.a * x - step.b * y, y: middle.y + step.b * x + step.a * y)
    }
  }

  /// The face on the tilted canvas, from where it lies on the other.
  func tilted(_ face: FoundFace) -> FoundFace {
    let square = step.a * step.a + step.b * step.b
    return moved(face, by: 1 / square.squareRoot()) { point in
      let (x, y) = (point.x - middle.x, point.y - middle.y)
      return FoundFace.Point(
        x: tiltedMiddle.x + (step.a * x + step.b * y) / square, y: tiltedMiddle.y + (step.a * y - step.b * x) / square)
    }
  }

  private func moved(
    _ face: FoundFace, by factor: Double, _ place: (FoundFace.Point) -> FoundFace.Point
  ) -> FoundFace {
    let centre = place(FoundFace.Point(x: face.box.x + face.box.width / 2, y: face.box.y + face.box.height / 2))
    let (width, height) = (face.box.width * factor, face.box.height * factor)
    return FoundFace(
      box: .init(x: centre.x - width / 2, y: centre.y - height / 2, width: width, height: height),
      points: face.points.map(place), score: face.score)
  }
}
