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
  /// Durations by decoding position, as the table states them.
  private(set) var durations: [Int] = []

  /// Reads `stts` and `ctts`. A missing table means that samples are shown in decoding order.
  init(_ table: ISOBox, sampleCount: Int, _ bytes: RawSpan) {
    var durations = Runs(table.child("stts", bytes), bytes)
    var offsets = Runs(table.child("ctts", bytes), bytes)
    composition.reserveCapacity(sampleCount)
    self.durations.reserveCapacity(sampleCount)
    var time = 0
    for _ in 0..<sampleCount {
      // Version 0 has unsigned offsets; some writers store negative ones there, and no honest one reaches 2^31.
      composition.append(time + Int(Int32(truncatingIfNeeded: offsets.advance(bytes))))
      let duration = durations.advance(bytes)
      self.durations.append(duration)
      time += duration
    }
    let composition = composition
    order = composition.indices.sorted { (composition[$0], $0) < (composition[$1], $1) }
  }

  /// When the sample at a place of `order` is shown: from its own time to the next one's.
  func span(at place: Int) -> Range<Int> {
    let start = composition[order[place]]
    guard place + 1 < order.count else { return start..<(start + (durations.last ?? 0)) }
    return start..<max(start, composition[order[place + 1]])
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
    let mediaTimescale = HEIFTrack.timescale(of: track, bytes)
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
    let shown = shown(times)
    guard shown.count < times.order.count else { return shown.map(\.sample) }
    var isPlaced = [Bool](repeating: false, count: times.order.count)
    for sample in shown { isPlaced[sample.sample] = true }
    return shown.map(\.sample) + times.order.filter { !isPlaced[$0] }
  }

  /// The samples that are shown in the order of presentation, by decoding position, and how long each is shown when it
  /// first comes, in the track's own units.
  func shown(_ times: SampleTimes) -> [(sample: Int, duration: Int)] {
    guard !edits.isEmpty else { return times.order.indices.map { (times.order[$0], times.span(at: $0).count) } }
    var isPlaced = [Bool](repeating: false, count: times.order.count)
    var shown: [(sample: Int, duration: Int)] = []
    shown.reserveCapacity(times.order.count)
    for edit in edits {
      for place in times.order.indices where !isPlaced[place] {
        let span = times.span(at: place)
        guard span.lowerBound < edit.end, max(span.lowerBound + 1, span.upperBound) > edit.start else { continue }
        isPlaced[place] = true
        let end = min(span.upperBound, edit.end)
        shown.append((times.order[place], max(0, end - max(span.lowerBound, edit.start))))
      }
    }
    return shown
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
}
