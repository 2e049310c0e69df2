import ModerationCore

/// Reads the header of an SVG document: the size that its root element gives (SVG 2, 8.2 and 8.6).
///
/// No XML parser is run. Documents that make one do more than parse are refused: any document type declaration, since
/// it may declare entities; any encoding in which the bytes looked at here could mean something else to the parser.
///
/// A size in `style` attributes or style sheets is not seen: whoever renders has to check the size once more.
enum SVGHeader {
  /// Bytes of the root element's tag at most. Editors write some dozen namespaces there, 2 KB.
  static let maximumRootTagByteCount = 65_536
  /// What a side is cut down to before it is made a whole number, far beyond every limit.
  static let maximumSidePixels = 1e12

  static func read(_ bytes: RawSpan) throws(InputRejection) -> ImageHeader {
    guard let root = SVGProlog.root(of: bytes) else { throw .unreadable(.svg, "no svg element", at: 0) }
    guard !root.hasDocumentType else { throw .unreadable(.svg, "a document type declaration", at: 0) }
    try checkEncoding(root.declaration, bytes)
    let attributes = try attributes(bytes, from: root.attributesStart)
    if let offset = SVGReferences.firstDeclaration(bytes, from: root.attributesStart) {
      throw .unreadable(.svg, "a declaration inside the document", at: offset)
    }
    let size = try size(attributes, bytes, at: root.attributesStart)
    return ImageHeader(format: .svg, codedSize: size, channelCount: 4, hasAlpha: true)
  }

  /// Where the values of the attributes that matter stand.
  private struct Attributes {
    var width: Range<Int>?
    var height: Range<Int>?
    var viewBox: Range<Int>?
  }

  /// Refuses encodings in which bytes below 128 do not mean ASCII. Without a declaration it is UTF-8 (XML 1.0, 4.3.3).
  private static func checkEncoding(_ declaration: Range<Int>?, _ bytes: RawSpan) throws(InputRejection) {
    guard let declaration,
      let found = SVGProlog.find("encoding", in: bytes, from: declaration.lowerBound, to: declaration.upperBound)
    else { return }
    var offset = found
    while SVGProlog.isSpace(bytes.uint8(at: offset)) || bytes.uint8(at: offset) == 0x3D { offset += 1 }
    let name = text(bytes, (offset + 1)..<min(max(offset + 1, declaration.upperBound), offset + 41))
    let isQuoted = bytes.uint8(at: offset) == 0x22 || bytes.uint8(at: offset) == 0x27
    let encoding = name.prefix { $0 != "\"" && $0 != "'" }.uppercased()
    guard isQuoted, ["UTF-8", "UTF8", "US-ASCII", "ASCII", "ISO-8859-1"].contains(encoding) else {
      throw .notDecodable(.svg, "a document in an encoding other than UTF-8, ASCII or ISO-8859-1")
    }
  }

  private static func attributes(_ bytes: RawSpan, from start: Int) throws(InputRejection) -> Attributes {
    let end = min(bytes.byteCount, start + maximumRootTagByteCount)
    var attributes = Attributes()
    var offset = start
    func skipSpace() { while offset < end, SVGProlog.isSpace(bytes.uint8(at: offset)) { offset += 1 } }
    while true {
      skipSpace()
      guard offset < end, let byte = bytes.uint8(at: offset) else { break }
      if byte == 0x3E || byte == 0x2F { return attributes }
      let nameStart = offset
      while offset < end, let byte = bytes.uint8(at: offset), byte != 0x3D, !SVGProlog.isSpace(byte) { offset += 1 }
      let name = nameStart..<offset
      skipSpace()
      guard bytes.uint8(at: offset) == 0x3D else { break }
      offset += 1
      skipSpace()
      guard let quote = bytes.uint8(at: offset), quote == 0x22 || quote == 0x27 else { break }
      offset += 1
      let valueStart = offset
      while offset < end, let byte = bytes.uint8(at: offset), byte != quote, byte != 0x3C { offset += 1 }
      guard offset < end, bytes.uint8(at: offset) == quote else { break }
      let value = valueStart..<offset
      offset += 1
      switch true {
      case name.count == 5 && bytes.has("width", at: nameStart) && attributes.width == nil: attributes.width = value
      case name.count == 6 && bytes.has("height", at: nameStart) && attributes.height == nil: attributes.height = value
      case name.count == 7 && bytes.has("viewBox", at: nameStart) && attributes.viewBox == nil:
        attributes.viewBox = value
      default: break
      }
    }
    guard bytes.byteCount <= end || offset < end else {
      throw .unreadable(
        .svg, tooMany: "bytes in the first tag", limit: "maximumRootTagByteCount", allowed: maximumRootTagByteCount,
        at: start)
    }
    throw .unreadable(.svg, "the first tag is damaged or truncated", at: offset)
  }

  /// The size in pixels, 96 to the inch: width and height, or what the view box adds to one of them, or the view box.
  private static func size(
    _ attributes: Attributes, _ bytes: RawSpan, at offset: Int
  ) throws(InputRejection) -> PixelSize {
    let width = try side(attributes.width, bytes)
    let height = try side(attributes.height, bytes)
    if let width, let height { return pixels(width, height) }
    guard let value = attributes.viewBox, let box = SVGLength.viewBox(text(bytes, value)) else {
      throw .unreadable(.svg, "neither width and height in absolute units nor a view box", at: offset)
    }
    if let width { return pixels(width, width * box.height / box.width) }
    if let height { return pixels(height * box.width / box.height, height) }
    return pixels(box.width, box.height)
  }

  /// A side in pixels; nil when the attribute is not there or relative to something that is not in the file.
  private static func side(_ value: Range<Int>?, _ bytes: RawSpan) throws(InputRejection) -> Double? {
    guard let value else { return nil }
    let length = SVGLength(text(bytes, value))
    guard let length else { throw .unreadable(.svg, "a side that is not a length", at: value.lowerBound) }
    guard let pixels = length.pixels else { return nil }
    guard pixels > 0 else { throw .unreadable(.svg, "a side of 0 pixels or less", at: value.lowerBound) }
    return pixels
  }

  private static func pixels(_ width: Double, _ height: Double) -> PixelSize {
    func whole(_ side: Double) -> Int {
      Int(side.isFinite ? max(1, min(side, maximumSidePixels).rounded(.up)) : maximumSidePixels)
    }
    return PixelSize(width: whole(width), height: whole(height))
  }

  /// The text in a range; empty, which is no value of anything, when it is longer than any honest value.
  private static func text(_ bytes: RawSpan, _ range: Range<Int>) -> String {
    guard range.count <= SVGLength.maximumByteCount else { return "" }
    var scalars = String.UnicodeScalarView()
    for offset in range {
      // What is not ASCII is no part of a number, a unit or an encoding's name.
      let byte = UInt8(truncatingIfNeeded: bytes.uint8(at: offset) ?? 0)
      scalars.append(byte < 128 ? Unicode.Scalar(byte) : "?")
    }
    return String(scalars)
  }
}
