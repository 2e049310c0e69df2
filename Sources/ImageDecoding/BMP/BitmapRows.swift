import ImageFormats
import ModerationCore

/// Reads the rows of a bitmap that are stored pixel by pixel, as RGB8.
///
/// All bounds are checked once, when it is made; after that rows are read through bare pointers, because a check for
/// each pixel costs more than reading it. Reads the caller's bytes, which must outlive it.
struct BitmapRows {
  /// The bytes of the file or icon entry hold less than the picture needs.
  struct Truncated: Error {}

  private let bitmap: BitmapStructure
  private let pixels: UnsafeRawBufferPointer
  /// One bit for each pixel of an icon, 1 where it is transparent; nil where alpha tells, or nothing does.
  private let mask: UnsafeRawBufferPointer?
  private let palette: BitmapPalette
  private let channels: MaskedChannels
  /// Whether some pixel may be transparent.
  let hasAlpha: Bool

  /// - Parameter isIcon: Whether a mask follows the pixels. Icons of 32 bits are often without.
  init(_ bitmap: BitmapStructure, _ bytes: UnsafeRawBufferPointer, isIcon: Bool) throws(Truncated) {
    let size = bitmap.size
    // The padding of the last row may be missing.
    let lastRowByteCount = (size.width * bitmap.bitsPerPixel + 7) / 8
    guard bitmap.pixelsOffset <= bytes.count,
      let above = checkedProduct(bitmap.rowByteCount, size.height - 1),
      let byteCount = checkedSum(above, lastRowByteCount), byteCount <= bytes.count - bitmap.pixelsOffset
    else { throw Truncated() }
    self.bitmap = bitmap
    pixels = UnsafeRawBufferPointer(rebasing: bytes[bitmap.pixelsOffset..<(bitmap.pixelsOffset + byteCount)])
    palette = BitmapPalette(bitmap, bytes)
    let masks: BitmapMasks? = if case .masked(let masks) = bitmap.encoding { masks } else { nil }
    // Many writers leave alpha 0 everywhere and mean an opaque picture; browsers show it so.
    let usesAlpha = Self.isAnyBitSet(masks?.alpha ?? 0, in: bitmap, pixels)
    channels = MaskedChannels(masks, usesAlpha: usesAlpha)
    mask = isIcon && !usesAlpha ? try Self.mask(of: bitmap, bytes) : nil
    hasAlpha = usesAlpha || mask != nil
  }

  /// The rows of an icon's mask; nil when an icon of 32 bits has none.
  private static func mask(
    of bitmap: BitmapStructure, _ bytes: UnsafeRawBufferPointer
  ) throws(Truncated) -> UnsafeRawBufferPointer? {
    let rowByteCount = (bitmap.size.width + 31) / 32 * 4
    let start = bitmap.pixelsOffset + bitmap.rowByteCount * bitmap.size.height
    let byteCount = rowByteCount * (bitmap.size.height - 1) + (bitmap.size.width + 7) / 8
    guard start <= bytes.count, byteCount <= bytes.count - start else {
      if bitmap.bitsPerPixel == 32 { return nil }
      throw Truncated()
    }
    return UnsafeRawBufferPointer(rebasing: bytes[start..<(start + byteCount)])
  }

  /// Where a row counted from the top is stored.
  private func storedRow(_ y: Int) -> Int { bitmap.isTopDown ? y : bitmap.size.height - 1 - y }

  /// Reads one row, counted from the top, into `width × 3` bytes, on a background.
  func read(_ y: Int, on background: Background = .white, into target: UnsafeMutableBufferPointer<UInt8>) {
    let width = bitmap.size.width
    precondition(y >= 0 && y < bitmap.size.height && target.count >= width * 3)
    guard let source = pixels.baseAddress?.advanced(by: storedRow(y) * bitmap.rowByteCount),
      let output = target.baseAddress
    else { return }
    switch (bitmap.encoding, bitmap.bitsPerPixel) {
    case (.bytes, _): Self.exchange(source, strideBytes: 3, width: width, into: output)
    case (.masked, _) where channels.areBytes: Self.exchange(source, strideBytes: 4, width: width, into: output)
    case (.masked, 16): channels.read16(source, width: width, on: background, into: output)
    case (.masked, _): channels.read32(source, width: width, on: background, into: output)
    case (_, 8): palette.read8(source, width: width, into: output)
    default: palette.readFew(source, bits: bitmap.bitsPerPixel, width: width, into: output)
    }
    cover(y, background, output)
  }

