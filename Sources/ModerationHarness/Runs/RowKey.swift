import Digests

/// What a name or a file is known again by: the first 128 bits of its SHA-256, so that a million take 16 MB and nobody
/// can call one picture so that it is taken for another.
struct RowKey: Hashable, Sendable {
  private let high: UInt64
  private let low: UInt64

  /// Nil only when libcrypto itself refuses.
  init?(of bytes: RawSpan) {
    guard let words = SHA256Digest.words(of: bytes) else { return nil }
    (high, low) = (words[0], words[1])
  }

  init?(source: String) {
    let key = RowKey(of: Array(source.utf8).span.bytes)
    guard let key else { return nil }
    self = key
  }

  /// Reads the digits that results have; nil for fewer than 32.
  init?(sha256 digits: String) {
    var words: (UInt64, UInt64) = (0, 0)
    guard digits.utf8.count == 64 else { return nil }
    for (index, digit) in digits.utf8.prefix(32).enumerated() {
      guard let value = Character(Unicode.Scalar(digit)).hexDigitValue else { return nil }
      if index < 16 { words.0 = words.0 << 4 | UInt64(value) } else { words.1 = words.1 << 4 | UInt64(value) }
    }
    (high, low) = words
  }
}
