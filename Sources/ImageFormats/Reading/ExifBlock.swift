/// An EXIF block (CIPA DC-008): a TIFF structure of which only the orientation is of interest here.
enum ExifBlock {
  /// Tags read at most. EXIF's first directory has about a dozen.
  static let maximumEntryCount = 512

  /// The orientation in a block between two offsets; upright when there is none or the block is damaged.
  ///
  /// The block may begin with `Exif\0\0`, which belongs to JPEG but is also met in WebP.
  static func orientation(_ bytes: RawSpan, from start: Int, to end: Int) -> ImageOrientation {
    let isPrefixed = bytes.has("Exif\0\0", at: start)
    guard let structure = TIFFStructure(bytes, from: start + (isPrefixed ? 6 : 0), to: end),
      let directory = structure.firstDirectory, let count = structure.entryCount(of: directory, bytes)
    else { return ImageOrientation() }
    for index in 0..<min(count, maximumEntryCount) {
      guard let entry = structure.entry(index, of: directory, bytes) else { break }
      if entry.tag == 0x0112 { return ImageOrientation(exifValue: structure.integer(entry, bytes) ?? 1) }
    }
    return ImageOrientation()
  }
}
