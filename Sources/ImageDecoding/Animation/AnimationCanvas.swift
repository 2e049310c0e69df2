import ImageFormats
import ModerationCore

/// The canvas on which the frames of an animation are laid one over the other: RGBA8, straight alpha, at first
/// transparent.
struct AnimationCanvas {
  private var pixels: [UInt8]
  /// Width and height.
  let size: PixelSize

  /// Makes an empty canvas; nil when its size does not fit this machine's numbers.
  init?(_ size: PixelSize) {
    guard let count = checkedProduct(size.width, size.height, 4), size.shorterSide > 0 else { return nil }
    self.size = size
    pixels = [UInt8](repeating: 0, count: count)
  }

  /// Makes all of it transparent.
  mutating func clear() { clear(CropArea(x: 0, y: 0, width: size.width, height: size.height)) }

  /// Makes a rectangle transparent.
  mutating func clear(_ area: CropArea) {
    forEachRow(of: area) { row, _ in for place in row.indices { row[place] = 0 } }
  }

  /// The pixels of a rectangle.
  func copy(_ area: CropArea) -> [UInt8] {
    var copied: [UInt8] = []
    copied.reserveCapacity(area.width * area.height * 4)
    for y in area.y..<(area.y + area.height) {
      let start = (y * size.width + area.x) * 4
      copied.append(contentsOf: pixels[start..<(start + area.width * 4)])
    }
    return copied
  }

  /// Replaces the pixels of a rectangle, or blends others over them (PNG third edition, 13.16 and annex on alpha).
  ///
  /// - Precondition: The area lies on the canvas and `source` has four bytes for each of its pixels.
  mutating func draw(_ source: UnsafeRawBufferPointer, at area: CropArea, blended: Bool) {
    precondition(source.count == area.width * area.height * 4)
    forEachRow(of: area) { row, y in
      let start = y * area.width * 4
      guard blended else {
        row.copyBytes(from: UnsafeRawBufferPointer(rebasing: source[start..<(start + row.count)]))
        return
      }
      for place in stride(from: 0, to: row.count, by: 4) { Self.blend(source, start + place, over: row, place) }
    }
  }

  /// Draws palette indices, leaving out the transparent one and those beyond the palette.
  ///
  /// - Precondition: The area lies on the canvas and `indices` has one index for each of its pixels.
  mutating func draw(
    _ indices: [UInt8], palette: UnsafeRawBufferPointer, transparentIndex: Int?, at area: CropArea
  ) {
    precondition(indices.count == area.width * area.height)
    // Four bytes for each index; alpha 0 for those that are not drawn.
    var colors = [UInt8](repeating: 0, count: 1024)
    for index in 0..<min(256, palette.count / 3) where index != transparentIndex {
      for channel in 0..<3 { colors[index * 4 + channel] = palette[index * 3 + channel] }
      colors[index * 4 + 3] = 255
    }
    colors.withUnsafeBytes { colors in
      indices.withUnsafeBufferPointer { indices in
        forEachRow(of: area) { row, y in
          var place = 0
          for index in (y * area.width)..<((y + 1) * area.width) {
            let color = colors.loadUnaligned(fromByteOffset: Int(indices[index]) * 4, as: UInt32.self)
            if colors[Int(indices[index]) * 4 + 3] != 0 {
              row.storeBytes(of: color, toByteOffset: place, as: UInt32.self)
            }
            place += 4
          }
        }
      }
    }
  }

  /// Whether no pixel is transparent.
  var isOpaque: Bool { stride(from: 3, to: pixels.count, by: 4).allSatisfy { pixels[$0] == 255 } }

  /// Lays one pixel over another, both with straight alpha.
  @inline(__always)
  private static func blend(
    _ source: UnsafeRawBufferPointer, _ from: Int, over row: UnsafeMutableRawBufferPointer, _ place: Int
  ) {
    let alpha = Int(source[from + 3])
    if alpha == 0 { return }
    let below = Int(row[place + 3])
    if alpha == 255 || below == 0 {
      for channel in 0..<4 { row[place + channel] = source[from + channel] }
      return
    }
    let above = alpha * 255
    let rest = (255 - alpha) * below
    let sum = above + rest
    for channel in 0..<3 {
      let mixed = (Int(source[from + channel]) * above + Int(row[place + channel]) * rest + sum / 2) / sum
      row[place + channel] = UInt8(truncatingIfNeeded: mixed)
    }
    row[place + 3] = UInt8(truncatingIfNeeded: (sum + 127) / 255)
  }

  /// Lends the canvas as a picture.
  func withPicture<Result>(hasAlpha: Bool, _ body: (RGBAPicture) -> Result) -> Result {
    pixels.withUnsafeBytes { body(RGBAPicture(pixels: $0, size: size, hasAlpha: hasAlpha)) }
  }

  private mutating func forEachRow(of area: CropArea, _ body: (UnsafeMutableRawBufferPointer, Int) -> Void) {
    precondition(area.x >= 0 && area.y >= 0 && area.width <= size.width - area.x && area.height <= size.height - area.y)
    let width = size.width
    pixels.withUnsafeMutableBytes { all in
      for y in 0..<area.height {
        let start = ((area.y + y) * width + area.x) * 4
        body(UnsafeMutableRawBufferPointer(rebasing: all[start..<(start + area.width * 4)]), y)
      }
    }
  }
}
