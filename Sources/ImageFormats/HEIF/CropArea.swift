/// A rectangle of whole pixels, origin at the top left, y downwards.
package struct CropArea: Hashable, Sendable {
  /// Columns left of the rectangle.
  package let x: Int
  /// Rows above the rectangle.
  package let y: Int
  /// Width in pixels.
  package let width: Int
  /// Height in pixels.
  package let height: Int

  /// Makes a rectangle; any values are allowed.
  package init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }
}
