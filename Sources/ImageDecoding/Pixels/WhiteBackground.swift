import ModerationCore

/// Lays transparent pixels on white, with libvips' arithmetic, so that all readers agree to the last bit.
enum WhiteBackground {
  /// One channel, 0…255, laid on white by an alpha of 0…255.
  @inline(__always)
  static func blend(_ value: UInt32, alpha: UInt32) -> UInt8 {
    UInt8(truncatingIfNeeded: (value &* alpha &+ 255 &* (255 &- alpha)) / 255)
  }

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
          output[target] = blend(UInt32(pixels[source]), alpha: alpha)
          output[target + 1] = blend(UInt32(pixels[source + 1]), alpha: alpha)
          output[target + 2] = blend(UInt32(pixels[source + 2]), alpha: alpha)
          source += 4
          target += 3
        }
      }
      filled = count
    }
  }
}
