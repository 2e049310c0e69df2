import ModerationCore

/// The fields of a bitmap's information header, as far as it is long enough to have them.
struct BitmapFields {
  /// The header's length, which is what tells its variants apart.
  let byteCount: Int
  let width: Int
  /// Negative where the first stored row is the uppermost one.
  let height: Int
  let bitsPerPixel: Int
  private let compression: Int
  /// Entries of the palette; 0 where the header does not say.
  let paletteCount: Int
  private let start: Int

  /// Bytes of masks that follow a header too short to hold them.
  var trailingMasksByteCount: Int {
    guard byteCount == 40 else { return 0 }
    return compression == 3 ? 12 : compression == 6 ? 16 : 0
  }

  init(_ bytes: RawSpan, at start: Int, as format: ImageFormat) throws(InputRejection) {
    let claimed = bytes.uint32(at: start, .little)
    if let claimed, !BitmapStructure.isHeaderByteCount(claimed) {
      throw .unreadable(format, "a bitmap header of \(claimed) bytes", at: start)
    }
    guard let byteCount = claimed, byteCount <= bytes.byteCount - start else {
      throw .unreadable(format, "the bitmap's header is truncated", at: bytes.byteCount)
    }
    self.start = start
    self.byteCount = byteCount
    if byteCount == 12 {
      width = bytes.uint16(at: start + 4, .little) ?? 0
      height = bytes.uint16(at: start + 6, .little) ?? 0
      bitsPerPixel = bytes.uint16(at: start + 10, .little) ?? 0
      (compression, paletteCount) = (0, 0)
      return
    }
    func signed(_ offset: Int) -> Int {
      Int(Int32(truncatingIfNeeded: bytes.uint32(at: start + offset, .little) ?? 0))
    }
    width = signed(4)
    height = signed(8)
    bitsPerPixel = bytes.uint16(at: start + 14, .little) ?? 0
    compression = byteCount >= 20 ? bytes.uint32(at: start + 16, .little) ?? 0 : 0
    paletteCount = byteCount >= 36 ? bytes.uint32(at: start + 32, .little) ?? 0 : 0
  }

  /// How the pixels are stored.
  ///
  /// The numbers of compressions were given out twice: 3 and 4 mean something else in OS/2 2.x, and the bits of a pixel
  /// tell which is meant.
  func encoding(
    _ bytes: RawSpan, isIcon: Bool, as format: ImageFormat
  ) throws(InputRejection) -> BitmapStructure.Encoding {
    switch (compression, bitsPerPixel) {
    case (0, 1), (0, 2), (0, 4), (0, 8): return .palette
    case (0, 24): return .bytes
    case (0, 16): return .masked(.fiveBits)
    case (0, 32): return .masked(isIcon ? .eightBitsAndAlpha : hasUnaskedAlpha(bytes) ? .eightBitsAndAlpha : .eightBits)
    case (0, 64): throw .notDecodable(format, "a bitmap of 64 bits a pixel")
    case (1, 8), (2, 4), (4, 24): return .runs
    case (3, 1): throw .notDecodable(format, "a bitmap in Huffman code")
    case (3, 16), (3, 32), (6, 16), (6, 32):
      guard byteCount != 64 else { break }
      return .masked(try masks(bytes, as: format))
    case (4, _): throw .notDecodable(format, "a JPEG picture inside a bitmap")
    case (5, _): throw .notDecodable(format, "a PNG picture inside a bitmap")
    case (11...13, _): throw .notDecodable(format, "a bitmap in CMYK")
    default: break
    }
    throw .unreadable(format, "\(bitsPerPixel) bits a pixel with compression \(compression)", at: start + 14)
  }

  /// Whether a header of version 3 to 5 says that the highest byte is alpha, though its compression asks for no masks.
  /// Browsers heed it, others do not.
  func hasUnaskedAlpha(_ bytes: RawSpan) -> Bool {
    compression == 0 && bitsPerPixel == 32 && byteCount >= 56 && byteCount != 64
      && bytes.uint32(at: start + 52, .little) == 0xFF00_0000
  }

  private func masks(_ bytes: RawSpan, as format: ImageFormat) throws(InputRejection) -> BitmapMasks {
    // Alpha is in headers from 56 bytes on, and behind a shorter one only where the compression's name says so.
    let hasAlpha = byteCount >= 56 || compression == 6
    let allowed: UInt32 = bitsPerPixel == 16 ? 0xFFFF : 0xFFFF_FFFF
    var masks: [UInt32] = []
    for index in 0..<(hasAlpha ? 4 : 3) {
      guard let mask = bytes.uint32(at: start + 40 + 4 * index, .little) else {
        throw .unreadable(format, "the masks are truncated", at: bytes.byteCount)
      }
      masks.append(UInt32(truncatingIfNeeded: mask) & allowed)
    }
    let result = BitmapMasks(red: masks[0], green: masks[1], blue: masks[2], alpha: hasAlpha ? masks[3] : 0)
    guard result.areSound else { throw .unreadable(format, "masks that overlap or have holes", at: start + 40) }
    return result
  }
}
