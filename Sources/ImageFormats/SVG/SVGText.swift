package import ModerationCore

/// An SVG document as whoever draws it is given it: in UTF-8, without a byte order mark, an XML declaration or a document
/// type.
///
/// A document type without declarations of its own says nothing that a drawing needs, and most programs that write SVG
/// begin with one; it is cut out. One with declarations is refused, because entities rewrite the text that is checked.
package struct SVGText: Sendable {
  /// The document.
  package let bytes: [UInt8]

  /// Reads a document in any encoding that browsers read and that is known here.
  ///
  /// - Throws: `headerUnreadable` for declarations, `formatNotDecodable` that names the encoding.
  /// - Complexity: Linear in the document's length.
  package init(_ source: RawSpan) throws(InputRejection) {
    var text: [UInt8]
    if let order = Self.orderOfUTF16(source) {
      text = Self.transcodedUTF16(source, order, upTo: source.byteCount)
    } else {
      text = source.withUnsafeBytes { [UInt8]($0) }
      if text.starts(with: [0xEF, 0xBB, 0xBF]) {
        text.removeFirst(3)
      } else if let name = SVGEncoding.declaredName(text) {
        switch SVGEncoding(name) {
        case .utf8: break
        case .codePage(let upper): text = Self.transcoded(text, upper)
        case nil: throw .notDecodable(.svg, "a document in the encoding \(name.prefix(40))")
        }
      }
    }
    guard let prolog = SVGProlog.root(of: text.span.bytes) else { throw .unreadable(.svg, "no svg element", at: 0) }
    if let offset = SVGProlog.firstDeclaration(text.span.bytes, from: prolog.attributesStart) {
      throw .unreadable(.svg, "a declaration inside the document", at: offset)
    }
    if let documentType = prolog.documentType {
      guard !prolog.hasDeclarations else {
        throw .unreadable(.svg, "a document type with declarations", at: documentType.lowerBound)
      }
      text.removeSubrange(documentType)
    }
    // What it declares is no longer so.
    if let declaration = prolog.declaration { text.removeSubrange(0..<(declaration.upperBound + 2)) }
    bytes = text
  }

  /// Whether the first element is `svg`, in UTF-8 or what extends ASCII, or in UTF-16.
  static func isSVG(_ source: RawSpan) -> Bool {
    guard let order = orderOfUTF16(source) else { return SVGProlog.root(of: source) != nil }
    let text = transcodedUTF16(source, order, upTo: 2 * SVGProlog.maximumScannedByteCount)
    return SVGProlog.root(of: text.span.bytes) != nil
  }

  /// The byte order of a document in UTF-16: by its mark, or by its first character (XML 1.0, appendix F).
  private static func orderOfUTF16(_ source: RawSpan) -> ByteOrder? {
    switch source.uint16(at: 0, .big) {
    case 0xFEFF: .big
    case 0xFFFE: .little
    case 0x003C where source.uint8(at: 2) == 0: .big
    case 0x3C00 where source.uint8(at: 3) == 0: .little
    default: nil
    }
  }

  private static func transcodedUTF16(_ source: RawSpan, _ order: ByteOrder, upTo end: Int) -> [UInt8] {
    var units: [UInt16] = []
    units.reserveCapacity(min(end, source.byteCount) / 2)
    for offset in stride(from: 0, to: min(end, source.byteCount) - 1, by: 2) {
      let unit = UInt16(truncatingIfNeeded: source.uint16(at: offset, order) ?? 0)
      if offset > 0 || unit != 0xFEFF { units.append(unit) }
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  private static func transcoded(_ text: [UInt8], _ upper: [UInt16]) -> [UInt8] {
    guard text.contains(where: { $0 >= 0x80 }) else { return text }
    var result: [UInt8] = []
    result.reserveCapacity(text.count + text.count / 8)
    for byte in text {
      guard byte >= 0x80 else {
        result.append(byte)
        continue
      }
      let scalar = Unicode.Scalar(upper[Int(byte) - 0x80]) ?? "\u{FFFD}"
      result += String(Character(scalar)).utf8
    }
    return result
  }
}
