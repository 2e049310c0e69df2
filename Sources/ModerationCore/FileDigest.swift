/// What tells one file from another, as bits: a list of known files has a million of them.
public enum FileDigest: Hashable, Sendable, CustomStringConvertible {
  /// The SHA-256 of a file: an equal one is the very same file.
  case sha256(SIMD4<UInt64>)
  /// The MD5 of a file. Files of the same MD5 are made on purpose, so that one says what to hold against a file and
  /// never that it is harmless.
  case md5(SIMD2<UInt64>)

  /// Reads 64 hexadecimal digits of either case; nil for anything else.
  public init?(sha256 digits: some Sequence<UInt8>) {
    guard let words = Self.words(digits, count: 4) else { return nil }
    self = .sha256(SIMD4(words))
  }

  /// Reads 32 hexadecimal digits of either case; nil for anything else.
  public init?(md5 digits: some Sequence<UInt8>) {
    guard let words = Self.words(digits, count: 2) else { return nil }
    self = .md5(SIMD2(words))
  }

  /// `sha256` or `md5`.
  public var kind: String {
    switch self {
    case .sha256: "sha256"
    case .md5: "md5"
    }
  }

  /// The lower-case hexadecimal digits.
  public var hexadecimal: String {
    switch self {
    case .sha256(let words): Self.digits((0..<4).map { words[$0] })
    case .md5(let words): Self.digits((0..<2).map { words[$0] })
    }
  }

  /// As a list has it: `sha256:` or `md5:` and the digits.
  public var description: String { "\(kind):\(hexadecimal)" }

  private static func words(_ digits: some Sequence<UInt8>, count: Int) -> [UInt64]? {
    var words = [UInt64](repeating: 0, count: count)
    var place = 0
    for digit in digits {
      guard place < count * 16, let value = value(of: digit) else { return nil }
      words[place / 16] = words[place / 16] << 4 | UInt64(value)
      place += 1
    }
    return place == count * 16 ? words : nil
  }

  private static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  private static func digits(_ words: [UInt64]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: words.flatMap { word in
        stride(from: 60, through: 0, by: -4).map { digits[Int(word >> UInt64($0) & 15)] }
      }, as: UTF8.self)
  }
}
