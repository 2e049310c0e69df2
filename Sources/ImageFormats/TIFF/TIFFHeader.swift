import ModerationCore

/// Reads the header of a TIFF or BigTIFF file: the first directory, and how many pages the chain has.
enum TIFFHeader {
  /// Whether the first eight or sixteen bytes are those of a TIFF or BigTIFF file.
  static func isTIFF(_ bytes: RawSpan) -> Bool { TIFFStructure(bytes, from: 0, to: bytes.byteCount) != nil }

  static func read(_ bytes: RawSpan) throws(InputRejection) -> ImageHeader {
    guard let structure = TIFFStructure(bytes, from: 0, to: bytes.byteCount) else {
      throw .unreadable(.tiff, "no TIFF signature", at: 0)
    }
    guard let first = structure.firstDirectory else {
      throw .unreadable(.tiff, "the first directory is outside the file", at: structure.isBig ? 8 : 4)
    }
    let page = TIFFPage(at: first, of: structure, bytes)
    try page.check()
    guard let codedSize = page.codedSize else {
      throw .unreadable(.tiff, "no width and height in the first directory", at: first)
    }
    let pageCount = TIFFPages(from: first, of: structure, bytes).directories.count
    let isPalette = page.photometric == .palette
    return ImageHeader(
      format: .tiff, codedSize: codedSize, frameCount: pageCount, frameKind: pageCount > 1 ? .pages : .still,
      orientation: page.orientation, bitsPerChannel: isPalette ? 8 : page.bitsPerSample ?? 1,
      channelCount: isPalette ? 3 : page.samplesPerPixel ?? 1, hasAlpha: page.alphaSample != nil,
      hasColorProfile: page.hasColorProfile)
  }
}
