/// CSS in parts: rules and declarations, comments taken out.
///
/// Strings and brackets are one piece, as CSS has it; a file that leaves them open gives one long value, which no form
/// accepts.
struct SVGStyleText {
  struct Declaration {
    let name: String
    let value: Range<Int>
  }

  enum Rule {
    /// Something that ends in a semicolon.
    case statement(Range<Int>)
    case block(prelude: Range<Int>, block: Range<Int>)
  }

  let bytes: [UInt8]

  /// Takes comments out; nil for text with an escape outside of strings, which may spell anything.
  init?(_ text: [UInt8]) {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var quote: UInt8?
    var offset = 0
    while offset < text.count {
      let byte = text[offset]
      if let open = quote {
        if byte == 0x5C, offset + 1 < text.count {
          result.append(byte)
          offset += 1
        } else if byte == open || byte == 0x0A {
          quote = nil
        }
        result.append(text[offset])
        offset += 1
      } else if byte == 0x2F, offset + 1 < text.count, text[offset + 1] == 0x2A {
        offset += 2
        while offset < text.count, !(text[offset - 1] == 0x2A && text[offset] == 0x2F && offset > 2) { offset += 1 }
        offset += 1
        result.append(0x20)
      } else {
        if byte == 0x5C { return nil }
        if byte == 0x22 || byte == 0x27 { quote = byte }
        result.append(byte)
        offset += 1
      }
    }
    bytes = result
  }

  /// The declarations in a range, names as they are written.
  func declarations(_ range: Range<Int>) -> [Declaration] {
    var found: [Declaration] = []
    var offset = range.lowerBound
    while offset < range.upperBound {
      let end = self.end(of: [0x3B], from: offset, to: range.upperBound)
      if let colon = bytes[offset..<end].firstIndex(of: 0x3A) {
        let name = SVGValueForm.trimmed(bytes[offset..<colon])
        found.append(
          Declaration(name: String(decoding: name.prefix(64), as: UTF8.self), value: (colon + 1)..<end))
      }
      offset = end + 1
    }
    return found
  }

  /// A value without white space around it and without `!important`.
  func valueWithoutImportance(_ range: Range<Int>) -> ArraySlice<UInt8> {
    let value = SVGValueForm.trimmed(bytes[range])
    guard let mark = value.lastIndex(of: 0x21) else { return value }
    let word = String(decoding: SVGValueForm.trimmed(value[(mark + 1)...]).prefix(16), as: UTF8.self).lowercased()
    return word == "important" ? SVGValueForm.trimmed(value[..<mark]) : value
  }

  /// The next rule of a sheet; nil at its end.
  func rule(_ offset: inout Int) -> Rule? {
    while true {
      while offset < bytes.count, SVGOutline.isSpace(bytes[offset]) { offset += 1 }
      guard offset < bytes.count else { return nil }
      if bytes[offset...].starts(with: "<!--".utf8) {
        offset += 4
      } else if bytes[offset...].starts(with: "-->".utf8) {
        offset += 3
      } else {
        break
      }
    }
    let isAtRule = bytes[offset] == 0x40
    let end = self.end(of: isAtRule ? [0x3B, 0x7B] : [0x7B], from: offset, to: bytes.count, opensBlocks: false)
    let prelude = Self.trimmedRange(bytes, offset..<end)
    guard end < bytes.count, bytes[end] == 0x7B else {
      offset = end + 1
      return .statement(prelude)
    }
    let close = self.end(of: [0x7D], from: end + 1, to: bytes.count)
    offset = close + 1
    return .block(prelude: prelude, block: (end + 1)..<close)
  }

  /// Where one of some bytes stands outside of strings and brackets.
  private func end(of wanted: [UInt8], from start: Int, to end: Int, opensBlocks: Bool = true) -> Int {
    var offset = start
    var depth = 0
    var quote: UInt8?
    while offset < end {
      let byte = bytes[offset]
      if let open = quote {
        if byte == 0x5C { offset += 1 } else if byte == open || byte == 0x0A { quote = nil }
      } else if depth == 0, wanted.contains(byte) {
        return offset
      } else {
        switch byte {
        case 0x22, 0x27: quote = byte
        case 0x28, 0x5B: depth += 1
        case 0x7B where opensBlocks: depth += 1
        case 0x29, 0x5D: depth = max(0, depth - 1)
        case 0x7D where opensBlocks: depth = max(0, depth - 1)
        default: break
        }
      }
      offset += 1
    }
    return min(offset, end)
  }

  private static func trimmedRange(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    let trimmed = SVGValueForm.trimmed(bytes[range])
    return trimmed.startIndex..<trimmed.endIndex
  }
}
