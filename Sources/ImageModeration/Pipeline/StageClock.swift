/// Adds up the wall time spent per stage and detector. One is always running.
struct StageClock {
  private(set) var durations: [String: Duration] = [:]
  private var current: String
  private var start = ContinuousClock.now

  init(_ first: String) { current = first }

  /// Ends what runs and begins another; the same name again adds to it.
  mutating func begin(_ name: String) {
    let now = ContinuousClock.now
    durations[current, default: .zero] += now - start
    current = name
    start = now
  }

  /// Ends what runs and gives all durations.
  mutating func finish() -> [String: Duration] {
    begin(current)
    return durations
  }
}
