/// When the samples of a track are shown, in the track's own units.
struct SampleTimes {
  /// One run of a table: so many samples in a row have the same value.
  private struct Runs {
    private let box: ISOBox?
    private let count: Int
    private var next = 0
    private var left = 0
    private(set) var value = 0

    init(_ box: ISOBox?, _ bytes: RawSpan) {
      self.box = box
      let claimed = box.flatMap { bytes.uint32(at: $0.start + 4, .big) } ?? 0
      count = min(claimed, box.map { max(0, $0.end - $0.start - 8) / 8 } ?? 0)
    }

    /// The value of the next sample; the last one's behind the end of the table, 0 without a table.
    mutating func advance(_ bytes: RawSpan) -> Int {
      guard let box else { return 0 }
      while left == 0, next < count {
        let entry = box.start + 8 + next * 8
        left = bytes.uint32(at: entry, .big) ?? 0
        value = bytes.uint32(at: entry + 4, .big) ?? 0
        next += 1
      }
      if left > 0 { left -= 1 }
      return value
    }
  }

  /// Composition times by decoding position.
  private(set) var composition: [Int] = []
  /// The decoding positions in the order of composition; samples of one moment in decoding order.
  private(set) var order: [Int]
  /// How long the last sample lasts.
  private(set) var lastDuration = 0

  /// Reads `stts` and `ctts`. A missing table means that samples are shown in decoding order.
  init(_ table: ISOBox, sampleCount: Int, _ bytes: RawSpan) {
    var durations = Runs(table.child("stts", bytes), bytes)
    var offsets = Runs(table.child("ctts", bytes), bytes)
    composition.reserveCapacity(sampleCount)
    var time = 0
    for _ in 0..<sampleCount {
      // Version 0 has unsigned offsets; some writers store negative ones there, and no honest one reaches 2^31.
      composition.append(time + Int(Int32(truncatingIfNeeded: offsets.advance(bytes))))
      lastDuration = durations.advance(bytes)
      time += lastDuration
    }
    let composition = composition
    order = composition.indices.sorted { (composition[$0], $0) < (composition[$1], $1) }
  }
}

/// Which part of a track is shown (ISO/IEC 14496-12, 8.6.6).
struct EditList {
  /// Edits read at most. A sequence has one; each may touch every sample.
  static let maximumEditCount = 64

  /// Stretches of the track's own time.
  private var edits: [(start: Int, end: Int)] = []

  /// Reads the list of a track. Without a usable list the whole track is shown.
  init(_ track: ISOBox, movieTimescale: Int, _ bytes: RawSpan) {
    guard let list = track.child("edts", bytes)?.child("elst", bytes), let version = bytes.uint8(at: list.start),
      let claimed = bytes.uint32(at: list.start + 4, .big)
    else { return }
    let mediaTimescale = Self.mediaTimescale(of: track, bytes)
    let width = version == 1 ? 8 : 4
    let entryByteCount = 2 * width + 4
    let count = min(claimed, max(0, list.end - list.start - 8) / entryByteCount, Self.maximumEditCount)
    for index in 0..<count {
      let entry = list.start + 8 + index * entryByteCount
      // An empty edit's media time is −1: nothing is shown. As a 64-bit number it is none that can be read.
      guard let duration = width == 8 ? bytes.uint64(at: entry, .big) : bytes.uint32(at: entry, .big),
        let start = width == 8 ? bytes.uint64(at: entry + 8, .big) : bytes.uint32(at: entry + 4, .big),
        start != 0xFFFF_FFFF
      else { continue }
      let rate = bytes.uint16(at: entry + 2 * width, .big) ?? 1
      edits.append((start, Self.end(start, duration, rate, mediaTimescale, movieTimescale)))
    }
  }

  /// The samples in the order of presentation. Those that no edit shows follow at the end, so that each has a number.
  func order(_ times: SampleTimes) -> [Int] {
    guard !edits.isEmpty else { return times.order }
    var isPlaced = [Bool](repeating: false, count: times.order.count)
    var presentation: [Int] = []
    presentation.reserveCapacity(times.order.count)
    for edit in edits {
      for place in times.order.indices where !isPlaced[place] {
        let start = times.composition[times.order[place]]
        let isLast = place + 1 == times.order.count
        let next = isLast ? start + times.lastDuration : times.composition[times.order[place + 1]]
        let end = max(start + 1, next)
        guard start < edit.end, end > edit.start else { continue }
        isPlaced[place] = true
        presentation.append(times.order[place])
      }
    }
    return presentation + times.order.indices.filter { !isPlaced[$0] }.map { times.order[$0] }
  }

  private static func end(
    _ start: Int, _ duration: Int, _ rate: Int, _ mediaTimescale: Int, _ movieTimescale: Int
  ) -> Int {
    // A dwell shows one moment; a duration of 0 means the rest.
    if rate == 0 { return start == .max ? start : start + 1 }
    guard duration > 0, movieTimescale > 0, mediaTimescale > 0 else { return .max }
    let (scaled, overflow) = duration.multipliedReportingOverflow(by: mediaTimescale)
    guard !overflow else { return .max }
    let (end, sumOverflow) = start.addingReportingOverflow(scaled / movieTimescale)
    return sumOverflow ? .max : end
  }

  private static func mediaTimescale(of track: ISOBox, _ bytes: RawSpan) -> Int {
    guard let header = track.child("mdia", bytes)?.child("mdhd", bytes), let version = bytes.uint8(at: header.start)
    else { return 0 }
    return bytes.uint32(at: header.start + (version == 1 ? 20 : 12), .big) ?? 0
  }
}
