import ModerationCore

/// Lays transparent pixels on white, with libvips' arithmetic, so that all readers agree to the last bit.
enum WhiteBackground {
  /// RGB8 from RGBA8 with straight (not premultiplied) alpha.
  ///
  /// - Parameters:
  ///   - pixels: `size.height × strideBytes` bytes, four to a pixel.
  /// - Returns: `size.height × size.width × 3` bytes, rows without padding.
  static func flatten(_ pixels: UnsafeRawBufferPointer, size: PixelSize, strideBytes: Int) -> [UInt8] {
    precondition(strideBytes >= size.width * 4 && pixels.count >= (size.height - 1) * strideBytes + size.width * 4)
    let count = size.width * size.height * 3
    return [UInt8](unsafeUninitializedCapacity: count) { output, filled in
      var target = 0
      for y in 0..<size.height {
        var source = y * strideBytes
        for _ in 0..<size.width {
          let alpha = UInt32(pixels[source + 3])
          let white = 255 * (255 - alpha)
          output[target] = UInt8(truncatingIfNeeded: (UInt32(pixels[source]) * alpha + white) / 255)
          output[target + 1] = UInt8(truncatingIfNeeded: (UInt32(pixels[source + 1]) * alpha + white) / 255)
          output[target + 2] = UInt8(truncatingIfNeeded: (UInt32(pixels[source + 2]) * alpha + white) / 255)
          source += 4
          target += 3
        }
      }
      filled = count
    }
  }
}
