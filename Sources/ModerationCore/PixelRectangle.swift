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
