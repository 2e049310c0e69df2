import ImageFormats
import ModerationCore

/// What an SVG document would make librsvg do beyond drawing, found by reading its tags.
///
/// Refused: a document type or entity (they rewrite the text that is checked here), an encoding in which ASCII is not
/// ASCII (it would hide a tag), and a picture embedded by a `data:` URL that is no PNG or JPEG or too large. librsvg
/// hands embedded pictures to GdkPixbuf's plug-ins, which obey no limit: a 60×60 document with a PNG of 9999×9999
/// inside took 700 MB and 0.9 s, with an SVG of that size inside 800 MB and 1.4 s (librsvg 2.54.7, measured
/// 2026-11-21).
///
/// Not refused: references to other files and hosts. A document from memory has no place that they could be relative
/// to, and librsvg opens none of them (seen by strace for `image`, `use`, `@import`, `xml-stylesheet`, XInclude and for
/// the same within an embedded SVG); what they point to is not in the picture.
///
/// What drawing takes is bounded by `SVGWork`.
struct SVGDocument {
  /// The most pixels of all embedded pictures together: 175 MB while they are drawn.
  static let maximumEmbeddedPixels = 25_000_000

  private let text: [UInt8]
  private let pixelLimit: Int
  private var offset = 0
  private var embeddedPixels = 0
  private var root = Root()

  private struct Root {
    var isRead = false
    var hasViewBox = false
    var hasPhysicalWidth = false
  }

  /// Refuses a document that must not be handed to librsvg.
  ///
  /// - Parameter limits: Embedded pictures count towards `maximumFramePixels`, each and all together.
  /// - Returns: What to scale libvips' size by: it draws documents in millimetres, inches and points with 72 pixels to
  ///   the inch, CSS says 96.
  static func check(_ bytes: UnsafeRawBufferPointer, limits: SizeLimits) throws(InputRejection) -> Double {
    var document = SVGDocument(bytes, limits: limits)
    try document.read()
    return document.root.hasViewBox && document.root.hasPhysicalWidth ? 96.0 / 72 : 1
  }

  private init(_ bytes: UnsafeRawBufferPointer, limits: SizeLimits) {
    text = [UInt8](bytes)
    pixelLimit = min(Self.maximumEmbeddedPixels, limits.maximumFramePixels)
  }

  private mutating func read() throws(InputRejection) {
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    guard !text.prefix(4).contains(0), let first = text.dropFirst(offset).first(where: { !Self.isSpace($0) }),
      first == 0x3C
    else { throw Self.refusal("no text in an encoding that extends ASCII") }
    while let tag = text[offset...].firstIndex(of: 0x3C) {
      offset = tag
      if has("<!--") {
        try skip(past: "-->", from: 4)
      } else if has("<![CDATA[") {
        try skip(past: "]]>", from: 9)
      } else if has("<!") {
        throw Self.refusal("a document type or entity")
      } else if has("<?") {
        try readInstruction()
      } else {
        try readTag()
      }
    }
  }

  private mutating func readInstruction() throws(InputRejection) {
    let start = offset
    try skip(past: "?>", from: 2)
    let instruction = String(decoding: text[start..<offset], as: UTF8.self).lowercased()
    guard instruction.hasPrefix("<?xml "), let name = instruction.range(ofFirst: "encoding") else { return }
    let value = instruction[name...].dropFirst(8).drop { " \t\r\n=\"'".contains($0) }
    let encoding = value.prefix { !"\"' ?".contains($0) }
    guard
      ["utf-8", "utf8", "us-ascii", "ascii"].contains(encoding)
        || ["iso-8859-", "windows-125", "cp125"].contains(where: encoding.hasPrefix)
    else { throw Self.refusal("the encoding \(encoding.prefix(20))") }
  }

