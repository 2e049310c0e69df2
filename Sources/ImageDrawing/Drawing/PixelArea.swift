import CVips
import ModerationCore

/// A rectangle of whole pixels.
struct PixelArea: Hashable {
  var left: Int
  var top: Int
  var width: Int
  var height: Int

  var right: Int { left + width }
  var bottom: Int { top + height }
  var pixelCount: Int { max(0, width) * max(0, height) }

  /// The pixels that a rectangle touches within a picture, `zoom` times enlarged; nil when there are none.
  init?(_ box: PixelRectangle, within size: PixelSize, zoom: Int) {
    guard box.isValid else { return nil }
    func clamped(_ value: Double, _ side: Int) -> Double { min(max(0, value * Double(zoom)), Double(side)) }
    left = Int(clamped(box.x, size.width).rounded(.down))
    top = Int(clamped(box.y, size.height).rounded(.down))
    width = Int(clamped(box.x + box.width, size.width).rounded(.up)) - left
    height = Int(clamped(box.y + box.height, size.height).rounded(.up)) - top
    guard width > 0, height > 0 else { return nil }
  }

  init(left: Int, top: Int, width: Int, height: Int) {
    self.left = left
    self.top = top
    self.width = width
    self.height = height
  }

  /// All of a picture.
  init(_ size: PixelSize) { self.init(left: 0, top: 0, width: size.width, height: size.height) }

  /// Larger by some pixels on each side; smaller for a negative number.
  func grown(by pixels: Int) -> PixelArea {
    PixelArea(left: left - pixels, top: top - pixels, width: width + 2 * pixels, height: height + 2 * pixels)
  }

  func intersection(_ other: PixelArea) -> PixelArea {
    let left = max(left, other.left)
    let top = max(top, other.top)
    return PixelArea(
      left: left, top: top, width: max(0, min(right, other.right) - left),
      height: max(0, min(bottom, other.bottom) - top))
  }

  func overlaps(_ other: PixelArea) -> Bool { intersection(other).pixelCount > 0 }

  /// Moved as little as needed to lie within a picture, as far as it fits.
  func moved(into size: PixelSize) -> PixelArea {
    PixelArea(
      left: max(0, min(left, size.width - width)), top: max(0, min(top, size.height - height)), width: width,
      height: height)
  }

  /// For the C shim. Every area here is within a few thousand pixels of a canvas, whose sides are 32-bit numbers.
  var raw: moderation_area {
    moderation_area(
      left: Int32(clamping: left), top: Int32(clamping: top), width: Int32(clamping: width),
      height: Int32(clamping: height))
  }
}
