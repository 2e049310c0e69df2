/// What may stand before the root element of an XML document (XML 1.0, production 22), skipped to find the root.
enum SVGProlog {
  /// A root element further in than this is not looked for: 64 KiB hold any licence text that editors write.
  static let maximumScannedByteCount = 65_536

  /// Whether the first element is `svg`, with or without a namespace prefix. UTF-8 only; UTF-16 is not recognised.
  static func isSVG(_ bytes: RawSpan) -> Bool {
    let end = min(bytes.byteCount, maximumScannedByteCount)
    var offset = bytes.uint16(at: 0, .big) == 0xEFBB && bytes.uint8(at: 2) == 0xBF ? 3 : 0
    while true {
      while offset < end, isSpace(bytes.uint8(at: offset)) { offset += 1 }
      guard offset < end, bytes.uint8(at: offset) == 0x3C else { return false }
      let past: Int?
      if bytes.has("<!--", at: offset) {
        past = find("-->", in: bytes, from: offset + 4, to: end)
      } else if bytes.has("<?", at: offset) {
        past = find("?>", in: bytes, from: offset + 2, to: end)
      } else if bytes.has("<!DOCTYPE", at: offset) {
        past = endOfDocumentType(in: bytes, from: offset + 9, to: end)
      } else {
        return isRoot(bytes, from: offset + 1, to: end)
      }
      guard let past else { return false }
      offset = past
    }
  }

  /// The offset behind the next occurrence of a text.
  private static func find(_ text: StaticString, in bytes: RawSpan, from start: Int, to end: Int) -> Int? {
    var offset = start
    while offset < end {
      if bytes.has(text, at: offset) { return offset + text.utf8CodeUnitCount }
      offset += 1
    }
    return nil
  }

  /// The offset behind a document type declaration, internal subset and quoted text skipped.
  private static func endOfDocumentType(in bytes: RawSpan, from start: Int, to end: Int) -> Int? {
    var offset = start
    var isInSubset = false
    var quote: Int?
    while offset < end, let byte = bytes.uint8(at: offset) {
      if let open = quote {
        if byte == open { quote = nil }
      } else {
        switch byte {
        case 0x22, 0x27: quote = byte
        case 0x5B: isInSubset = true
        case 0x5D: isInSubset = false
        case 0x3E where !isInSubset: return offset + 1
        default: break
        }
      }
      offset += 1
    }
    return nil
  }

  /// Whether the tag name from `start` on is `svg` or `prefix:svg`.
  private static func isRoot(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
    var offset = start
    var nameStart = start
    while offset < end, let byte = bytes.uint8(at: offset), byte != 0x3E, byte != 0x2F, !isSpace(byte) {
      offset += 1
      if byte == 0x3A, nameStart == start { nameStart = offset }
    }
    // The name must have ended: `<svg` as the last bytes of the scan could be the start of anything.
    return offset < end && offset - nameStart == 3 && bytes.has("svg", at: nameStart)
  }

  private static func isSpace(_ byte: Int?) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }
}
