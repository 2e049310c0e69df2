/// The check sum of PNG chunks (PNG third edition, annex D; ISO 3309).
package struct PNGCheckSum {
  private static let table: [UInt32] = (0..<256).map { (byte: UInt32) in
    (0..<8).reduce(byte) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
  }

  private var state: UInt32 = 0xFFFF_FFFF

  /// The sum of no bytes.
  package init() {}

  /// The sum of the bytes added so far.
  package var value: UInt32 { ~state }

  /// Adds bytes.
  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var state = state
    Self.table.withUnsafeBufferPointer { table in
      for byte in bytes { state = table[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ state >> 8 }
    }
    self.state = state
  }

  /// Whether the sum behind a chunk's content is that of its type and content.
  static func matches(_ content: Range<Int>, _ bytes: RawSpan) -> Bool {
    let checked = (content.lowerBound - 4)..<content.upperBound
    guard checked.lowerBound >= 0, checked.upperBound <= bytes.byteCount,
      let stored = bytes.uint32(at: content.upperBound, .big)
    else { return false }
    var sum = PNGCheckSum()
    bytes.withUnsafeBytes { sum.add(UnsafeRawBufferPointer(rebasing: $0[checked])) }
    return Int(sum.value) == stored
  }
}
