import CVips
import ModerationCore

/// What transparent pixels are laid on, with libvips' arithmetic, so that all readers agree to the last bit.
enum Background: Sendable {
  case white
  case black
  /// Nothing: the colours of all pixels as they are stored.
  case none

  /// Of the rendition that is laid on it.
  init(_ rendition: Rendition) {
    switch rendition {
    case .onBlack: self = .black
    case .withoutAlpha: self = .none
    case .standard, .withoutProfile, .otherReading, .embedded: self = .white
    }
  }

  /// What the C code calls it.
  var inVips: moderation_background {
    switch self {
    case .white: MODERATION_BACKGROUND_WHITE
    case .black: MODERATION_BACKGROUND_BLACK
    case .none: MODERATION_BACKGROUND_NONE
    }
  }

  /// One channel, 0…255, laid on the background by an alpha of 0…255.
  @inline(__always)
  func blend(_ value: UInt32, alpha: UInt32) -> UInt8 {
    switch self {
    case .white: UInt8(truncatingIfNeeded: (value &* alpha &+ 255 &* (255 &- alpha)) / 255)
    case .black: UInt8(truncatingIfNeeded: value &* alpha / 255)
    case .none: UInt8(truncatingIfNeeded: value)
    }
  }

  /// RGB8 from RGBA8 with straight (not premultiplied) alpha.
  ///
  /// - Parameters:
  ///   - pixels: `size.height × strideBytes` bytes, four to a pixel.
  /// - Returns: `size.height × size.width × 3` bytes, rows without padding.
  func flatten(_ pixels: UnsafeRawBufferPointer, size: PixelSize, strideBytes: Int) -> [UInt8] {
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
