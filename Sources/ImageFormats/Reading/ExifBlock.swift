/// An EXIF block (CIPA DC-008): a TIFF structure of which only the orientation is of interest here.
struct ExifBlock {
  /// The orientation as Chromium reads it (`SkExif`, seen with Chromium 156): the first entry of type SHORT and count 1
  /// whose value is 1…8, in the first directory or in that of EXIF's own tags. Nil when there is none.
  private(set) var orientation: ImageOrientation?
  /// Every orientation that some entry states, whatever its type and count: readers of other strictness find these.
  private(set) var claims: [ImageOrientation] = []
  /// Whether a second directory follows, which describes a thumbnail.
  private(set) var hasThumbnail = false
  /// Whether EXIF's own directory has been read: one, or a block of nothing but links to it would be read all day.
  private var hasReadOwn = false

  /// Reads a block between two offsets. A damaged one states nothing.
  ///
  /// The block may begin with `Exif\0\0`, which belongs to JPEG but is also met in WebP; browsers ask for its first
  /// five bytes alone.
  init(_ bytes: RawSpan, from start: Int, to end: Int) {
    let isPrefixed = bytes.has("Exif\0", at: start)
    guard let structure = TIFFStructure(bytes, from: start + (isPrefixed ? 6 : 0), to: end),
      let directory = structure.firstDirectory
    else { return }
    read(directory, of: structure, isFirst: true, bytes)
    let count = structure.entryCount(of: directory, bytes) ?? 0
    hasThumbnail = structure.directory(after: directory, entryCount: count, bytes) != nil
  }

  private mutating func read(_ directory: Int, of structure: TIFFStructure, isFirst: Bool, _ bytes: RawSpan) {
    for index in 0..<(structure.entryCount(of: directory, bytes) ?? 0) {
      guard let entry = structure.entry(index, of: directory, bytes) else { return }
      switch entry.tag {
      case 0x0112: note(entry, of: structure, bytes)
      case 0x8769 where isFirst && !hasReadOwn && entry.type == 4 && entry.count == 1:
        hasReadOwn = true
        if let own = structure.offset(at: entry.field, bytes) { read(own, of: structure, isFirst: false, bytes) }
      default: break
      }
    }
  }

  private mutating func note(_ entry: TIFFStructure.Entry, of structure: TIFFStructure, _ bytes: RawSpan) {
    let byteCount = [1: 1, 2: 1, 6: 1, 7: 1, 4: 4, 9: 4, 13: 4][entry.type] ?? 2
    // Beyond four bytes the field holds an offset.
    let isInline = entry.count <= 4 / byteCount
    guard let start = isInline ? entry.field : structure.offset(at: entry.field, bytes) else { return }
    let value =
      switch byteCount {
      case 1: bytes.uint8(at: start)
      case 2: bytes.uint16(at: start, structure.order)
      default: bytes.uint32(at: start, structure.order)
      }
    guard let value, (1...8).contains(value) else { return }
    let claim = ImageOrientation(exifValue: value)
    if !claims.contains(claim) { claims.append(claim) }
    if orientation == nil, entry.type == 3, entry.count == 1, !structure.isBig { orientation = claim }
  }
}
