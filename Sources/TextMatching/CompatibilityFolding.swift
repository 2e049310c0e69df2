/// `NFKC_Casefold`: every scalar mapped, then the whole brought into composed canonical order.
///
/// Text falls into segments: a scalar that starts one, and those behind it that may reorder or merge with it. Most
/// segments are one scalar, whose mapping is already composed; only where another follows is the segment taken apart
/// and put together again. Source: Unicode Standard Annex #15.
struct CompatibilityFolding: Sendable {
  private let tables = UnicodeTables.shared

  func fold(_ text: String) -> NormalizedText {
    var text = text
    return text.withUTF8 { bytes in fold(bytes) }
  }

  /// Folds without the way back to the original, for words of lists: most are of scalars that need no segment.
  ///
  /// - Parameter bytes: Valid UTF-8.
  func fold(_ bytes: UnsafeBufferPointer<UInt8>, appendingTo scalars: inout [UInt32]) {
    let before = scalars.count
    var index = 0
    while index < bytes.count {
      let scalar = Self.decode(bytes, &index)
      let recordIndex = tables.recordIndex(of: scalar)
      if recordIndex == 0 {
        scalars.append(scalar)
        continue
      }
      let record = tables.records[recordIndex]
      if record.continuesSegment {
        scalars.removeSubrange(before...)
        scalars += fold(bytes).scalars
        return
      }
      for offset in Int(record.start)..<(Int(record.start) + Int(record.count)) {
        scalars.append(tables.mapped[offset])
      }
    }
  }

  /// - Parameter bytes: Valid UTF-8.
  private func fold(_ bytes: UnsafeBufferPointer<UInt8>) -> NormalizedText {
    var result = NormalizedText(originalUTF8Count: bytes.count)
    result.scalars.reserveCapacity(bytes.count)
    result.starts.reserveCapacity(bytes.count)
    var index = 0
    // The start of the last segment in `bytes` and in the result.
    var segment = (source: 0, output: 0)
    while index < bytes.count {
      let start = index
      let scalar = Self.decode(bytes, &index)
      let recordIndex = tables.recordIndex(of: scalar)
      if recordIndex == 0 {
        segment = (start, result.scalars.count)
        result.scalars.append(scalar)
        result.starts.append(start)
        continue
      }
      let record = tables.records[recordIndex]
      if record.continuesSegment {
        index = foldSegment(bytes, from: segment, into: &result)
        continue
      }
      segment = (start, result.scalars.count)
      for offset in Int(record.start)..<(Int(record.start) + Int(record.count)) {
        result.scalars.append(tables.mapped[offset])
        result.starts.append(start)
      }
    }
    // What was dropped at the very start belongs to the first scalar, so that the pieces cover the original.
    if let first = result.starts.first, first > 0 { result.starts[0] = 0 }
    return result
  }

  /// Folds the segment of several scalars that starts at `segment`, replacing what it has put out so far.
  ///
  /// - Returns: Where the segment ends in `bytes`.
  private func foldSegment(
    _ bytes: UnsafeBufferPointer<UInt8>, from segment: (source: Int, output: Int), into result: inout NormalizedText
  ) -> Int {
    result.scalars.removeSubrange(segment.output...)
    result.starts.removeSubrange(segment.output...)
    var pieces: [UInt32] = []
    var end = segment.source
    var index = end
    while index < bytes.count {
      let recordIndex = tables.recordIndex(of: Self.decode(bytes, &index))
      let record = tables.records[recordIndex]
      guard record.continuesSegment || end == segment.source else { break }
      if recordIndex == 0 {
        var start = end
        decompose(Self.decode(bytes, &start), into: &pieces)
      } else {
        for offset in Int(record.start)..<(Int(record.start) + Int(record.count)) {
          decompose(tables.mapped[offset], into: &pieces)
        }
      }
      end = index
    }
    reorder(&pieces)
    compose(&pieces)
    result.scalars += pieces
    result.starts += repeatElement(segment.source, count: pieces.count)
    return end
  }

  private func decompose(_ scalar: UInt32, into pieces: inout [UInt32]) {
    if let jamo = HangulSyllable.decompose(scalar) {
      pieces += jamo
    } else if let (first, second) = tables.decomposition[scalar] {
      decompose(first, into: &pieces)
      pieces.append(second)
    } else {
      pieces.append(scalar)
    }
  }

  private func combiningClass(_ scalar: UInt32) -> UInt8 { tables.combiningClass[scalar] ?? 0 }

  /// Sorts every run of marks by combining class, equal ones in the order in which they stood.
  private func reorder(_ pieces: inout [UInt32]) {
    var start = 0
    while start < pieces.count {
      guard combiningClass(pieces[start]) != 0 else {
        start += 1
        continue
      }
      let end = pieces[start...].firstIndex { combiningClass($0) == 0 } ?? pieces.count
      let sorted = pieces[start..<end].map { (combiningClass($0), $0) }.enumerated().sorted {
        ($0.element.0, $0.offset) < ($1.element.0, $1.offset)
      }
      pieces.replaceSubrange(start..<end, with: sorted.map(\.element.1))
      start = end
    }
  }

  /// Puts together what canonical composition can.
  private func compose(_ pieces: inout [UInt32]) {
    var starter: Int?
    var output = 0
    var lastClass: UInt8?
    for scalar in pieces {
      let current = combiningClass(scalar)
      // Blocked when something that was kept stands between, of class 0 or not lower than this one.
      if let starter, lastClass.map({ $0 < current }) ?? true,
        let composite = composite(pieces[starter], scalar)
      {
        pieces[starter] = composite
        continue
      }
      pieces[output] = scalar
      if current == 0 {
        starter = output
        lastClass = nil
      } else {
        lastClass = current
      }
      output += 1
    }
    pieces.removeSubrange(output...)
  }

  private func composite(_ first: UInt32, _ second: UInt32) -> UInt32? {
    HangulSyllable.compose(first, second) ?? tables.composition[UnicodeTables.pair(first, second)]
  }

  /// The scalar at `index` of valid UTF-8.
  @inline(__always)
  private static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> UInt32 {
    let first = UInt32(bytes[index])
    index += 1
    if first < 0x80 { return first }
    let count = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3
    var scalar = first & (0x3F >> UInt32(count))
    for _ in 0..<count {
      scalar = scalar << 6 | UInt32(bytes[index] & 0x3F)
      index += 1
    }
    return scalar
  }
}