  private mutating func readTag() throws(InputRejection) {
    offset += 1
    if offset < text.count, text[offset] == 0x2F { offset += 1 }
    let element = readName()
    let isRoot = !root.isRead
    root.isRead = true
    while true {
      while offset < text.count, Self.isSpace(text[offset]) || text[offset] == 0x2F { offset += 1 }
      guard offset < text.count else { throw Self.refusal("a tag without an end") }
      if text[offset] == 0x3E { return offset += 1 }
      let name = readName()
      while offset < text.count, Self.isSpace(text[offset]) { offset += 1 }
      guard !name.isEmpty, offset < text.count, text[offset] == 0x3D else { throw Self.refusal("a tag without form") }
      offset += 1
      while offset < text.count, Self.isSpace(text[offset]) { offset += 1 }
      guard offset < text.count, text[offset] == 0x22 || text[offset] == 0x27,
        let end = text[(offset + 1)...].firstIndex(of: text[offset])
      else { throw Self.refusal("an attribute without quotes") }
      let value = text[(offset + 1)..<end]
      offset = end + 1
      if isRoot { note(name, value) }
      // A link is followed by people only.
      if name == Array("href".utf8), element != Array("a".utf8) { try check(reference: value) }
    }
  }

  private mutating func note(_ name: [UInt8], _ value: ArraySlice<UInt8>) {
    if name == Array("viewBox".utf8) { root.hasViewBox = true }
    guard name == Array("width".utf8) else { return }
    let unit = String(decoding: value.reversed().drop(while: Self.isSpace).prefix(2).reversed(), as: UTF8.self)
    root.hasPhysicalWidth = ["mm", "cm", "in", "pt", "pc"].contains(unit)
  }

  /// The name at the offset, without its namespace prefix.
  private mutating func readName() -> [UInt8] {
    var name: [UInt8] = []
    while offset < text.count, !Self.isSpace(text[offset]), ![0x2F, 0x3D, 0x3E].contains(text[offset]) {
      if text[offset] == 0x3A { name = [] } else { name.append(text[offset]) }
      offset += 1
    }
    return name
  }

  private mutating func check(reference: ArraySlice<UInt8>) throws(InputRejection) {
    guard let embedded = DataURL(Self.expanded(reference)) else { return }
    let bytes = embedded.bytes
    let format = ImageFormat.sniff(bytes.span.bytes)
    guard ["image/png", "image/jpeg", "image/jpg"].contains(embedded.mediaType), let format,
      format == .png || format == .jpeg
    else { throw Self.refusal("an embedded picture that is neither PNG nor JPEG") }
    let size = try ImageHeader(of: bytes.span.bytes, as: format).codedSize
    embeddedPixels = checkedSum(embeddedPixels, size.pixelCount ?? .max) ?? .max
    guard embeddedPixels <= pixelLimit else {
      throw InputRejection(
        .pixelBudgetExceeded, message: "pictures embedded in the SVG are over the decode budget",
        limit: "maximumEmbeddedPixels", measured: .count(embeddedPixels), allowed: .count(pixelLimit))
    }
  }

  private static let namedCharacters: [String: UInt8] = [
    "amp": 0x26, "lt": 0x3C, "gt": 0x3E, "quot": 0x22, "apos": 0x27,
  ]

  /// An attribute's value with its character references replaced; those beyond one byte are of no `data:` URL.
  private static func expanded(_ value: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var rest = value
    while let start = rest.firstIndex(of: 0x26), let end = rest[start...].firstIndex(of: 0x3B) {
      result += rest[..<start]
      let name = String(decoding: rest[(start + 1)..<end], as: UTF8.self)
      var code: UInt32?
      if name.hasPrefix("#x") { code = UInt32(name.dropFirst(2), radix: 16) }
      if name.hasPrefix("#"), code == nil { code = UInt32(name.dropFirst(1)) }
      if let byte = namedCharacters[name] ?? code.flatMap(UInt8.init(exactly:)) { result.append(byte) }
      rest = rest[(end + 1)...]
    }
    return result + rest
  }

  private func has(_ start: StaticString) -> Bool {
    let count = start.utf8CodeUnitCount
    guard text.count - offset >= count else { return false }
    return (0..<count).allSatisfy { text[offset + $0] == start.utf8Start[$0] }
  }

  private mutating func skip(past end: StaticString, from start: Int) throws(InputRejection) {
    offset += start
    while offset < text.count {
      if has(end) { return offset += end.utf8CodeUnitCount }
      offset += 1
    }
    throw Self.refusal("a part without an end")
  }

  private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

  private static func refusal(_ found: String) -> InputRejection {
    InputRejection(.decodingFailed, message: "the SVG is not drawn: it holds \(found)", frameIndex: 0)
  }
}

extension String {
  /// Where a text first occurs.
  fileprivate func range(ofFirst text: String) -> Index? {
    indices.first { self[$0...].hasPrefix(text) }
  }
}
