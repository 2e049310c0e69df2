import CPixels
import ModerationCore

/// Cuts a line of text out of a picture and straightens it.
///
/// Cubic interpolation (Keys, a = −0.75), edge pixels repeated outside, as OpenCV 5.0's `warpPerspective` does it: no
/// value differs by more than 1, and fewer than 1 % by that (test `PPOCRGeometryTests`).
enum PerspectiveCrop {
  /// Lines at least this much higher than wide run downwards and are turned.
  static let turnedFromRatio = 1.5

  /// The size of the straightened line: the longer of each pair of opposite sides, at least 1.
  static func size(of box: Quadrilateral) -> (width: Int, height: Int) {
    let width = max(box.topLeft.distance(to: box.topRight), box.bottomRight.distance(to: box.bottomLeft))
    let height = max(box.topLeft.distance(to: box.bottomLeft), box.topRight.distance(to: box.bottomRight))
    return (max(1, Int(width)), max(1, Int(height)))
  }

  /// The straightened line. One that is at least 1.5 times as high as wide is turned by 90° against the clock.
  static func cut(_ box: Quadrilateral, outOf picture: PictureBuffer) -> PictureBuffer {
    let (width, height) = size(of: box)
    let upright = straighten(box, outOf: picture, width: width, height: height)
    return Double(height) / Double(width) >= turnedFromRatio ? upright.turnedLeft() : upright
  }

  private static func straighten(
    _ box: Quadrilateral, outOf picture: PictureBuffer, width: Int, height: Int
  ) -> PictureBuffer {
    let map = Projection(to: box, width: Double(width), height: Double(height))
    if let origin = map.shift, origin.x >= 0, origin.y >= 0, origin.x + width <= picture.width,
      origin.y + height <= picture.height
    {
      return picture.part(columns: origin.x..<(origin.x + width), rows: origin.y..<(origin.y + height))
    }
    return picture.bytes.withUnsafeBufferPointer { source in
      PictureBuffer(width: width, height: height) { target in
        guard let source = source.baseAddress else { return }
        var coefficients = map.coefficients
        for y in 0..<height {
          moderation_cubic_row(source, picture.width, picture.height, &coefficients, y, width, target + y * width * 3)
        }
      }
    }
  }
}

/// The projective map that takes a rectangle's corners to those of a quadrilateral (Heckbert 1989, section 2.2.3).
struct Projection {
  /// Positions are held within ±2²⁴ pixels where they are computed.
  let coefficients: moderation_projection

  /// - Parameters:
  ///   - width: Where the right corners lie before the map; more than 0.
  ///   - height: Where the lower corners lie before the map; more than 0.
  init(to box: Quadrilateral, width: Double, height: Double) {
    let (a, b, c, d) = (box.topLeft, box.topRight, box.bottomRight, box.bottomLeft)
    let (sumX, sumY) = (a.x - b.x + c.x - d.x, a.y - b.y + c.y - d.y)
    let (rightX, rightY) = (b.x - c.x, b.y - c.y)
    let (lowerX, lowerY) = (d.x - c.x, d.y - c.y)
    let determinant = rightX * lowerY - rightY * lowerX
    // A parallelogram, or corners so close to one line that only a parallelogram makes sense.
    let isAffine = (sumX == 0 && sumY == 0) || abs(determinant) < 1e-9
    let g = isAffine ? 0 : (sumX * lowerY - sumY * lowerX) / determinant
    let h = isAffine ? 0 : (rightX * sumY - rightY * sumX) / determinant
    coefficients = moderation_projection(
      xu: (b.x - a.x + g * b.x) / width, xv: (d.x - a.x + h * d.x) / height, x1: a.x,
      yu: (b.y - a.y + g * b.y) / width, yv: (d.y - a.y + h * d.y) / height, y1: a.y,
      wu: g / width, wv: h / height)
  }

  /// Where the rectangle's first corner goes when the map moves it by whole pixels and does nothing else: most lines of
  /// text are level, and their pixels are copied.
  var shift: (x: Int, y: Int)? {
    let map = coefficients
    guard map.xu == 1, map.xv == 0, map.yu == 0, map.yv == 1, map.wu == 0, map.wv == 0,
      let x = Int(exactly: map.x1), let y = Int(exactly: map.y1)
    else { return nil }
    return (x, y)
  }
}
