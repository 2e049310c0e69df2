/// Numbers the scalars that patterns use, 1 for the most frequent; 0 for a scalar that none uses.
struct ScalarCodes: Sendable {
  /// The block of each 256 scalars; block 0 is all zeros.
  private var blockOfPage = [UInt16](repeating: 0, count: 0x1100)
  private var blocks = [UInt32](repeating: 0, count: 256)
  /// The highest code.
  private(set) var count: UInt32 = 0

  init(frequencies: [UInt32: Int]) {
    let ranked = frequencies.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    for (scalar, _) in ranked {
      let page = Int(scalar >> 8)
      if blockOfPage[page] == 0 {
        blockOfPage[page] = UInt16(truncatingIfNeeded: blocks.count >> 8)
        blocks += repeatElement(0, count: 256)
      }
      count += 1
      blocks[Int(blockOfPage[page]) << 8 | Int(scalar & 0xFF)] = count
    }
  }

  var byteCount: Int { blockOfPage.count * 2 + blocks.count * 4 }

  /// The code of a scalar.
  @inline(__always)
  subscript(scalar: UInt32) -> UInt32 {
    blocks[Int(blockOfPage[Int(scalar >> 8)]) << 8 | Int(scalar & 0xFF)]
  }
}
