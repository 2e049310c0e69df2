extension RawSpan {
  /// The bytes of all ranges in a row. The ranges lie inside the span and do not overlap.
  func joined(_ ranges: [Range<Int>]) -> [UInt8] {
    var joined: [UInt8] = []
    joined.reserveCapacity(ranges.reduce(0) { $0 + $1.count })
    withUnsafeBytes { buffer in
      for range in ranges { joined.append(contentsOf: buffer[range]) }
    }
    return joined
  }
}
