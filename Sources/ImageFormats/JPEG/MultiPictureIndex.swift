import ModerationCore

/// What a JPEG file says of the pictures behind its first one: the index of a multi-picture file (CIPA DC-007).
///
/// Each is a JPEG file of its own. Viewers of such files leaf through them; browsers show the first alone.
struct MultiPictureIndex {
  /// Pictures of one file at most. Stereo cameras store two, panoramas in angles a few dozen.
  static let maximumPictureCount = 256
  /// Segments of a further picture looked at to tell what it is. Those that tell stand in front.
  static let maximumSegmentCount = 64

  /// Where the further pictures stand, as far as they are pictures to be looked at by themselves.
  private(set) var further: [Range<Int>] = []
  /// Whether some entry is the first picture once more and smaller.
  private(set) var hasThumbnail = false
  /// Whether some entry is a map of how much brighter a display may show the first picture.
  private(set) var hasGainMap = false

  /// Reads the index in a segment: a TIFF structure, from whose start the pictures' offsets count.
  init(_ bytes: RawSpan, from start: Int, to end: Int) throws(InputRejection) {
    guard let structure = TIFFStructure(bytes, from: start, to: end), let directory = structure.firstDirectory,
      let count = structure.entryCount(of: directory, bytes)
    else { return }
    for index in 0..<count {
      guard let entry = structure.entry(index, of: directory, bytes) else { return }
      // The MP entry: 16 bytes for each picture.
      guard entry.tag == 0xB002, let table = structure.offset(at: entry.field, bytes) else { continue }
      let rowCount = min(entry.count, max(0, end - table)) / 16
      guard rowCount <= Self.maximumPictureCount else {
        throw .unreadable(
          .jpeg, tooMany: "pictures", limit: "maximumPictureCount", allowed: Self.maximumPictureCount, at: table)
      }
      for row in 0..<rowCount { note(table + row * 16, origin: start, structure.order, bytes) }
      return
    }
  }

  private mutating func note(_ row: Int, origin: Int, _ order: ByteOrder, _ bytes: RawSpan) {
    guard let attributes = bytes.uint32(at: row, order), let byteCount = bytes.uint32(at: row + 4, order),
      let offset = bytes.uint32(at: row + 8, order), offset > 0
    else { return }
    let start = origin + offset
    // Whatever length is claimed: a decoder reads on to the picture's own end.
    guard JPEGHeader.isJPEG(bytes.extracting(min(start, bytes.byteCount)..<bytes.byteCount)), byteCount > 0 else {
      return
    }
    if [0x01_0001, 0x01_0002].contains(attributes & 0xFF_FFFF) {
      hasThumbnail = true
    } else if Self.isGainMap(bytes, at: start) {
      hasGainMap = true
    } else if !further.contains(where: { $0.lowerBound == start }) {
      further.append(start..<bytes.byteCount)
    }
  }

  /// Whether a picture says in its first segments that it is a gain map: by ISO 21496-1, or by Adobe's or Apple's XMP.
  private static func isGainMap(_ bytes: RawSpan, at start: Int) -> Bool {
    var offset = start + 2
    for _ in 0..<maximumSegmentCount {
      guard bytes.uint8(at: offset) == 0xFF, let marker = bytes.uint8(at: offset + 1), marker >= 0xE0, marker != 0xFF,
        let length = bytes.uint16(at: offset + 2, .big), length >= 2
      else { return false }
      let content = offset + 4
      offset += 2 + length
      switch marker {
      case 0xE2 where bytes.has("urn:iso:std:iso:ts:21496:-1\0", at: content): return true
      case 0xE1 where bytes.has("http://ns.adobe.com/xap/1.0/\0", at: content):
        let xmp = bytes.extracting(min(content, bytes.byteCount)..<min(offset, bytes.byteCount))
        if xmp.contains("http://ns.adobe.com/hdr-gain-map/1.0/") || xmp.contains("aux:hdrgainmap") { return true }
      default: break
      }
    }
    return false
  }
}

extension RawSpan {
  /// Whether some bytes are those of a text of at least two ASCII characters. Takes time for each byte and character.
  fileprivate func contains(_ text: StaticString) -> Bool {
    (0..<max(0, byteCount)).contains { has(text, at: $0) }
  }
}
