package import ModerationCore

/// Reads the header of a BMP file: the file header and the bitmap's own.
package enum BMPHeader {
  /// `BM` alone begins many a text: the size of the second header must be one that Windows or OS/2 ever wrote.
  static func isBMP(_ bytes: RawSpan) -> Bool {
    guard bytes.has("BM", at: 0), let headerSize = bytes.uint32(at: 14, .little) else { return false }
    return BitmapStructure.isHeaderByteCount(headerSize)
  }

  static func read(_ bytes: RawSpan) throws(InputRejection) -> ImageHeader {
    let bitmap = try structure(of: bytes)
    return ImageHeader(
      format: .bmp, codedSize: bitmap.size, bitsPerChannel: bitmap.bitsPerChannel,
      channelCount: bitmap.hasAlpha ? 4 : 3, hasAlpha: bitmap.hasAlpha, hasColorProfile: bitmap.hasColorProfile)
  }

  /// The bitmap in a BMP file. The length in the file header is not asked: it is wrong in many files and tells nothing.
  package static func structure(of bytes: RawSpan) throws(InputRejection) -> BitmapStructure {
    guard bytes.has("BM", at: 0), let pixelsOffset = bytes.uint32(at: 10, .little) else {
      throw .unreadable(.bmp, "no file header", at: 0)
    }
    return try BitmapStructure(bytes, at: 14, pixelsOffset: pixelsOffset, isIcon: false, as: .bmp)
  }
}
