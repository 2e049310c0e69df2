import Digests

/// What a compiled file was made of: the SHA-256 of everything that decides its contents.
package struct CompiledKey: Hashable, Sendable, BitwiseCopyable {
  private let first: UInt64
  private let second: UInt64
  private let third: UInt64
  private let fourth: UInt64

  /// A key of nothing, for what is never looked for.
  package static let none = CompiledKey(words: [0, 0, 0, 0])

  private init(words: [UInt64]) { (first, second, third, fourth) = (words[0], words[1], words[2], words[3]) }

  /// The key of some parts, in order; nil where libcrypto refuses.
  package init?(_ parts: [String]) {
    var bytes: [UInt8] = []
    for part in parts {
      bytes += Array("\(part.utf8.count) ".utf8)
      bytes += Array(part.utf8)
    }
    self.init(of: bytes)
  }

  /// The SHA-256 of some bytes; nil where libcrypto refuses.
  package init?(of bytes: [UInt8]) {
    guard let digest = SHA256Digest(of: bytes.span.bytes) else { return nil }
    let digits = Array(digest.hexadecimal.utf8)
    let words = stride(from: 0, to: digits.count, by: 16).compactMap { start in
      UInt64(String(decoding: digits[start..<min(start + 16, digits.count)], as: UTF8.self), radix: 16)
    }
    guard words.count == 4 else { return nil }
    self.init(words: words)
  }

  /// The first twelve digits, as `SHA256Digest` has them.
  package var short: String { String(hexadecimal.prefix(12)) }

  /// 64 hexadecimal digits.
  package var hexadecimal: String {
    [first, second, third, fourth].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
