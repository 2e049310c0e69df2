import Glibc
import ModerationCore

/// A rectangle's outline pushed outwards by a distance, with round corners.
///
/// The detector is trained on shrunken text regions; growing gives the letters' edges back. Corners are whole pixels
/// before and after, as the polygon clipper that upstream uses computes in integers.
enum GrownOutline {
  /// How far a chord of a round corner may lie inside its arc, in pixels.
  private static let arcTolerance = 0.25

  /// The corners of the grown outline, or nil when the rectangle has no area.
  ///
  /// - Parameter ratio: The distance is area × ratio ÷ perimeter of the rectangle.
  static func points(of rectangle: Quadrilateral, ratio: Double) -> [PixelPoint]? {
    let perimeter = rectangle.perimeter
    guard perimeter > 0, rectangle.area > 0 else { return nil }
    let distance = rectangle.area * ratio / perimeter
    let corners = rectangle.corners.map { PixelPoint(x: Double(Int(Float($0.x))), y: Double(Int(Float($0.y)))) }
    // Outward normals of the four sides; the corners run clockwise on the screen.
    let normals = (0..<4).compactMap { i -> PixelPoint? in
      let (a, b) = (corners[i], corners[(i + 1) % 4])
      let length = a.distance(to: b)
      return length > 0 ? PixelPoint(x: (b.y - a.y) / length, y: -(b.x - a.x) / length) : nil
    }
    guard normals.count == 4 else { return nil }
    let tolerance = min(arcTolerance, distance * 0.25)
    let step = 2 * acos(1 - tolerance / distance)
    var outline: [PixelPoint] = []
    for i in 0..<4 {
      let (before, after) = (normals[(i + 3) % 4], normals[i])
      let start = atan2(before.y, before.x)
      var turn = atan2(after.y, after.x) - start
      if turn < 0 { turn += 2 * Double.pi }
      if turn > Double.pi { turn = 0 }
      for k in 0..<max(1, Int((turn / step).rounded())) {
        append(corners[i], start + Double(k) * step, distance, to: &outline)
      }
      append(corners[i], start + turn, distance, to: &outline)
    }
    return outline
  }

  private static func append(
    _ corner: PixelPoint, _ angle: Double, _ distance: Double, to outline: inout [PixelPoint]
  ) {
    outline.append(
      PixelPoint(
        x: (corner.x + cos(angle) * distance).rounded(), y: (corner.y + sin(angle) * distance).rounded()))
  }
}
