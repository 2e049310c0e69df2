package import ModerationCore

/// The skeleton of a device-independent bitmap, which BMP files and icons share: what its information header says,
/// and where palette and pixels stand.
///
/// Windows: BITMAPCOREHEADER, BITMAPINFOHEADER, V4 and V5 (Microsoft, Windows GDI); OS/2 1.x and 2.x. Offsets count
/// from the start of the span and may lie outside it: whoever reads there has to check.
package struct BitmapStructure: Hashable, Sendable {
  /// How a row's pixels are stored.
  package enum Encoding: Hashable, Sendable {
    /// Indices into the palette, most significant bits first.
    case palette
    /// Blue, green, red.
    case bytes
    /// One number of 16 or 32 bits for each pixel, its channels cut out by masks.
    case masked(BitmapMasks)
    /// RLE4, RLE8 or RLE24, by the bits of a pixel.
    case runs
  }

  /// Width and height in pixels, both positive; in an icon without the rows of its mask.
  package let size: PixelSize
  /// Whether the first stored row is the uppermost one.
  package let isTopDown: Bool
  /// 1, 2, 4, 8, 16, 24 or 32.
  package let bitsPerPixel: Int
  /// How a row's pixels are stored.
  package let encoding: Encoding
  /// Where the palette stands, if there is one.
  package let paletteOffset: Int
  /// Entries of the palette that count.
  package let paletteCount: Int
  /// Bytes of an entry: 3 in OS/2 1.x, else 4. The first three are blue, green, red.
  package let paletteEntryByteCount: Int
  /// Where the pixels stand.
  package let pixelsOffset: Int
  /// Whether not every viewer takes for alpha what here is alpha.
  package let isAlphaDoubtful: Bool
  /// What the header says of the colours.
  package let color: BitmapColor

  /// Whether an ICC profile is embedded.
  var hasColorProfile: Bool {
    if case .profile = color { return true }
    return false
  }

  /// Bytes of a stored row that is not run-length coded: a multiple of 4.
  package var rowByteCount: Int { (size.width * bitsPerPixel + 31) / 32 * 4 }

  /// Whether pixels carry alpha.
  package var hasAlpha: Bool {
    guard case .masked(let masks) = encoding else { return false }
    return masks.alpha != 0
  }

  /// Bits of the deepest colour channel; 8 where a palette is looked up.
  var bitsPerChannel: Int {
    guard case .masked(let masks) = encoding else { return 8 }
    return max(masks.red.nonzeroBitCount, masks.green.nonzeroBitCount, masks.blue.nonzeroBitCount)
  }

  /// Whether some version of Windows or OS/2 ever wrote an information header of this many bytes.
  ///
  /// OS/2 2.x headers may be cut short behind any field.
  static func isHeaderByteCount(_ count: Int) -> Bool {
    switch count {
    case 12, 42, 46, 108, 124: true
    case 16...64: count % 4 == 0
    default: false
    }
  }

  /// Reads an information header.
  ///
  /// - Parameters:
  ///   - start: Where it begins.
  ///   - pixelsOffset: Where the file header says that the pixels are; nil or 0 for right behind the palette.
  ///   - isIcon: Whether it is an icon's: twice as high, for the mask, and 32 bits hold alpha.
  ///   - format: The format to name in a rejection.
  package init(
    _ bytes: RawSpan, at start: Int, pixelsOffset: Int?, isIcon: Bool, as format: ImageFormat
  ) throws(InputRejection) {
    let fields = try BitmapFields(bytes, at: start, as: format)
    let height = isIcon ? fields.height / 2 : fields.height
    guard fields.width > 0, height != 0 else {
      throw .unreadable(format, "a bitmap of \(fields.width)x\(height) pixels", at: start + 4)
    }
    size = PixelSize(width: fields.width, height: abs(height))
    isTopDown = height < 0
    bitsPerPixel = fields.bitsPerPixel
    isAlphaDoubtful = !isIcon && fields.hasUnaskedAlpha(bytes)
    color = isIcon ? .usual : BitmapColor(bytes, header: start, byteCount: fields.byteCount)
    encoding = try fields.encoding(bytes, isIcon: isIcon, as: format)
    paletteOffset = start + fields.byteCount + fields.trailingMasksByteCount
    paletteEntryByteCount = fields.byteCount == 12 ? 3 : 4
    let paletteLimit = bitsPerPixel <= 8 ? 1 << bitsPerPixel : 0
    // More entries than indices can be stored, but not used.
    let stored = fields.paletteCount == 0 ? paletteLimit : fields.paletteCount
    if let pixelsOffset, pixelsOffset != 0 {
      guard pixelsOffset >= start + fields.byteCount else {
        throw .unreadable(format, "pixels inside the header", at: 10)
      }
      self.pixelsOffset = pixelsOffset
      // OS/2 1.x files with fewer entries than indices end the palette where the pixels begin.
      let room = max(0, pixelsOffset - paletteOffset) / paletteEntryByteCount
      paletteCount = min(stored, paletteLimit, room)
    } else {
      self.pixelsOffset = paletteOffset + stored * paletteEntryByteCount
      paletteCount = min(stored, paletteLimit)
    }
  }
}

/// Which bits of a pixel's number belong to which channel. Each mask is one run of bits, or 0 for a channel that is
/// not there; no two overlap.
package struct BitmapMasks: Hashable, Sendable {
  package let red: UInt32
  package let green: UInt32
  package let blue: UInt32
  package let alpha: UInt32

  /// What 16 bits mean without masks: five for each channel.
  static let fiveBits = BitmapMasks(red: 0x7C00, green: 0x03E0, blue: 0x001F, alpha: 0)
  /// What 32 bits mean without masks: blue, green, red, and a byte that means nothing.
  static let eightBits = BitmapMasks(red: 0xFF_0000, green: 0xFF00, blue: 0xFF, alpha: 0)
  /// What 32 bits mean in an icon.
  static let eightBitsAndAlpha = BitmapMasks(red: 0xFF_0000, green: 0xFF00, blue: 0xFF, alpha: 0xFF00_0000)

  /// Whether the masks can be read by: each one run of bits, none overlapping, some colour there.
  var areSound: Bool {
    let all = [red, green, blue, alpha]
    let areRuns = all.allSatisfy { mask in
      let run = mask == 0 ? 0 : mask >> UInt32(mask.trailingZeroBitCount)
      return run & (run &+ 1) == 0
    }
    let union = all.reduce(0) { $0 | $1 }
    let bitCount = all.reduce(0) { $0 + $1.nonzeroBitCount }
    return areRuns && union.nonzeroBitCount == bitCount && (red | green | blue) != 0
  }
}
