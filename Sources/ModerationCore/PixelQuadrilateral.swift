/// A place in a picture, in pixels from the top left, y downwards.
public struct PixelPoint: Hashable, Sendable {
  /// Distance from the left edge.
  public let x: Double
  /// Distance from the top edge.
  public let y: Double

  /// Makes a point.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  /// The distance to another point in pixels.
  public func distance(to other: PixelPoint) -> Double {
    ((x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)).squareRoot()
  }

  /// The point halfway to another.
  public func middle(to other: PixelPoint) -> PixelPoint { PixelPoint(x: (x + other.x) / 2, y: (y + other.y) / 2) }
}

/// Four corners around something that may be tilted, in pixels: one after the other along the outline.
///
/// The upright rectangle around a tilted line of text holds much that is not that line; this holds the line alone.
public struct PixelQuadrilateral: Hashable, Sendable {
  /// Four corners along the outline; a line of text's start with the upper left one.
  public let corners: [PixelPoint]

  /// Takes four corners along the outline of a convex shape, either way around.
  public init(_ first: PixelPoint, _ second: PixelPoint, _ third: PixelPoint, _ fourth: PixelPoint) {
    corners = [first, second, third, fourth]
  }

  /// The corners of an upright rectangle.
  public init(_ rectangle: PixelRectangle) {
    let (right, bottom) = (rectangle.x + rectangle.width, rectangle.y + rectangle.height)
    self.init(
      PixelPoint(x: rectangle.x, y: rectangle.y), PixelPoint(x: right, y: rectangle.y),
      PixelPoint(x: right, y: bottom), PixelPoint(x: rectangle.x, y: bottom))
  }

  /// Moves every corner.
  public func mapped(_ transform: (PixelPoint) -> PixelPoint) -> PixelQuadrilateral {
    PixelQuadrilateral(transform(corners[0]), transform(corners[1]), transform(corners[2]), transform(corners[3]))
  }

  /// The upright rectangle around the corners.
  public var bounds: PixelRectangle {
    let (xs, ys) = (corners.map(\.x), corners.map(\.y))
    let (left, top) = (xs.min() ?? 0, ys.min() ?? 0)
    return PixelRectangle(x: left, y: top, width: (xs.max() ?? 0) - left, height: (ys.max() ?? 0) - top)
  }

  /// Area in square pixels.
  public var area: Double { abs(Self.signedArea(of: corners)) }

  /// The middles of the two shorter sides: where a line of text begins and ends.
  public var ends: (PixelPoint, PixelPoint) {
    let (first, second) = (corners[0].middle(to: corners[1]), corners[2].middle(to: corners[3]))
    let (third, fourth) = (corners[1].middle(to: corners[2]), corners[3].middle(to: corners[0]))
    return first.distance(to: second) > third.distance(to: fourth) ? (first, second) : (third, fourth)
  }

  /// The distance between the middles of the two shorter sides, in pixels.
  public var length: Double { ends.0.distance(to: ends.1) }

  /// Area by length: how thick a line of text is, in pixels.
  public var thickness: Double { length > 0 ? area / length : 0 }

  /// The angle that two lines make, 0…90 degrees squared into 0…1: the square of its sine.
  public func squaredSine(to other: PixelQuadrilateral) -> Double {
    let (a, b) = (ends, other.ends)
    let (ax, ay, bx, by) = (a.1.x - a.0.x, a.1.y - a.0.y, b.1.x - b.0.x, b.1.y - b.0.y)
    let lengths = (ax * ax + ay * ay) * (bx * bx + by * by)
    let cross = ax * by - ay * bx
    return lengths > 0 ? cross * cross / lengths : 0
  }

  /// Whether a point lies inside, or outside by no more than a margin in pixels.
  public func contains(_ point: PixelPoint, margin: Double = 0) -> Bool {
    let sign: Double = Self.signedArea(of: corners) < 0 ? -1 : 1
    return (0..<4).allSatisfy { index in
      let (a, b) = (corners[index], corners[(index + 1) % 4])
      let side = a.distance(to: b)
      guard side > 0 else { return true }
      return sign * ((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x)) / side >= -margin
    }
  }

  /// The area that two convex quadrilaterals share, in square pixels (Sutherland and Hodgman 1974).
  public func sharedArea(with other: PixelQuadrilateral) -> Double {
    let sign: Double = Self.signedArea(of: other.corners) < 0 ? -1 : 1
    var shape = corners
    for index in 0..<4 where !shape.isEmpty {
      let (a, b) = (other.corners[index], other.corners[(index + 1) % 4])
      func inside(_ point: PixelPoint) -> Double {
        sign * ((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x))
      }
      var cut: [PixelPoint] = []
      for position in shape.indices {
        let (from, to) = (shape[position], shape[(position + 1) % shape.count])
        let (fromSide, toSide) = (inside(from), inside(to))
        if fromSide >= 0 { cut.append(from) }
        if (fromSide > 0 && toSide < 0) || (fromSide < 0 && toSide > 0) {
          let share = fromSide / (fromSide - toSide)
          cut.append(PixelPoint(x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share))
        }
      }
      shape = cut
    }
    return abs(Self.signedArea(of: shape))
  }

  /// Whether two share more than half of the smaller one.
  public func coversMost(of other: PixelQuadrilateral) -> Bool {
    let smaller = min(area, other.area)
    return smaller > 0 && sharedArea(with: other) > smaller / 2
  }

  private static func signedArea(of corners: [PixelPoint]) -> Double {
    var sum = 0.0
    for index in corners.indices {
      let (a, b) = (corners[index], corners[(index + 1) % corners.count])
      sum += a.x * b.y - b.x * a.y
    }
    return sum / 2
  }
}
