public import ModerationCore

extension ImageFormat {
  /// The format that a file's own bytes show, or nil when they are those of no picture format known here.
  ///
  /// Neither a name nor a declared media type is asked. A gzipped SVG is not recognised: unpacking it would be
  /// decoding. RAW is looked for before TIFF, because most raw files are TIFF files to anyone who asks less.
  ///
  /// - Parameter bytes: The whole file.
  /// - Complexity: Constant, but for SVG (the first 64 KiB), camera raw (one TIFF directory and its sub-directories)
  ///   and HEIF files whose brands leave the codec open (their item list).
  public static func sniff(_ bytes: RawSpan) -> ImageFormat? {
    guard let first = bytes.uint8(at: 0) else { return nil }
    switch first {
    case 0xFF: return isJPEG(bytes) ? .jpeg : nil
    case 0x89: return PNGHeader.hasSignature(bytes) ? .png : nil
    case 0x8B: return bytes.has("JNG\r\n", at: 1) && bytes.uint16(at: 6, .big) == 0x1A0A ? .jng : nil
    case 0x47: return bytes.has("GIF87a", at: 0) || bytes.has("GIF89a", at: 0) ? .gif : nil
    case 0x52 where bytes.has("RIFF", at: 0): return bytes.has("WEBP", at: 8) ? .webp : nil
    case 0x42 where isBitmap(bytes): return .bmp
    default: break
    }
    if CameraRaw.isCameraRaw(bytes) { return .raw }
    if TIFFStructure(bytes, from: 0, to: bytes.byteCount) != nil { return .tiff }
    if bytes.has("ftyp", at: 4) { return HEIFBrands.format(of: bytes) }
    if isIcon(bytes) { return .ico }
    return SVGProlog.isSVG(bytes) ? .svg : nil
  }

  /// SOI and the first byte of another marker (ITU-T T.81, B.1.1).
  private static func isJPEG(_ bytes: RawSpan) -> Bool {
    bytes.uint16(at: 0, .big) == 0xFFD8 && bytes.uint8(at: 2) == 0xFF
  }

  /// `BM` alone begins many a text: the size of the second header must be one that Windows or OS/2 ever wrote.
  private static func isBitmap(_ bytes: RawSpan) -> Bool {
    guard bytes.has("BM", at: 0), let headerSize = bytes.uint32(at: 14, .little) else { return false }
    return BitmapStructure.isHeaderByteCount(headerSize)
  }

  /// Type 1 (2 is a cursor), at least one entry, and the first entry's data behind the directory and inside the file.
  private static func isIcon(_ bytes: RawSpan) -> Bool {
    guard bytes.uint32(at: 0, .big) == 0x0000_0100, let count = bytes.uint16(at: 4, .little), count > 0,
      let size = bytes.uint32(at: 14, .little), let offset = bytes.uint32(at: 18, .little)
    else { return false }
    return size >= 12 && offset >= 6 + 16 * count && offset < bytes.byteCount
  }
}
