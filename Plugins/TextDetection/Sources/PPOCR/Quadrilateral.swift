/// A place in a picture, in pixels from the top left.
struct ImagePoint: Hashable, Sendable {
  var x: Double
  var y: Double

  func distance(to other: ImagePoint) -> Double {
    ((x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)).squareRoot()
  }
}

/// The four corners around one line of text, in pixels: top left, top right, bottom right, bottom left as the picture
/// stands, whichever way the text runs.
struct Quadrilateral: Hashable, Sendable {
  let topLeft: ImagePoint
  let topRight: ImagePoint
  let bottomRight: ImagePoint
  let bottomLeft: ImagePoint

  /// Names the corners of a rectangle or nearly one: of the two leftmost the upper is the top left, and so on.
  init(_ a: ImagePoint, _ b: ImagePoint, _ c: ImagePoint, _ d: ImagePoint) {
    // Insertion order breaks ties, as a stable sort does.
    let byX = [a, b, c, d].enumerated().sorted { ($0.element.x, $0.offset) < ($1.element.x, $1.offset) }.map(\.element)
    (topLeft, bottomLeft) = byX[0].y <= byX[1].y ? (byX[0], byX[1]) : (byX[1], byX[0])
    (topRight, bottomRight) = byX[2].y <= byX[3].y ? (byX[2], byX[3]) : (byX[3], byX[2])
  }

  /// Clockwise from the top left.
  var corners: [ImagePoint] { [topLeft, topRight, bottomRight, bottomLeft] }

  /// Moves every corner and names the corners anew.
  func mapped(_ transform: (ImagePoint) -> ImagePoint) -> Quadrilateral {
    Quadrilateral(transform(topLeft), transform(topRight), transform(bottomRight), transform(bottomLeft))
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
