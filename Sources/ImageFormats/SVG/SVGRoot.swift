package import ModerationCore

/// The root element of a document: how large it says it is, and how large it is drawn.
///
/// A vector has no pixel size: an icon of 24×24 and a document that states none look the same when they are drawn
/// larger, and only then do detectors see them as people do.
package struct SVGRoot: Sendable {
  /// The shorter side that small documents are drawn with at least: what IMS 2020-12-29 advises.
  static let drawnShorterSidePixels = 256.0
  /// No side is enlarged beyond this for the shorter one's sake.
  static let drawnLongerSidePixels = 4096.0
  /// The shorter side that every document is drawn with, above the least that any profile accepts. With an aspect
  /// below 90 the longer one stays below 5,760.
  static let leastDrawnSidePixels = 64.0
  /// The size of a document that gives none (CSS 2.2, 10.3.2: that of any replaced element).
  static let standardSize = (width: 300.0, height: 150.0)
  /// Bytes of the root element's tag at most. Editors write some dozen namespaces there, 2 KB.
  static let maximumTagByteCount = 65_536
  /// What a side is cut down to before it is made a whole number, far beyond every limit.
  static let maximumSidePixels = 1e12

  /// The size that it is drawn with and judged by.
  package let drawnSize: PixelSize

  private let text: SVGText
  /// The size that it states, in pixels at 96 to the inch.
  private let stated: (width: Double, height: Double)
  /// Behind its name.
  private let attributesStart: Int
  private let style: Range<Int>?
  private let hasViewBox: Bool

  /// Reads the root element.
  ///
  /// - Throws: `headerUnreadable`.
  package init(_ text: SVGText) throws(InputRejection) {
    self.text = text
    var reader = AttributeReader(text.bytes)
    try reader.read()
    attributesStart = reader.start
    style = reader.style
    let declared = style.map { SVGRoot.sides(inStyle: SVGCharacters.expanded(text.bytes[$0])) }
    var width = try Self.side(reader.width, text.bytes)
    var height = try Self.side(reader.height, text.bytes)
    if let declared = declared?.width { width = Self.pixels(declared) }
    if let declared = declared?.height { height = Self.pixels(declared) }
    let box = reader.viewBox.flatMap { SVGLength.viewBox(Self.text(text.bytes[$0])) }
    hasViewBox = box != nil
    stated =
      switch (width, height, box) {
      case (let width?, let height?, _): (width, height)
      case (let width?, nil, let box?): (width, width * box.height / box.width)
      case (nil, let height?, let box?): (height * box.width / box.height, height)
      case (nil, nil, let box?): (box.width, box.height)
      case (_, _, nil): (width ?? Self.standardSize.width, height ?? Self.standardSize.height)
      }
    drawnSize = Self.drawn(stated.width, stated.height)
  }

  private static func drawn(_ width: Double, _ height: Double) -> PixelSize {
    let (shorter, longer) = (min(width, height), max(width, height))
    var factor = 1.0
    if shorter < drawnShorterSidePixels {
      // Whole where it can be: librsvg's patterns and tiles have seams at other scales.
      let wanted = (drawnShorterSidePixels / shorter).rounded(.up)
      factor = wanted * longer <= drawnLongerSidePixels ? wanted : max(1, drawnLongerSidePixels / longer)
      factor = max(factor, leastDrawnSidePixels / shorter)
    }
    func whole(_ side: Double) -> Int {
      let side = side * factor
      return Int(side.isFinite ? max(1, min(side, maximumSidePixels).rounded(.up)) : maximumSidePixels)
    }
    return PixelSize(width: whole(width), height: whole(height))
  }

  /// The document with its root element's size set, so that it fills a picture of that size as it fills its own.
  package func drawable(at size: PixelSize) -> [UInt8] {
    var attributes = " "
    if !hasViewBox { attributes += "viewBox=\"0 0 \(stated.width) \(stated.height)\" " }
    // What a style sheet sets is outweighed.
    let sides = "width:\(size.width)px!important;height:\(size.height)px!important"
    if style == nil { attributes += "style=\"\(sides)\" " }
    var result: [UInt8] = []
    result.reserveCapacity(text.bytes.count + 256)
    result += text.bytes[..<attributesStart]
    result += attributes.utf8
    if let style {
      result += text.bytes[attributesStart..<style.lowerBound]
      // In front, so that no comment and no open bracket of the others swallows it.
      result += "\(sides);".utf8
      result += text.bytes[style.lowerBound...]
    } else {
      result += text.bytes[attributesStart...]
    }
    return result
  }

  // MARK: Values

  /// A side in pixels; nil when the attribute is not there or relative to something that is not in the file.
  private static func side(_ value: Range<Int>?, _ bytes: [UInt8]) throws(InputRejection) -> Double? {
    guard let value, !["auto", ""].contains(text(bytes[value])) else { return nil }
    guard let length = SVGLength(text(bytes[value])) else {
      throw .unreadable(.svg, "a side that is not a length", at: value.lowerBound)
    }
    guard let pixels = length.pixels else { return nil }
    guard pixels > 0 else { throw .unreadable(.svg, "a side of 0 pixels or less", at: value.lowerBound) }
    return pixels
  }

  private static func pixels(_ value: String) -> Double? {
    guard let pixels = SVGLength(value)?.pixels, pixels > 0 else { return nil }
    return pixels
  }

  /// The last width and height of a style attribute, which count before the attributes.
  private static func sides(inStyle style: [UInt8]) -> (width: String?, height: String?) {
    var sides: (width: String?, height: String?)
    for declaration in style.split(separator: 0x3B) {
      guard let colon = declaration.firstIndex(of: 0x3A) else { continue }
      let name = text(declaration[..<colon]).filter { !$0.isWhitespace }
      guard name == "width" || name == "height" else { continue }
      let value = String(text(declaration[(colon + 1)...]).prefix { $0 != "!" })
      if name == "width" { sides.width = value } else { sides.height = value }
    }
    return sides
  }

  /// The text in a range; empty, which is no value of anything, when it is longer than any honest value.
  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    guard bytes.count <= SVGLength.maximumByteCount else { return "?" }
    // What is not ASCII is no part of a number or a unit.
    return String(decoding: bytes.map { $0 < 0x80 ? $0 : 0x3F }, as: UTF8.self)
  }
}

