import ModerationCore

/// Reads an SVG document's markup piece by piece, without an XML parser.
///
/// Strict: what an XML parser would refuse, or could read in another way, is an error. So a tag that is seen here is one
/// for whoever draws the document, and none is hidden.
struct SVGMarkup {
  /// An attribute: its name with its prefix, and its value, ranges of the text.
  struct Attribute {
    let name: Range<Int>
    let value: Range<Int>
  }

  enum Piece {
    /// A tag that opens an element; an empty one closes it, too.
    case start(name: Range<Int>, attributes: [Attribute], isEmpty: Bool)
    case end(name: Range<Int>)
    /// Character data; as it stands in a CDATA section.
    case characters(Range<Int>, isLiteral: Bool)
    /// What stands between `<?` and `?>`.
    case instruction(Range<Int>)
  }

  let text: [UInt8]
  /// Where the next piece begins.
  private(set) var offset = 0

  init(_ text: [UInt8]) { self.text = text }

  /// The next piece; nil at the end. Comments are skipped.
  mutating func next() throws(InputRejection) -> Piece? {
    while offset < text.count {
      guard text[offset] == 0x3C else {
        let start = offset
        while offset < text.count, text[offset] != 0x3C { offset += 1 }
        return .characters(start..<offset, isLiteral: false)
      }
      if has("<!--") {
        _ = try skip(past: "-->", from: 4)
      } else if has("<![CDATA[") {
        return .characters(try skip(past: "]]>", from: 9), isLiteral: true)
      } else if has("<!") {
        throw Self.refusal("a document type or entity")
      } else if has("<?") {
        return .instruction(try skip(past: "?>", from: 2))
      } else if has("</") {
        offset += 2
        let name = readName()
        skipSpace()
        guard offset < text.count, text[offset] == 0x3E else { throw Self.refusal("a tag without an end") }
        offset += 1
        return .end(name: name)
      } else {
        return try readTag()
      }
    }
    return nil
  }

  private mutating func readTag() throws(InputRejection) -> Piece {
    offset += 1
    let element = readName()
    guard !element.isEmpty else { throw Self.refusal("a tag without form") }
    var attributes: [Attribute] = []
    while true {
      skipSpace()
      guard offset < text.count else { throw Self.refusal("a tag without an end") }
      if text[offset] == 0x3E {
        offset += 1
        return .start(name: element, attributes: attributes, isEmpty: false)
      }
      if text[offset] == 0x2F {
        guard offset + 1 < text.count, text[offset + 1] == 0x3E else { throw Self.refusal("a tag without form") }
        offset += 2
        return .start(name: element, attributes: attributes, isEmpty: true)
      }
      let name = readName()
      skipSpace()
      guard !name.isEmpty, offset < text.count, text[offset] == 0x3D else { throw Self.refusal("a tag without form") }
      offset += 1
      skipSpace()
      guard offset < text.count, text[offset] == 0x22 || text[offset] == 0x27 else {
        throw Self.refusal("an attribute without quotes")
      }
      let quote = text[offset]
      let start = offset + 1
      offset = start
      while offset < text.count, text[offset] != quote, text[offset] != 0x3C { offset += 1 }
      guard offset < text.count, text[offset] == quote else { throw Self.refusal("an attribute without quotes") }
      attributes.append(Attribute(name: name, value: start..<offset))
      guard attributes.count <= SVGOutline.maximumDeclarationCount else {
        throw .tooMuchDrawing(
          "attributes in one tag", limit: "maximumDeclarationCount", attributes.count,
          SVGOutline.maximumDeclarationCount)
      }
      offset += 1
    }
  }

  private mutating func readName() -> Range<Int> {
    let start = offset
    while offset < text.count, !SVGOutline.isSpace(text[offset]),
      ![0x22, 0x27, 0x2F, 0x3C, 0x3D, 0x3E].contains(text[offset])
    {
      offset += 1
    }
    return start..<offset
  }

  private mutating func skipSpace() {
    while offset < text.count, SVGOutline.isSpace(text[offset]) { offset += 1 }
  }

  private func has(_ start: StaticString) -> Bool {
    let count = start.utf8CodeUnitCount
    guard text.count - offset >= count else { return false }
    return (0..<count).allSatisfy { text[offset + $0] == start.utf8Start[$0] }
  }

  /// What stands before the end of a part.
  private mutating func skip(past end: StaticString, from start: Int) throws(InputRejection) -> Range<Int> {
    offset += start
    let begin = offset
    while offset < text.count {
      if has(end) {
        defer { offset += end.utf8CodeUnitCount }
        return begin..<offset
      }
      offset += 1
    }
    throw Self.refusal("a part without an end")
  }

  static func refusal(_ found: String) -> InputRejection {
    InputRejection(.decodingFailed, message: "the SVG is not drawn: it holds \(found)", frameIndex: 0)
  }
}
