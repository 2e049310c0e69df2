import Lists

/// Numbers the scalars that patterns use, 1 for the most frequent; 0 for a scalar that none uses.
struct ScalarCodes: Sendable {
  /// The block of each 256 scalars; block 0 is all zeros.
  private let blockOfPage: Numbers<UInt16>
  private let blocks: Numbers<UInt32>

  /// 256 scalars each, up to the last of Unicode.
  static let pageCount = 0x1100

  init(blockOfPage: Table<UInt16>, blocks: Table<UInt32>) {
    self.blockOfPage = Numbers(blockOfPage)
    self.blocks = Numbers(blocks)
  }

  /// The highest code; nil when the tables make no sense.
  var highest: UInt32? {
    guard blockOfPage.count == Self.pageCount, blocks.count % 256 == 0,
      let highestBlock = blockOfPage.withBuffer({ $0.max() }), Int(highestBlock) < blocks.count / 256
    else { return nil }
    return blocks.withBuffer { $0.max() }
  }

  var byteCount: Int { blockOfPage.byteCount + blocks.byteCount }

  /// The tables without their owner, for a loop.
  struct Lookup {
    fileprivate let blockOfPage: UnsafeBufferPointer<UInt16>
    fileprivate let blocks: UnsafeBufferPointer<UInt32>

    /// The code of a scalar.
    @inline(__always)
    subscript(scalar: UInt32) -> UInt32 {
      guard scalar < UInt32(ScalarCodes.pageCount) << 8 else { return 0 }
      return blocks[Int(blockOfPage[Int(scalar >> 8)]) << 8 | Int(scalar & 0xFF)]
    }
  }

  @inline(__always)
  func withCodes<Result>(_ body: (Lookup) -> Result) -> Result {
    blockOfPage.withBuffer { pages in
      blocks.withBuffer { body(Lookup(blockOfPage: pages, blocks: $0)) }
    }
  }

  /// Makes the tables of the scalars of some patterns.
  struct Builder {
    private(set) var blockOfPage = [UInt16](repeating: 0, count: ScalarCodes.pageCount)
    private(set) var blocks = [UInt32](repeating: 0, count: 256)
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

    subscript(scalar: UInt32) -> UInt32 { blocks[Int(blockOfPage[Int(scalar >> 8)]) << 8 | Int(scalar & 0xFF)] }
  }
}
