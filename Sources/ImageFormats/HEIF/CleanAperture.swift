import ModerationCore

/// The part of a stored picture that is shown (ISO/IEC 14496-12, 12.1.4).
enum CleanAperture {
  /// The area of a clean aperture within a picture; nil when the box is damaged.
  ///
  /// Sides and corner are rounded to whole pixels and kept inside the picture. The offsets are those of the middle.
  static func area(_ box: ISOBox, of size: PixelSize, _ bytes: RawSpan) -> CropArea? {
    guard let width = fraction(at: box.start, bytes), let height = fraction(at: box.start + 8, bytes),
      let horizontal = fraction(at: box.start + 16, bytes), let vertical = fraction(at: box.start + 24, bytes),
      width >= 0.5, height >= 0.5
    else { return nil }
    let across = span(width, of: size.width, offset: horizontal)
    let down = span(height, of: size.height, offset: vertical)
    return CropArea(x: across.start, y: down.start, width: across.count, height: down.count)
  }

  /// Whether the aperture is made of whole pixels from the picture's first one on, and lies inside it.
  static func isWholeFromOrigin(_ box: ISOBox, of size: PixelSize, _ bytes: RawSpan) -> Bool {
    guard let width = fraction(at: box.start, bytes), let height = fraction(at: box.start + 8, bytes),
      let horizontal = fraction(at: box.start + 16, bytes), let vertical = fraction(at: box.start + 24, bytes)
    else { return false }
    return (1...Double(max(1, size.width))).contains(width) && (1...Double(max(1, size.height))).contains(height)
      && width == width.rounded() && height == height.rounded()
      && 2 * horizontal == width - Double(size.width) && 2 * vertical == height - Double(size.height)
  }

  /// A signed fraction; at most 2^31 either way.
  private static func fraction(at offset: Int, _ bytes: RawSpan) -> Double? {
    guard let numerator = bytes.uint32(at: offset, .big), let denominator = bytes.uint32(at: offset + 4, .big),
      denominator > 0
    else { return nil }
    return Double(Int32(truncatingIfNeeded: numerator)) / Double(denominator)
  }

  private static func span(_ wanted: Double, of whole: Int, offset: Double) -> (start: Int, count: Int) {
    let count = min(whole, max(1, Int(wanted.rounded())))
    let start = (Double(whole - count) / 2 + offset).rounded(.down)
    return (min(max(0, Int(start)), whole - count), count)
  }
}
