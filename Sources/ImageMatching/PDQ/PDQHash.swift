/// A PDQ hash: 256 bits of which pictures that look alike share most.
///
/// Two pictures that have nothing in common differ in about 128 bits. Written as 64 hexadecimal digits, bit 255 first,
/// as Meta's reference implementation writes them.
public struct PDQHash: Hashable, Sendable, CustomStringConvertible {
  /// How many bits a hash has.
  public static let bitCount = 256
  /// How many hexadecimal digits its text has.
  public static let digitCount = 64

  /// The bits, 0…63 in the first word. Bit `16 × row + column` says whether that coefficient of the picture's cosine
  /// transform lies above the median.
  public let words: SIMD4<UInt64>

  /// Makes a hash of its bits.
  public init(words: SIMD4<UInt64>) { self.words = words }

  /// Reads 64 hexadecimal digits of either case; nil for anything else.
  public init?(hexadecimal text: some Sequence<UInt8>) {
    var words = SIMD4<UInt64>()
    var count = 0
    for byte in text {
      guard count < Self.digitCount, let digit = Self.value(of: byte) else { return nil }
      words[3 - count / 16] = words[3 - count / 16] << 4 | UInt64(digit)
      count += 1
    }
    guard count == Self.digitCount else { return nil }
    self.words = words
  }

  /// Reads 64 hexadecimal digits of either case; nil for anything else.
  public init?(hexadecimal text: String) { self.init(hexadecimal: text.utf8) }

  /// 64 lower-case hexadecimal digits.
  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for word in [words[3], words[2], words[1], words[0]] {
      for shift in stride(from: 60, through: 0, by: -4) { text.append(digits[Int(word >> shift & 15)]) }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// In how many bits two hashes differ: 0…256.
  public func distance(to other: PDQHash) -> Int {
    let difference = words ^ other.words
    return difference[0].nonzeroBitCount + difference[1].nonzeroBitCount + difference[2].nonzeroBitCount
      + difference[3].nonzeroBitCount
  }

  private static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
