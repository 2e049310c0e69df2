/// The syntax of an entry's words: parts between `&`, and escapes.
enum EntrySyntax {
  /// Calls `body` for each part of an entry, at least one; a part may be empty.
  ///
  /// `\&`, `\#` and `\\` stand for `&`, `#` and `\`; a backslash before anything else stands for itself.
  ///
  /// - Parameter keyword: Valid UTF-8.
  static func forEachPart<Failure: Error>(
    of keyword: UnsafeBufferPointer<UInt8>,
    _ body: (_ text: UnsafeBufferPointer<UInt8>, _ byteOffset: Int) throws(Failure) -> Void
  ) throws(Failure) {
    guard keyword.contains(where: { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "\\") }) else {
      return try body(UnsafeBufferPointer(rebasing: keyword[trimmed(keyword)]), 0)
    }
    var start = 0
    while start <= keyword.count {
      var end = start
      var hasEscape = false
      while end < keyword.count, keyword[end] != UInt8(ascii: "&") {
        if keyword[end] == UInt8(ascii: "\\") {
          hasEscape = true
          end += 1
        }
        end += 1
      }
      // A backslash at the very end escapes nothing.
      end = min(end, keyword.count)
      let part = UnsafeBufferPointer(rebasing: keyword[start..<end])
      if hasEscape {
        let text = unescaped(part)
        try text.withUnsafeBufferPointer { text throws(Failure) in
          try body(UnsafeBufferPointer(rebasing: text[trimmed(text)]), start)
        }
      } else {
        try body(UnsafeBufferPointer(rebasing: part[trimmed(part)]), start)
      }
      start = end + 1
    }
  }

  private static func unescaped(_ part: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in part {
      switch byte {
      case UInt8(ascii: "\\") where !isEscaped:
        isEscaped = true
        continue
      case UInt8(ascii: "&"), UInt8(ascii: "#"), UInt8(ascii: "\\"):
        bytes.append(byte)
      default:
        if isEscaped { bytes.append(UInt8(ascii: "\\")) }
        bytes.append(byte)
      }
      isEscaped = false
    }
    if isEscaped { bytes.append(UInt8(ascii: "\\")) }
    return bytes
  }

  /// The words of each part, without escapes and outer blanks.
  static func parts(of keyword: String) -> [String] {
    var keyword = keyword
    var parts: [String] = []
    keyword.withUTF8 { forEachPart(of: $0) { text, _ in parts.append(String(decoding: text, as: UTF8.self)) } }
    return parts
  }

  /// Where the text is without spaces, tabs, no-break spaces and ideographic spaces at both ends.
  @inline(__always)
  static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    var (start, end) = (0, text.count)
    while start < end {
      let count = blankByteCount(text, at: start)
      if count == 0 { break }
      start += count
    }
    while end > start {
      let byte = text[end - 1]
      if byte == 0x20 || byte == 0x09 {
        end -= 1
      } else if byte == 0xA0, end - start >= 2, text[end - 2] == 0xC2 {
        end -= 2
      } else if byte == 0x80, end - start >= 3, text[end - 2] == 0x80, text[end - 3] == 0xE3 {
        end -= 3
      } else {
        break
      }
    }
    return start..<end
  }

  /// How many bytes the blank has that stands at a place; 0 where none does.
  @inline(__always)
  private static func blankByteCount(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
    switch text[index] {
    case 0x20, 0x09: 1
    case 0xC2: index + 1 < text.count && text[index + 1] == 0xA0 ? 2 : 0
    case 0xE3: index + 2 < text.count && text[index + 1] == 0x80 && text[index + 2] == 0x80 ? 3 : 0
    default: 0
    }
  }

  /// Without spaces, tabs, no-break spaces and ideographic spaces at both ends.
  static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, let last = scalars.last else { return "" }
    if !isBlank(first), !isBlank(last) { return text }
    guard let start = scalars.firstIndex(where: { !isBlank($0) }),
      let end = scalars.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(scalars[start...end])
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case " ", "\t", "\u{A0}", "\u{3000}": true
    default: false
    }
  }
}
