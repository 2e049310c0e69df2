/// The syntax of an entry's words: parts between `&`, and escapes.
enum EntrySyntax {
  /// One part of an entry.
  struct Part: Hashable {
    /// The words without escapes and outer blanks.
    var text: String
    /// Where the part starts in the entry, in UTF-8 bytes.
    var byteOffset: Int
  }

  /// The parts of an entry, at least one; a part may be empty.
  ///
  /// `\&`, `\#` and `\\` stand for `&`, `#` and `\`; a backslash before anything else stands for itself.
  static func parts(of keyword: String) -> [Part] {
    let special = [UInt8(ascii: "&"), UInt8(ascii: "\\")]
    guard keyword.utf8.contains(where: special.contains) else {
      return [Part(text: trimmed(keyword), byteOffset: 0)]
    }
    var parts: [Part] = []
    var bytes: [UInt8] = []
    var start = 0
    var isEscaped = false
    for (offset, byte) in keyword.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "&") where !isEscaped:
        parts.append(Part(text: trimmed(String(decoding: bytes, as: UTF8.self)), byteOffset: start))
        bytes = []
        start = offset + 1
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
    parts.append(Part(text: trimmed(String(decoding: bytes, as: UTF8.self)), byteOffset: start))
    return parts
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

  /// The UTF-8 bytes of the blanks that a text starts with.
  static func leadingBlankByteCount(of text: String) -> Int {
    text.unicodeScalars.prefix(while: isBlank).reduce(0) { $0 + UTF8.width($1) }
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case " ", "\t", "\u{A0}", "\u{3000}": true
    default: false
    }
  }
}
