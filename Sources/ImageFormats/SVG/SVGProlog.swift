/// What may stand before the root element of an XML document (XML 1.0, production 22), skipped to find the root.
enum SVGProlog {
  /// A root element further in than this is not looked for: 64 KiB hold any licence text that editors write.
  static let maximumScannedByteCount = 65_536

  /// The root element, found behind the prolog.
  struct Root {
    /// Where its attributes begin: behind its name.
    let attributesStart: Int
    /// Where its name begins, behind `<`.
    let nameStart: Int
    /// Where a document type declaration stands before it, if there is one.
    let documentType: Range<Int>?
    /// Whether that one declares something itself: entities, elements, attributes, or has more than one subset.
    let hasDeclarations: Bool
    /// Where the XML declaration's own text stands, if there is a declaration.
    let declaration: Range<Int>?
  }

  /// The first element if it is `svg`, with or without a namespace prefix; in UTF-8 or what extends ASCII.
  static func root(of bytes: RawSpan) -> Root? {
    let end = min(bytes.byteCount, maximumScannedByteCount)
    let start = bytes.uint16(at: 0, .big) == 0xEFBB && bytes.uint8(at: 2) == 0xBF ? 3 : 0
    var offset = start
    var documentType: Range<Int>?
    var hasDeclarations = false
    var declaration: Range<Int>?
    while true {
      while offset < end, isSpace(bytes.uint8(at: offset)) { offset += 1 }
      guard offset < end, bytes.uint8(at: offset) == 0x3C else { return nil }
      let past: Int?
      if bytes.has("<!--", at: offset) {
        past = find("-->", in: bytes, from: offset + 4, to: end)
      } else if bytes.has("<?", at: offset) {
        past = find("?>", in: bytes, from: offset + 2, to: end)
        if offset == start, let past, bytes.has("xml", at: offset + 2), isSpace(bytes.uint8(at: offset + 5)) {
          declaration = (offset + 5)..<(past - 2)
        }
      } else if bytes.has("<!DOCTYPE", at: offset) {
        guard let found = endOfDocumentType(in: bytes, from: offset + 9, to: end) else { return nil }
        // A second one is an error of the document; both are refused.
        hasDeclarations = found.hasDeclarations || hasDeclarations || documentType != nil
        documentType = (documentType?.lowerBound ?? offset)..<found.end
        past = found.end
      } else {
        guard let nameEnd = endOfRootName(bytes, from: offset + 1, to: end) else { return nil }
        return Root(
          attributesStart: nameEnd, nameStart: offset + 1, documentType: documentType,
          hasDeclarations: hasDeclarations, declaration: declaration)
      }
      guard let past else { return nil }
      offset = past
    }
  }

  /// The offset behind the next occurrence of a text.
  static func find(_ text: StaticString, in bytes: RawSpan, from start: Int, to end: Int) -> Int? {
    var offset = start
    while offset < end {
      if bytes.has(text, at: offset) { return offset + text.utf8CodeUnitCount }
      offset += 1
    }
    return nil
  }

  /// The offset behind a document type declaration, internal subset and quoted text skipped, and whether the subset
  /// holds more than white space.
  private static func endOfDocumentType(
    in bytes: RawSpan, from start: Int, to end: Int
  ) -> (end: Int, hasDeclarations: Bool)? {
    var offset = start
    var isInSubset = false
    var hasDeclarations = false
    var quote: Int?
    while offset < end, let byte = bytes.uint8(at: offset) {
      if let open = quote {
        if byte == open { quote = nil }
      } else {
        switch byte {
        case 0x5B where !isInSubset: isInSubset = true
        case 0x5D: isInSubset = false
        case 0x3E where !isInSubset: return (offset + 1, hasDeclarations)
        case _ where isInSubset && !isSpace(byte):
          hasDeclarations = true
          if byte == 0x22 || byte == 0x27 { quote = byte }
        case 0x22, 0x27: quote = byte
        // Markup does not stand in a declaration but in its subset.
        case 0x3C: return nil
        default: break
        }
      }
      offset += 1
    }
    return nil
  }

  /// Where the tag name from `start` on ends; nil unless it is `svg` or `prefix:svg`.
  private static func endOfRootName(_ bytes: RawSpan, from start: Int, to end: Int) -> Int? {
    var offset = start
    var nameStart = start
    while offset < end, let byte = bytes.uint8(at: offset), byte != 0x3E, byte != 0x2F, !isSpace(byte) {
      offset += 1
      if byte == 0x3A, nameStart == start { nameStart = offset }
    }
    // The name must have ended: `<svg` as the last bytes of the scan could be the start of anything.
    return offset < end && offset - nameStart == 3 && bytes.has("svg", at: nameStart) ? offset : nil
  }

  static func isSpace(_ byte: Int?) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  /// Where the first declaration stands that is neither a comment nor character data; nil when there is none.
  ///
  /// - Parameter start: Behind the prolog. Markup cannot begin inside an attribute's value, so that tags need no
  ///   attention.
  static func firstDeclaration(_ bytes: RawSpan, from start: Int) -> Int? {
    bytes.withUnsafeBytes { buffer in
      var offset = start
      while offset < buffer.count - 1 {
        guard buffer[offset] == 0x3C, buffer[offset + 1] == 0x21 else {
          offset += 1
          continue
        }
        if isText("<!--", at: offset, buffer) {
          offset = end(of: "-->", from: offset + 4, buffer)
        } else if isText("<![cdata[", at: offset, buffer) {
          offset = end(of: "]]>", from: offset + 9, buffer)
        } else {
          return offset
        }
      }
      return nil
    }
  }

  /// The offset behind the next occurrence of a text, or the end.
  private static func end(of text: StaticString, from start: Int, _ buffer: UnsafeRawBufferPointer) -> Int {
    var offset = start
    while offset < buffer.count {
      if isText(text, at: offset, buffer) { return offset + text.utf8CodeUnitCount }
      offset += 1
    }
    return offset
  }

  /// Whether a text in small letters stands at an offset, in letters of any case.
  private static func isText(_ text: StaticString, at offset: Int, _ buffer: UnsafeRawBufferPointer) -> Bool {
    let count = text.utf8CodeUnitCount
    guard offset <= buffer.count - count else { return false }
    for index in 0..<count {
      let byte = buffer[offset + index]
      let small = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
      if small != text.utf8Start[index] { return false }
    }
    return true
  }
}