extension SVGRoot {
  /// Finds the attributes that matter in the root element's tag.
  private struct AttributeReader {
    private let bytes: [UInt8]
    var start = 0
    var width: Range<Int>?
    var height: Range<Int>?
    var viewBox: Range<Int>?
    var style: Range<Int>?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func read() throws(InputRejection) {
      guard let root = SVGProlog.root(of: bytes.span.bytes) else {
        throw .unreadable(.svg, "no svg element", at: 0)
      }
      start = root.attributesStart
      let end = min(bytes.count, start + SVGRoot.maximumTagByteCount)
      var offset = start
      func skipSpace() { while offset < end, SVGOutline.isSpace(bytes[offset]) { offset += 1 } }
      while true {
        skipSpace()
        guard offset < end else { break }
        if bytes[offset] == 0x3E || bytes[offset] == 0x2F { return }
        let nameStart = offset
        while offset < end, bytes[offset] != 0x3D, !SVGOutline.isSpace(bytes[offset]) { offset += 1 }
        let name = nameStart..<offset
        skipSpace()
        guard offset < end, bytes[offset] == 0x3D else { break }
        offset += 1
        skipSpace()
        guard offset < end, bytes[offset] == 0x22 || bytes[offset] == 0x27 else { break }
        let quote = bytes[offset]
        offset += 1
        let valueStart = offset
        while offset < end, bytes[offset] != quote, bytes[offset] != 0x3C { offset += 1 }
        guard offset < end, bytes[offset] == quote else { break }
        note(String(decoding: bytes[name], as: UTF8.self), valueStart..<offset)
        offset += 1
      }
      guard bytes.count <= end || offset < end else {
        throw .unreadable(
          .svg, tooMany: "bytes in the first tag", limit: "maximumTagByteCount",
          allowed: SVGRoot.maximumTagByteCount, at: start)
      }
      throw .unreadable(.svg, "the first tag is damaged or truncated", at: offset)
    }

    private mutating func note(_ name: String, _ value: Range<Int>) {
      switch name {
      case "width" where width == nil: width = value
      case "height" where height == nil: height = value
      case "viewBox" where viewBox == nil: viewBox = value
      case "style" where style == nil: style = value
      default: break
      }
    }
  }
}
