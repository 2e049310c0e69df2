/// Looks through an SVG document for what reaches beyond it, without an XML parser.
package enum SVGReferences {
  /// Whether the document may ask for another file: a necessary condition, cheap to check.
  ///
  /// False is certain for documents whose header could be read. True may be a false alarm: it is also the answer to
  /// everything that could hide a reference from this check, such as character references and escapes in style sheets.
  ///
  /// - Complexity: Linear in the document's length.
  package static func mayReachOutside(_ bytes: RawSpan) -> Bool {
    bytes.withUnsafeBytes { buffer in
      for offset in buffer.indices {
        switch buffer[offset] | 0x20 {
        case 0x68:  // h
          if isText("href", at: offset, buffer), !isReferenceInside(buffer, at: offset + 4) { return true }
        case 0x75:  // u
          if isText("url(", at: offset, buffer), !isTargetInside(buffer, at: offset + 4) { return true }
        case 0x78:  // x
          if isText("xml:base", at: offset, buffer) || isText("xinclude", at: offset, buffer)
            || isText("xml-stylesheet", at: offset, buffer)
          {
            return true
          }
        default: break
        }
        switch buffer[offset] {
        case 0x5C: return true  // A backslash: style sheets write any character that way.
        case 0x40 where isText("@import", at: offset, buffer): return true
        case 0x26 where offset + 1 < buffer.count && buffer[offset + 1] == 0x23: return true  // &#
        default: break
        }
      }
      return false
    }
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

  /// Whether `= "` and a target inside the document follow; also true where no attribute is meant at all.
  private static func isReferenceInside(_ buffer: UnsafeRawBufferPointer, at start: Int) -> Bool {
    var offset = skipSpace(buffer, from: start)
    guard offset < buffer.count, buffer[offset] == 0x3D else { return true }
    offset = skipSpace(buffer, from: offset + 1)
    guard offset < buffer.count, buffer[offset] == 0x22 || buffer[offset] == 0x27 else { return true }
    return isTargetInside(buffer, at: offset)
  }

  /// Whether a target, perhaps behind a quote, is a place in the document or data written out.
  private static func isTargetInside(_ buffer: UnsafeRawBufferPointer, at start: Int) -> Bool {
    var offset = skipSpace(buffer, from: start)
    if offset < buffer.count, buffer[offset] == 0x22 || buffer[offset] == 0x27 {
      offset = skipSpace(buffer, from: offset + 1)
    }
    guard offset < buffer.count else { return true }
    return buffer[offset] == 0x23 || isText("data:", at: offset, buffer)
  }

  private static func skipSpace(_ buffer: UnsafeRawBufferPointer, from start: Int) -> Int {
    var offset = start
    while offset < buffer.count, SVGProlog.isSpace(Int(buffer[offset])) { offset += 1 }
    return offset
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
