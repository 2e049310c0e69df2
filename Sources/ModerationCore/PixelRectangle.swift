/// An axis-parallel rectangle in pixels, origin at the top left, y downwards.
public struct PixelRectangle: Hashable, Sendable {
  /// Distance of the left edge from the picture's left edge.
  public let x: Double
  /// Distance of the top edge from the picture's top edge.
  public let y: Double
  /// Width in pixels.
  public let width: Double
  /// Height in pixels.
  public let height: Double

  /// Makes a rectangle.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// Whether all four numbers are finite and neither side is negative.
  public var isValid: Bool {
    x.isFinite && y.isFinite && width.isFinite && height.isFinite && width >= 0 && height >= 0
  }
}

extension PixelRectangle {
  /// Width times height.
  package var area: Double { width * height }

  /// Whether this rectangle and another share more than half of the smaller one.
  package func coversMost(of other: PixelRectangle) -> Bool {
    let across = min(x + width, other.x + other.width) - max(x, other.x)
    let down = min(y + height, other.y + other.height) - max(y, other.y)
    guard across > 0, down > 0 else { return false }
    return across * down > min(area, other.area) / 2
  }

  /// Whether this rectangle and another share a point.
  package func touches(_ other: PixelRectangle) -> Bool {
    x <= other.x + other.width && other.x <= x + width && y <= other.y + other.height && other.y <= y + height
  }
}
