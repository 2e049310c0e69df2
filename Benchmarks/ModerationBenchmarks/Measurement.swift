import Benchmark
import Glibc

/// What one iteration of a benchmark runs: the work itself, and a peer to compare it with.
struct Comparison {
  /// One round of the work.
  let work: () async throws -> Void
  /// One round of the peer; nil where there is none.
  let peer: (() async throws -> Void)?
  /// How often a round repeats its operation. Figures are per operation.
  let repetitions: Int

  /// Compares two rounds.
  init(
    repetitions: Int = 1, work: @escaping () async throws -> Void, peer: (() async throws -> Void)? = nil
  ) {
    self.work = work
    self.peer = peer
    self.repetitions = repetitions
  }

  /// Compares two short synchronous operations, each repeated within its round so that the clock's own cost vanishes.
  static func repeated(
    _ repetitions: Int, work: @escaping () throws -> Void, peer: @escaping () throws -> Void
  ) -> Comparison {
    func round(_ operation: @escaping () throws -> Void) -> () async throws -> Void {
      { for _ in 0..<repetitions { try operation() } }
    }
    return Comparison(repetitions: repetitions, work: round(work), peer: round(peer))
  }
}

/// The unit in which a benchmark's times are printed, always as whole numbers.
enum TimeUnit: Int {
  case nanoseconds = 1
  case microseconds = 1000

  fileprivate var symbol: String { self == .nanoseconds ? "ns" : "µs" }
}

/// Registers a benchmark that reports processor time and wall time per operation, and the ratio of its processor time
/// to the peer's in thousandths: 1000 is as much as the peer.
///
/// The times are metrics of our own. The package's `cpuTotal` counts ticks of 10 ms on Linux; here the processor clock
/// of the whole process is read, so that work on the moderator's threads is counted too.
///
/// - Parameters:
///   - name: Unique; filters match it.
///   - prepare: Called once, before the first iteration: every benchmark runs in a process of its own.
func measure(_ name: String, in unit: TimeUnit, prepare: @escaping () throws -> Comparison) {
  let processor = BenchmarkMetric.custom("CPU time (\(unit.symbol))")
  let wall = BenchmarkMetric.custom("Wall time (\(unit.symbol))")
  let ratio = BenchmarkMetric.custom("CPU time against peer (‰)")
  var prepared: Comparison?
  Benchmark(
    name,
    configuration: .init(
      metrics: [processor, wall, ratio],
      units: [processor: .count, wall: .count, ratio: .count],
      warmupIterations: 2,
      maxDuration: .seconds(2),
      maxIterations: 300)
  ) { benchmark in
    let comparison = try prepared ?? prepare()
    prepared = comparison
    let peer = try await Times(of: comparison.peer)
    benchmark.startMeasurement()
    guard let work = try await Times(of: comparison.work) else { return }
    benchmark.stopMeasurement()
    let scale = comparison.repetitions * unit.rawValue
    benchmark.measurement(processor, work.processor / scale)
    benchmark.measurement(wall, work.wall / scale)
    if let peer { benchmark.measurement(ratio, work.processor * 1000 / max(1, peer.processor)) }
  }
}

/// What one round took, in nanoseconds.
private struct Times {
  let processor: Int
  let wall: Int

  /// Runs a round; nil when there is none.
  init?(of round: (() async throws -> Void)?) async throws {
    guard let round else { return nil }
    let startWall = Self.now(CLOCK_MONOTONIC)
    let startProcessor = Self.now(CLOCK_PROCESS_CPUTIME_ID)
    try await round()
    processor = Self.now(CLOCK_PROCESS_CPUTIME_ID) - startProcessor
    wall = Self.now(CLOCK_MONOTONIC) - startWall
  }

  private static func now(_ clock: clockid_t) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