  /// Looks at what transparent pixels may show. Alpha is told from each pixel on white and on black.
  func look() -> AlphaLook {
    var look = AlphaLook(bitmap.size)
    let count = bitmap.size.width * 3
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count * 3 + bitmap.size.width * 4) { buffer in
      buffer.initialize(repeating: 0)
      let onWhite = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
      let onBlack = UnsafeMutableBufferPointer(rebasing: buffer[count..<(count * 2)])
      let stored = UnsafeMutableBufferPointer(rebasing: buffer[(count * 2)..<(count * 3)])
      let rgba = UnsafeMutableBufferPointer(rebasing: buffer[(count * 3)...])
      for y in 0..<bitmap.size.height {
        read(y, on: .white, into: onWhite)
        read(y, on: .black, into: onBlack)
        read(y, on: .none, into: stored)
        for x in 0..<bitmap.size.width {
          var gap = 0
          for channel in 0..<3 {
            let place = x * 3 + channel
            gap = max(gap, Int(onWhite[place]) - Int(onBlack[place]))
            rgba[x * 4 + channel] = stored[place]
          }
          rgba[x * 4 + 3] = UInt8(truncatingIfNeeded: 255 - gap)
        }
        look.add(UnsafeRawBufferPointer(rgba), row: y, width: bitmap.size.width)
      }
    }
    return look
  }

  /// Lays what an icon's mask makes transparent on a background.
  private func cover(_ y: Int, _ background: Background, _ output: UnsafeMutablePointer<UInt8>) {
    guard let mask, background != .none else { return }
    let level: UInt8 = background == .white ? 255 : 0
    let start = storedRow(y) * ((bitmap.size.width + 31) / 32 * 4)
    for x in 0..<bitmap.size.width where mask[start + x >> 3] & (0x80 >> UInt8(x & 7)) != 0 {
      output[x * 3] = level
      output[x * 3 + 1] = level
      output[x * 3 + 2] = level
    }
  }

  /// Blue, green, red and whatever else become red, green, blue: four bytes at a time, of which the last is then
  /// overwritten; the last pixel has nothing behind it and goes alone.
  private static func exchange(
    _ source: UnsafeRawPointer, strideBytes: Int, width: Int, into output: UnsafeMutablePointer<UInt8>
  ) {
    let target = UnsafeMutableRawPointer(output)
    for x in 0..<(width - 1) {
      let pixel = UInt32(littleEndian: source.loadUnaligned(fromByteOffset: x * strideBytes, as: UInt32.self))
      target.storeBytes(of: (pixel.byteSwapped >> 8).littleEndian, toByteOffset: x * 3, as: UInt32.self)
    }
    let last = source + (width - 1) * strideBytes
    for channel in 0..<3 {
      output[(width - 1) * 3 + channel] = last.load(fromByteOffset: 2 - channel, as: UInt8.self)
    }
  }

  /// Whether any of these bits is set in any pixel.
  private static func isAnyBitSet(
    _ bits: UInt32, in bitmap: BitmapStructure, _ pixels: UnsafeRawBufferPointer
  ) -> Bool {
    guard bits != 0 else { return false }
    for y in 0..<bitmap.size.height {
      let start = y * bitmap.rowByteCount
      var found: UInt32 = 0
      if bitmap.bitsPerPixel == 16 {
        for x in 0..<bitmap.size.width {
          found |= UInt32(UInt16(littleEndian: pixels.loadUnaligned(fromByteOffset: start + x * 2, as: UInt16.self)))
        }
      } else {
        for x in 0..<bitmap.size.width {
          found |= UInt32(littleEndian: pixels.loadUnaligned(fromByteOffset: start + x * 4, as: UInt32.self))
        }
      }
      if found & bits != 0 { return true }
    }
    return false
  }
}
