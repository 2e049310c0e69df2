import Foundation

/// A picture's bytes as text.
enum Base64Picture {
  /// The bytes; nil where the text is not base64 (RFC 4648, with padding). Line ends are passed over, as most decoders
  /// do; a `data:` header is not base64.
  static func bytes(of text: String) -> [UInt8]? {
    if let data = Data(base64Encoded: text) { return Array(data) }
    let lineEnds: Set<UInt8> = [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    guard text.utf8.contains(where: lineEnds.contains) else { return nil }
    return Data(base64Encoded: Data(text.utf8.filter { !lineEnds.contains($0) })).map { Array($0) }
  }

  /// The bytes of a `data:` address with base64, as OpenAI's interface takes it; nil where it is none.
  static func bytes(ofDataAddress text: String) -> [UInt8]? {
    guard text.prefix(5).lowercased() == "data:", let comma = text.firstIndex(of: ","),
      text[..<comma].lowercased().hasSuffix(";base64")
    else { return nil }
    return bytes(of: String(text[text.index(after: comma)...]))
  }
}
