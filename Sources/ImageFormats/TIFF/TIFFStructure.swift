/// The skeleton of a TIFF file, which EXIF blocks share: byte order, directories, entries.
///
/// TIFF 6.0 section 2; BigTIFF as libtiff documents it. Offsets in the file count from the TIFF header, offsets here
/// from the start of the span.
struct TIFFStructure {
  /// One entry of a directory.
  struct Entry {
    let tag: Int
    let type: Int
    let count: Int
    /// Where the value, or the offset to it, stands.
    let field: Int
  }

  let order: ByteOrder
  let isBig: Bool
  /// Where the TIFF header stands.
  private let origin: Int
  /// Where the TIFF structure ends at the latest.
  private let end: Int
  /// Where the first directory stands; nil when the header points outside.
  private(set) var firstDirectory: Int?

  /// Reads the header between two offsets; nil when it is no TIFF header.
  ///
  /// - Parameter makersMagic: A number that stands in place of TIFF's 42 in some camera maker's files.
  init?(_ bytes: RawSpan, from origin: Int, to end: Int, makersMagic: Int? = nil) {
    switch bytes.uint16(at: origin, .big) {
    case 0x4949: order = .little
    case 0x4D4D: order = .big
    default: return nil
    }
    switch bytes.uint16(at: origin + 2, order) {
    case 42: isBig = false
    case makersMagic: isBig = false
    case 43 where bytes.uint16(at: origin + 4, order) == 8 && bytes.uint16(at: origin + 6, order) == 0: isBig = true
    default: return nil
    }
    self.origin = origin
    self.end = min(end, bytes.byteCount)
    firstDirectory = offset(at: origin + (isBig ? 8 : 4), bytes)
  }

  /// How many entries a directory claims. The entries that are there are bounded by the file's end.
  func entryCount(of directory: Int, _ bytes: RawSpan) -> Int? {
    isBig ? bytes.uint64(at: directory, order) : bytes.uint16(at: directory, order)
  }

  /// One entry of a directory; nil beyond the end.
  func entry(_ index: Int, of directory: Int, _ bytes: RawSpan) -> Entry? {
    let start = directory + (isBig ? 8 : 2) + index * (isBig ? 20 : 12)
    guard start <= end - (isBig ? 20 : 12), let tag = bytes.uint16(at: start, order),
      let type = bytes.uint16(at: start + 2, order),
      let count = isBig ? bytes.uint64(at: start + 4, order) : bytes.uint32(at: start + 4, order)
    else { return nil }
    return Entry(tag: tag, type: type, count: count, field: start + (isBig ? 12 : 8))
  }

  /// The directory after one with this many entries; nil at the end of the chain or when the link leads outside.
  func directory(after directory: Int, entryCount: Int, _ bytes: RawSpan) -> Int? {
    guard entryCount <= (end - directory) / 12 else { return nil }
    return offset(at: directory + (isBig ? 8 + entryCount * 20 : 2 + entryCount * 12), bytes)
  }

  /// One of an entry's values as an unsigned integer; nil for other types, beyond the count or outside the file.
  func integer(_ entry: Entry, at index: Int = 0, _ bytes: RawSpan) -> Int? {
    let size: Int
    switch entry.type {
    case 1: size = 1
    case 3: size = 2
    case 4, 13: size = 4
    case 16, 18: size = 8
    default: return nil
    }
    // A count beyond the file's length is a lie, and it is not multiplied.
    guard index >= 0, index < entry.count, entry.count <= bytes.byteCount else { return nil }
    let isInline = entry.count * size <= (isBig ? 8 : 4)
    guard let start = isInline ? entry.field : offset(at: entry.field, bytes) else { return nil }
    let position = start + index * size
    guard position <= end - size else { return nil }
    switch size {
    case 1: return bytes.uint8(at: position)
    case 2: return bytes.uint16(at: position, order)
    case 4: return bytes.uint32(at: position, order)
    default: return bytes.uint64(at: position, order)
    }
  }

  /// One of an entry's values in whole numbers, fractions cut off; nil as with `integer`, and for a fraction over 0.
  func wholeNumber(_ entry: Entry, at index: Int, _ bytes: RawSpan) -> Int? {
    guard entry.type == 5 else { return integer(entry, at: index, bytes) }
    guard index >= 0, index < entry.count, entry.count <= bytes.byteCount, let start = offset(at: entry.field, bytes),
      start + index * 8 <= end - 8, let numerator = bytes.uint32(at: start + index * 8, order),
      let denominator = bytes.uint32(at: start + index * 8 + 4, order), denominator > 0
    else { return nil }
    return numerator / denominator
  }

  /// The place that an offset stored at `position` points to; nil when it is 0 or points outside.
  func offset(at position: Int, _ bytes: RawSpan) -> Int? {
    guard position <= end - (isBig ? 8 : 4),
      let offset = isBig ? bytes.uint64(at: position, order) : bytes.uint32(at: position, order),
      offset > 0, offset < end - origin
    else { return nil }
    return origin + offset
  }
}
