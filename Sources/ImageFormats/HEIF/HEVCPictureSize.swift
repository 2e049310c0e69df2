package import ModerationCore

/// The picture size in a sequence parameter set (ISO/IEC 23008-2, 7.3.2.2), before any cropping.
package enum HEVCPictureSize {
  /// Bytes of a parameter set read at most; the size stands in the first hundred.
  private static let maximumByteCount = 128

  /// The size that a NAL unit of type 33 asks pictures to have; nil when it is damaged.
  package static func size(ofParameterSet unit: Range<Int>, _ bytes: RawSpan) -> PixelSize? {
    var reader = BitReader(unit.dropFirst(2).prefix(maximumByteCount), bytes)
    guard let start = reader.bits(8) else { return nil }
    let subLayers = start >> 1 & 7
    guard reader.skip(96) else { return nil }
    var skipped = 0
    for _ in 0..<subLayers {
      guard let flags = reader.bits(2) else { return nil }
      skipped += (flags & 2 != 0 ? 88 : 0) + (flags & 1 != 0 ? 8 : 0)
    }
    if subLayers > 0 { skipped += 2 * (8 - subLayers) }
    guard reader.skip(skipped), reader.exponentialGolomb() != nil, let chroma = reader.exponentialGolomb() else {
      return nil
    }
    if chroma == 3, !reader.skip(1) { return nil }
    guard let width = reader.exponentialGolomb(), let height = reader.exponentialGolomb() else { return nil }
    return PixelSize(width: width, height: height)
  }

  /// Reads bits from the highest on.
  private struct BitReader {
    private var content: [Int] = []
    private var place = 0

    /// Copies the bytes, leaving out those that only keep start codes from appearing.
    init(_ range: Range<Int>, _ bytes: RawSpan) {
      var zeroCount = 0
      for offset in range {
        guard let byte = bytes.uint8(at: offset) else { return }
        if zeroCount >= 2, byte == 3 {
          zeroCount = 0
          continue
        }
        zeroCount = byte == 0 ? zeroCount + 1 : 0
        content.append(byte)
      }
    }

    mutating func skip(_ count: Int) -> Bool {
      place += count
      return place <= content.count * 8
    }

    mutating func bits(_ count: Int) -> Int? {
      var value = 0
      for _ in 0..<count {
        guard place < content.count * 8 else { return nil }
        value = value << 1 | (content[place / 8] >> (7 - place % 8) & 1)
        place += 1
      }
      return value
    }

    /// An unsigned number of the standard's `ue(v)`; nil from 2^24 on.
    mutating func exponentialGolomb() -> Int? {
      var length = 0
      while let bit = bits(1) {
        if bit == 1 { return bits(length).map { (1 << length) - 1 + $0 } }
        length += 1
        if length > 24 { return nil }
      }
      return nil
    }
  }
}
