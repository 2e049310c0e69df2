/// The instants of the last calls, in nanoseconds: a ring that never holds more than a second may have.
struct RateTrack {
  static let secondNanoseconds: Int64 = 1_000_000_000

  /// The calls in the fullest second.
  private(set) var peak = 0
  private var ring: [Int64] = []
  /// The place of the oldest in `ring`.
  private var first = 0
  private var count = 0

  mutating func admit(_ calls: Int, at instant: Int64, allowed: Int) -> RateAnswer {
    // What happened exactly a second ago is no longer in the second that ends now.
    while count > 0, ring[first] <= instant - Self.secondNanoseconds {
      first = (first + 1) % ring.count
      count -= 1
    }
    guard count + calls <= allowed else {
      // So many of the oldest must leave; their last leaves a second after it came.
      let leaving = min(count + calls - allowed, count)
      let last = ring[(first + leaving - 1) % ring.count]
      return .refused(
        retryAfter: .nanoseconds(last + Self.secondNanoseconds - instant), callsInSecond: count, allowed: allowed)
    }
    if count + calls > ring.count { grow(toHold: count + calls, atMost: allowed) }
    for _ in 0..<calls {
      ring[(first + count) % ring.count] = instant
      count += 1
    }
    peak = max(peak, count)
    return .admitted(callsInSecond: count)
  }

  func isIdle(at instant: Int64) -> Bool {
    count == 0 || ring[(first + count - 1) % ring.count] <= instant - Self.secondNanoseconds
  }

  private mutating func grow(toHold needed: Int, atMost allowed: Int) {
    let live = (0..<count).map { ring[(first + $0) % ring.count] }
    let capacity = max(needed, min(allowed, max(8, ring.count * 2)))
    ring = live + Array(repeating: 0, count: capacity - live.count)
    first = 0
  }
}
