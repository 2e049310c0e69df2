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
    var result = PictureBuffer(width: width, height: height)
    let (lastX, lastY) = (picture.width - 1, picture.height - 1)
    let stride = picture.width * 3
    picture.bytes.withUnsafeBufferPointer { source in
      result.bytes.withUnsafeMutableBufferPointer { target in
        for y in 0..<height {
          for x in 0..<width {
            let position = map.position(Double(x), Double(y))
            let (floorX, floorY) = (position.x.rounded(.down), position.y.rounded(.down))
            let (column, row) = (Int(floorX), Int(floorY))
            let at = (y * width + x) * 3
            if position.x == floorX, position.y == floorY {
              let from = min(max(row, 0), lastY) * stride + min(max(column, 0), lastX) * 3
              for channel in 0..<3 { target[at + channel] = source[from + channel] }
              continue
            }
            let (weightsX, weightsY) = (weights(Float(position.x - floorX)), weights(Float(position.y - floorY)))
            var sum = SIMD3<Float>()
            for j in 0..<4 {
              let rowStart = min(max(row + j - 1, 0), lastY) * stride
              var line = SIMD3<Float>()
              for i in 0..<4 {
                let from = rowStart + min(max(column + i - 1, 0), lastX) * 3
                let pixel = SIMD3(Float(source[from]), Float(source[from + 1]), Float(source[from + 2]))
                line += pixel * weightsX[i]
              }
              sum += line * weightsY[j]
            }
            for channel in 0..<3 {
              target[at + channel] = UInt8(min(max(sum[channel].rounded(.toNearestOrEven), 0), 255))
            }
          }
        }
      }
    }
    return result
  }

  /// The weights of the four pixels around a place `x` behind the second of them, 0…1.
  private static func weights(_ x: Float) -> SIMD4<Float> {
    let a: Float = -0.75
    let first = ((a * (x + 1) - 5 * a) * (x + 1) + 8 * a) * (x + 1) - 4 * a
    let second = ((a + 2) * x - (a + 3)) * x * x + 1
    let third = ((a + 2) * (1 - x) - (a + 3)) * (1 - x) * (1 - x) + 1
    return SIMD4(first, second, third, 1 - first - second - third)
  }
}

/// The projective map that takes a rectangle's corners to those of a quadrilateral (Heckbert 1989, section 2.2.3).
struct Projection {
  private let x: (u: Double, v: Double, one: Double)
  private let y: (u: Double, v: Double, one: Double)
  private let w: (u: Double, v: Double)

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
    x = ((b.x - a.x + g * b.x) / width, (d.x - a.x + h * d.x) / height, a.x)
    y = ((b.y - a.y + g * b.y) / width, (d.y - a.y + h * d.y) / height, a.y)
    w = (g / width, h / height)
  }

  /// Where a point goes; held within ±2²⁴ pixels.
  func position(_ u: Double, _ v: Double) -> (x: Double, y: Double) {
    let divisor = w.u * u + w.v * v + 1
    guard divisor != 0 else { return (0, 0) }
    return (
      Self.held((x.u * u + x.v * v + x.one) / divisor), Self.held((y.u * u + y.v * v + y.one) / divisor)
    )
  }

  private static func held(_ value: Double) -> Double { min(max(value, -0x1p24), 0x1p24) }
}
