/// Bytes as base64 text (RFC 4648), for pictures inside a page.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func text(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      var word = part.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - part.count))
      var letters: [UInt8] = []
      for _ in 0..<4 {
        letters.insert(alphabet[word & 63], at: 0)
        word >>= 6
      }
      for index in 0..<4 { text.append(index > part.count ? UInt8(ascii: "=") : letters[index]) }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
