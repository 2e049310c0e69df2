package import ModerationCore

/// The elements of an SVG document and those of their attributes that make drawing them costly, read without an XML
/// parser.
///
/// Total: bytes that an XML parser would refuse give some outline, and librsvg draws nothing then. Documents in UTF-16
/// have to be refused before.
package struct SVGOutline {
  /// The most elements of a document. Large maps have 100,000; librsvg itself stops at 1,000,000.
  package static let maximumElementCount = 250_000
  /// The deepest nesting of elements. libxml2 refuses more than 256 levels.
  package static let maximumDepth = 256

  /// The most attributes that are looked at of an element, and values of a property in the rules for one name or class.
  package static let maximumDeclarationCount = 256

  /// One element.
  struct Element {
    var kind = SVGElementKind.other
    var parent: Int
    var firstChild = -1
    var nextSibling = -1
    /// How many elements it lies in.
    var depth: Int
    /// Attributes, each behind the other in `attributes`.
    var attributes: Range<Int>
    /// Whose name: a range of `text`.
    var name: Range<Int>
    /// Cost of the characters in it, in nanoseconds.
    var textWork = 0.0
  }

  /// An attribute: which one, and its value, a range of `text`.
  struct Attribute {
    let name: SVGAttribute
    let value: Range<Int>
  }

  /// The document's bytes, and behind them the values that had character references, without them.
  var text: [UInt8]
  private(set) var elements: [Element] = []
  private(set) var attributes: [Attribute] = []
  /// The contents of `style` elements.
  private(set) var styleSheets: [UInt8] = []
  /// The first element of each id.
  private(set) var elementOfID: [ArraySlice<UInt8>: Int] = [:]

  /// Reads a document.
  ///
  /// - Throws: `drawingWorkExceeded` for more elements or levels than any drawing has, `decodingFailed` for a style
  ///   sheet that is hidden in a `data:` URL.
  package init(_ bytes: UnsafeRawBufferPointer) throws(InputRejection) {
    text = [UInt8](bytes)
    try read(upTo: text.count)
  }

  private mutating func read(upTo end: Int) throws(InputRejection) {
    var open: [Int] = []
    var lastChild: [Int] = []
    var offset = 0
    while offset < end {
      let tag = find(0x3C, from: offset, to: end) ?? end
      note(characters: offset..<tag, in: open.last, isLiteral: false)
      guard tag < end - 1 else { return }
      switch text[tag + 1] {
      case 0x21 where has("<!--", at: tag): offset = skip(past: "-->", from: tag + 4, to: end)
      case 0x21 where has("<![CDATA[", at: tag):
        offset = skip(past: "]]>", from: tag + 9, to: end)
        note(characters: (tag + 9)..<max(tag + 9, offset - 3), in: open.last, isLiteral: true)
      case 0x21: offset = (find(0x3E, from: tag, to: end) ?? end) + 1
      case 0x3F:
        offset = skip(past: "?>", from: tag + 2, to: end)
        if has("<?xml-stylesheet", at: tag), contains("data:", in: tag..<min(offset, end)) {
          throw Self.hiddenStyleSheet
        }
      case 0x2F:
        offset = (find(0x3E, from: tag, to: end) ?? end) + 1
        if !open.isEmpty {
          open.removeLast()
          lastChild.removeLast()
        }
      default:
        var element = Element(
          parent: open.last ?? -1, depth: open.count, attributes: attributes.count..<attributes.count, name: 0..<0)
        let isEmpty = readTag(&offset, from: tag + 1, to: end, into: &element)
        let index = elements.count
        guard index < Self.maximumElementCount else {
          throw .tooMuchDrawing("elements", limit: "maximumElementCount", index + 1, Self.maximumElementCount)
        }
        if let last = lastChild.last {
          if last < 0 { elements[element.parent].firstChild = index } else { elements[last].nextSibling = index }
          lastChild[lastChild.count - 1] = index
        }
        guard element.attributes.count <= Self.maximumDeclarationCount else {
          throw .tooMuchDrawing(
            "declarations for one element", limit: "maximumDeclarationCount", element.attributes.count,
            Self.maximumDeclarationCount)
        }
        elements.append(element)
        if let id = value(.id, of: index) {
          // A copy: a slice would have the whole text copied as soon as it grows.
          let key = Array(text[id])[...]
          if elementOfID[key] == nil { elementOfID[key] = index }
        }
        guard !isEmpty else { break }
        guard open.count < Self.maximumDepth else {
          throw .tooMuchDrawing("levels of elements", limit: "maximumDepth", open.count + 1, Self.maximumDepth)
        }
        open.append(index)
        lastChild.append(-1)
      }
    }
  }

  /// Reads a tag; says whether it is an empty element's.
  private mutating func readTag(
    _ offset: inout Int, from start: Int, to end: Int, into element: inout Element
  ) -> Bool {
    offset = start
    element.name = readName(&offset, to: end)
    element.kind = SVGElementKind(text[element.name])
    while offset < end {
      switch text[offset] {
      case 0x3E:
        offset += 1
        element.attributes = element.attributes.lowerBound..<attributes.count
        return text[offset - 2] == 0x2F
      case 0x20, 0x09, 0x0A, 0x0D, 0x2F, 0x3D, 0x22, 0x27: offset += 1
      default:
        let name = readName(&offset, to: end)
        while offset < end, Self.isSpace(text[offset]) { offset += 1 }
        guard offset < end, text[offset] == 0x3D else { continue }
        offset += 1
        while offset < end, Self.isSpace(text[offset]) { offset += 1 }
        guard offset < end, text[offset] == 0x22 || text[offset] == 0x27,
          let close = find(text[offset], from: offset + 1, to: end)
        else { continue }
        if let known = SVGAttribute(text[name]) {
          let value = expanded((offset + 1)..<close)
          if known == .style {
            let declarations = cleaned(value)
            attributes += SVGDeclarations.read(text, declarations)
          } else {
            attributes += SVGDeclarations.expanded(Attribute(name: known, value: value))
          }
        }
        offset = close + 1
      }
    }
    element.attributes = element.attributes.lowerBound..<attributes.count
    return true
  }

  /// A name without its namespace prefix.
  private func readName(_ offset: inout Int, to end: Int) -> Range<Int> {
    var start = offset
    while offset < end, !Self.isSpace(text[offset]), ![0x2F, 0x3D, 0x3E, 0x22, 0x27].contains(text[offset]) {
      if text[offset] == 0x3A { start = offset + 1 }
      offset += 1
    }
    return start..<offset
  }

  private mutating func note(characters: Range<Int>, in element: Int?, isLiteral: Bool) {
    guard let element, !characters.isEmpty else { return }
    if elements[element].kind == .style {
      styleSheets += text[isLiteral ? characters : expanded(characters)]
      styleSheets.append(0x0A)
      return
    }
    var count = 0.0
    for offset in characters where !Self.isSpace(text[offset]) && text[offset] & 0xC0 != 0x80 { count += 1 }
    elements[element].textWork += SVGWork.textNanoseconds(characterCount: count)
  }

  /// A value without character references; where it has some, they are replaced in a copy.
  private mutating func expanded(_ value: Range<Int>) -> Range<Int> {
    guard find(0x26, from: value.lowerBound, to: value.upperBound) != nil else { return value }
    let start = text.count
    var offset = value.lowerBound
    while offset < value.upperBound {
      if text[offset] == 0x26, let end = find(0x3B, from: offset, to: min(value.upperBound, offset + 12)) {
        text += SVGCharacters.characters(of: text[(offset + 1)..<end])
        offset = end + 1
      } else {
        text.append(text[offset])
        offset += 1
      }
    }
    return start..<text.count
  }

  /// Style text without comments and escapes; where it has some, in a copy.
  private mutating func cleaned(_ value: Range<Int>) -> Range<Int> {
    guard value.contains(where: { text[$0] == 0x5C || text[$0] == 0x2A }) else { return value }
    let start = text.count
    text += SVGDeclarations.cleaned(text[value])
    return start..<text.count
  }

  /// Appends the style sheets to the text.
  mutating func appendStyleSheets() -> Range<Int> {
    let start = text.count
    text += SVGDeclarations.cleaned(styleSheets[...])
    styleSheets = []
    return start..<text.count
  }

  /// The value of an attribute of an element; of several, the last.
  func value(_ name: SVGAttribute, of element: Int) -> Range<Int>? {
    attributes[elements[element].attributes].last { $0.name == name }?.value
  }

  private func find(_ byte: UInt8, from start: Int, to end: Int) -> Int? {
    var offset = start
    while offset < end {
      if text[offset] == byte { return offset }
      offset += 1
    }
    return nil
  }

  private func has(_ pattern: StaticString, at offset: Int) -> Bool {
    let count = pattern.utf8CodeUnitCount
    guard text.count - offset >= count else { return false }
    return (0..<count).allSatisfy { text[offset + $0] == pattern.utf8Start[$0] }
  }

  private func contains(_ pattern: StaticString, in range: Range<Int>) -> Bool {
    range.contains { has(pattern, at: $0) }
  }

  private func skip(past pattern: StaticString, from start: Int, to end: Int) -> Int {
    var offset = start
    while offset < end {
      if has(pattern, at: offset) { return offset + pattern.utf8CodeUnitCount }
      offset += 1
    }
    return end
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

  static let hiddenStyleSheet = InputRejection(
    .decodingFailed, message: "the SVG is not drawn: it holds a style sheet in a data: URL", frameIndex: 0)
}

extension InputRejection {
  /// A document that would take too long to draw.
  static func tooMuchDrawing(_ what: String, limit: String, _ measured: Int, _ allowed: Int) -> InputRejection {
    InputRejection(
      .drawingWorkExceeded, message: "the SVG is not drawn: it has \(measured) \(what)", limit: limit,
      measured: .count(measured), allowed: .count(allowed), frameIndex: 0)
  }
}
