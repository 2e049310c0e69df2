import Foundation
import ImageMatching

/// A PDQ hash as 32 bytes, bit 255 first, as its hexadecimal digits have it.
enum HashBytes {
  static let byteCount = 32

  static func data(_ hash: PDQHash) -> Data {
    var data = Data(capacity: byteCount)
    for word in [hash.words[3], hash.words[2], hash.words[1], hash.words[0]] {
      for shift in stride(from: 56, through: 0, by: -8) { data.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    return data
  }

  /// nil for bytes that are none.
  static func hash(_ data: Data) -> PDQHash? {
    guard data.count == byteCount else { return nil }
    var words = SIMD4<UInt64>()
    for (index, byte) in data.enumerated() { words[3 - index / 8] = words[3 - index / 8] << 8 | UInt64(byte) }
    return PDQHash(words: words)
  }
}
