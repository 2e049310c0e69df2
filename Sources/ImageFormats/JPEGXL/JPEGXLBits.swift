import ModerationCore

/// Reads the bits of a JPEG XL codestream, from the lowest of each byte on (ISO/IEC 18181-1, B.2). Total: behind the
/// end every number is nil.
struct JPEGXLBits {
  /// Bytes read at most. A header without channel names takes less than 100.
  private static let maximumByteCount = 4_096

  private let content: [Int]
  private var place = 0

  init(_ bytes: RawSpan, from start: Int) {
    let end = min(bytes.byteCount, start + Self.maximumByteCount)
    content = (min(start, end)..<end).compactMap { bytes.uint8(at: $0) }
  }

  /// A number of some bits.
  mutating func number(_ bitCount: Int) -> Int? {
    guard place + bitCount <= content.count * 8 else { return nil }
    var value = 0
    for index in 0..<bitCount {
      value |= (content[place / 8] >> (place % 8) & 1) << index
      place += 1
    }
    return value
  }

  mutating func flag() -> Bool? { number(1).map { $0 == 1 } }

  mutating func skip(_ bitCount: Int) -> Bool {
    place += bitCount
    return place <= content.count * 8
  }

  /// `U32`: two bits choose a base, and how many bits of a number are added to it.
  mutating func choice(
    _ first: (base: Int, bitCount: Int), _ second: (base: Int, bitCount: Int), _ third: (base: Int, bitCount: Int),
    _ fourth: (base: Int, bitCount: Int)
  ) -> Int? {
    guard let selector = number(2) else { return nil }
    let chosen = [first, second, third, fourth][selector]
    return number(chosen.bitCount).map { chosen.base + $0 }
  }

  /// `Enum`.
  mutating func enumeration() -> Int? { choice((0, 0), (1, 0), (2, 4), (18, 6)) }

  /// `BitDepth`: bits of a sample.
  mutating func depth() -> Int? {
    guard let isFloating = flag() else { return nil }
    guard isFloating else { return choice((8, 0), (10, 0), (12, 0), (1, 6)) }
    guard let bitCount = choice((32, 0), (16, 0), (24, 0), (1, 6)), number(4) != nil else { return nil }
    return bitCount
  }

  /// `SizeHeader`: the height, and the width itself or one of seven ratios.
  mutating func size() -> PixelSize? {
    guard let isSmall = flag(), let height = side(isSmall: isSmall), let ratio = number(3) else { return nil }
    let ratios = [(1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1)]
    guard ratio > 0 else { return side(isSmall: isSmall).map { PixelSize(width: $0, height: height) } }
    let (numerator, denominator) = ratios[ratio - 1]
    return PixelSize(width: height * numerator / denominator, height: height)
  }

  private mutating func side(isSmall: Bool) -> Int? {
    isSmall ? number(5).map { ($0 + 1) * 8 } : choice((1, 9), (1, 13), (1, 18), (1, 30))
  }
}
