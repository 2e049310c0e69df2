/// A tiny picture of one format, for making a codec ready: it lies beside its format's reader.
///
/// A literal text, so that it costs nothing where it is not asked for.
enum PreloadPicture: Sendable {
  /// A file as pairs of hexadecimal digits in lower case.
  case hexadecimal(StaticString)
  /// A file that is text.
  case text(StaticString)

  /// The file.
  var bytes: [UInt8] {
    switch self {
    case .text(let text): return Self.characters(of: text)
    case .hexadecimal(let text):
      let digits = Self.characters(of: text).map { $0 <= 0x39 ? $0 &- 0x30 : $0 &- 0x57 }
      return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
  }

  private static func characters(of text: StaticString) -> [UInt8] { text.withUTF8Buffer { [UInt8]($0) } }
}
