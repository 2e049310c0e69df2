/// Where the samples of a track lie in the file, and in which order they are shown (ISO/IEC 14496-12, 8.6 and 8.7).
///
/// Every number in the tables is a claim: work and memory are bounded by the samples that the size table has room for,
/// and by `maximumSampleCount`.
package struct SampleTable {
  /// Samples read at most: 36 minutes at 30 pictures a second.
  package static let maximumSampleCount = 65_536

  /// Why a table cannot be used.
  package enum Fault: Error {
    /// A table is missing or ends early.
    case incomplete
    /// More samples than `maximumSampleCount`.
    case tooManySamples
    /// A chunk without samples, or numbered out of order, or with a sample description other than the first.
    case unusable
    /// Samples that together are longer than the file, so that some are used twice: decoding them all would take more
    /// work than the file's length bounds.
    case overlapping
  }

  /// The samples in decoding order; an empty range where one is not whole in the file.
  package private(set) var samples: [Range<Int>]
  /// The decoding positions of the samples in the order of presentation.
  package private(set) var presentation: [Int]

  /// Reads the tables of a track.
  init(_ track: HEIFTrack, movieTimescale: Int, _ bytes: RawSpan) throws(Fault) {
    guard track.sampleCount <= Self.maximumSampleCount else { throw .tooManySamples }
    guard let sizes = SampleSizes(track.samples, bytes), let chunks = SampleChunks(track.samples, bytes) else {
      throw .incomplete
    }
    samples = try Self.locate(track.sampleCount, sizes: sizes, chunks: chunks, bytes)
    let times = SampleTimes(track.samples, sampleCount: samples.count, bytes)
    let edits = EditList(track.box, movieTimescale: movieTimescale, bytes)
    presentation = edits.order(times)
  }

  private static func locate(
    _ count: Int, sizes: SampleSizes, chunks: SampleChunks, _ bytes: RawSpan
  ) throws(Fault) -> [Range<Int>] {
    var samples: [Range<Int>] = []
    samples.reserveCapacity(count)
    var chunks = chunks
    var byteCount = 0
    while samples.count < count {
      guard let chunk = try chunks.next(bytes) else { throw .incomplete }
      var offset = chunk.offset
      for _ in 0..<min(chunk.sampleCount, count - samples.count) {
        guard let size = sizes.size(samples.count, bytes) else { throw .incomplete }
        let isWhole = offset <= bytes.byteCount - size
        if isWhole { byteCount += size }
        guard byteCount <= bytes.byteCount else { throw .overlapping }
        samples.append(isWhole ? offset..<(offset + size) : 0..<0)
        // Beyond the file nothing is whole any more, and the sum cannot overflow.
        if isWhole { offset += size } else { offset = bytes.byteCount + 1 }
      }
    }
    return samples
  }
}

/// The sizes of samples: `stsz`, or its compact form `stz2`.
private struct SampleSizes {
  private let start: Int
  private let uniform: Int
  /// 4, 8, 16 or 32.
  private let bitCount: Int

  init?(_ table: ISOBox, _ bytes: RawSpan) {
    if let box = table.child("stsz", bytes), let uniform = bytes.uint32(at: box.start + 4, .big) {
      (start, self.uniform, bitCount) = (box.start + 12, uniform, 32)
    } else if let box = table.child("stz2", bytes), let bitCount = bytes.uint8(at: box.start + 7),
      [4, 8, 16].contains(bitCount)
    {
      (start, uniform, self.bitCount) = (box.start + 12, 0, bitCount)
    } else {
      return nil
    }
  }

  func size(_ index: Int, _ bytes: RawSpan) -> Int? {
    if uniform > 0 { return uniform }
    switch bitCount {
    case 4: return bytes.uint8(at: start + index / 2).map { index % 2 == 0 ? $0 >> 4 : $0 & 15 }
    case 8: return bytes.uint8(at: start + index)
    case 16: return bytes.uint16(at: start + index * 2, .big)
    default: return bytes.uint32(at: start + index * 4, .big)
    }
  }
}

/// Walks the chunks that samples lie in: `stco` or `co64`, and `stsc`.
private struct SampleChunks {
  private let offsets: ISOBox
  private let isWide: Bool
  private let chunkCount: Int
  private let groups: ISOBox
  private let groupCount: Int
  private var chunk = 0
  private var group = 0

  init?(_ table: ISOBox, _ bytes: RawSpan) {
    let narrow = table.child("stco", bytes)
    guard let offsets = narrow ?? table.child("co64", bytes), let groups = table.child("stsc", bytes),
      let chunkCount = bytes.uint32(at: offsets.start + 4, .big),
      let groupCount = bytes.uint32(at: groups.start + 4, .big)
    else { return nil }
    self.offsets = offsets
    isWide = narrow == nil
    self.chunkCount = min(chunkCount, max(0, offsets.end - offsets.start - 8) / (isWide ? 8 : 4))
    self.groups = groups
    self.groupCount = min(groupCount, max(0, groups.end - groups.start - 8) / 12)
  }

  /// The next chunk; it has at least one sample.
  mutating func next(_ bytes: RawSpan) throws(SampleTable.Fault) -> (offset: Int, sampleCount: Int)? {
    guard chunk < chunkCount, groupCount > 0 else { return nil }
    // A group holds from its first chunk, counted from 1, to the next group's.
    while group + 1 < groupCount, let first = bytes.uint32(at: groups.start + 8 + (group + 1) * 12, .big),
      first <= chunk + 1
    {
      guard first == chunk + 1 else { throw .unusable }
      group += 1
    }
    let entry = groups.start + 8 + group * 12
    guard let first = bytes.uint32(at: entry, .big), first <= chunk + 1,
      let sampleCount = bytes.uint32(at: entry + 4, .big), sampleCount > 0, bytes.uint32(at: entry + 8, .big) == 1
    else { throw .unusable }
    let start = offsets.start + 8
    let offset = isWide ? bytes.uint64(at: start + chunk * 8, .big) : bytes.uint32(at: start + chunk * 4, .big)
    chunk += 1
    // A 64-bit number that fits no Int lies outside any file.
    return (offset ?? bytes.byteCount + 1, sampleCount)
  }
}
