import ModerationCore

/// The four corners around one line of text, in pixels: top left, top right, bottom right, bottom left as the picture
/// stands, whichever way the text runs.
struct Quadrilateral: Hashable, Sendable {
  let topLeft: PixelPoint
  let topRight: PixelPoint
  let bottomRight: PixelPoint
  let bottomLeft: PixelPoint

  /// Names the corners of a rectangle or nearly one: of the two leftmost the upper is the top left, and so on.
  init(_ a: PixelPoint, _ b: PixelPoint, _ c: PixelPoint, _ d: PixelPoint) {
    // Insertion order breaks ties, as a stable sort does.
    let byX = [a, b, c, d].enumerated().sorted { ($0.element.x, $0.offset) < ($1.element.x, $1.offset) }.map(\.element)
    (topLeft, bottomLeft) = byX[0].y <= byX[1].y ? (byX[0], byX[1]) : (byX[1], byX[0])
    (topRight, bottomRight) = byX[2].y <= byX[3].y ? (byX[2], byX[3]) : (byX[3], byX[2])
  }

  /// The same corners for everybody.
  var outline: PixelQuadrilateral { PixelQuadrilateral(topLeft, topRight, bottomRight, bottomLeft) }

  /// Clockwise from the top left.
  var corners: [PixelPoint] { [topLeft, topRight, bottomRight, bottomLeft] }

  /// Moves every corner and names the corners anew.
  func mapped(_ transform: (PixelPoint) -> PixelPoint) -> Quadrilateral {
    Quadrilateral(transform(topLeft), transform(topRight), transform(bottomRight), transform(bottomLeft))
  }

  /// The same with both short sides moved outwards by a distance in pixels.
  func lengthened(by distance: Double) -> Quadrilateral {
    let (width, height) = (topLeft.distance(to: topRight), topLeft.distance(to: bottomLeft))
    let length = max(width, height)
    guard length > 0 else { return self }
    let share = distance / length
    func beyond(_ corner: PixelPoint, _ opposite: PixelPoint) -> PixelPoint {
      PixelPoint(x: corner.x + (corner.x - opposite.x) * share, y: corner.y + (corner.y - opposite.y) * share)
    }
    return width >= height
      ? Quadrilateral(
        beyond(topLeft, topRight), beyond(topRight, topLeft), beyond(bottomRight, bottomLeft),
        beyond(bottomLeft, bottomRight))
      : Quadrilateral(
        beyond(topLeft, bottomLeft), beyond(topRight, bottomRight), beyond(bottomRight, topRight),
        beyond(bottomLeft, topLeft))
  }

  /// Area in square pixels, by the shoelace formula.
  var area: Double {
    let corners = corners
    var sum = 0.0
    for i in 0..<4 {
      let (a, b) = (corners[i], corners[(i + 1) % 4])
      sum += a.x * b.y - b.x * a.y
    }
    return abs(sum) / 2
  }

  /// Length of the outline in pixels.
  var perimeter: Double {
    let corners = corners
    return (0..<4).reduce(0) { $0 + corners[$1].distance(to: corners[($1 + 1) % 4]) }
  }
}
