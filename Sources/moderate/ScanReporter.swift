import Dispatch
import ImageModeration
import ModerationHarness
import Synchronization

/// Says on standard error how far a scan is: a line that is written anew on a terminal, a line a minute elsewhere.
final class ScanReporter {
  /// Up to this many files are counted for a forecast: 10 million.
  static let maximumCount = 10_000_000

  /// How many failures are named: 20. All have their rows.
  static let maximumFailureCount = 20
  /// How many characters of a failure's reason are shown: 1,000. The row has all.
  static let maximumReasonLength = 1000

  /// What the walk that runs ahead found.
  private final class Count: Sendable {
    let total = Mutex<Int?>(nil)
    let isWanted = Atomic<Bool>(true)
  }

  private let count = Count()
  private let isQuiet: Bool
  private let isTerminal = StandardError.isTerminal
  private var progress: ScanProgress
  private var isOnScreen = false
  private var failureCount = 0

  /// Begins to count, beside the scan.
  init(_ inputs: ScanInputs, isQuiet: Bool) {
    self.isQuiet = isQuiet
    progress = ScanProgress(isTerminal ? .terminal : .file)
    guard !isQuiet else { return }
    DispatchQueue.global(qos: .utility).async { [count] in
      let total = inputs.count(atMost: Self.maximumCount) { count.isWanted.load(ordering: .relaxed) }
      count.total.withLock { $0 = total }
    }
  }

  /// Says something where it is time to.
  func report(_ state: Scan.State) {
    guard !isQuiet, let line = progress.line(state, of: count.total.withLock { $0 }) else { return }
    StandardError.write(isTerminal ? "\r\u{1B}[K\(line)" : "moderate: \(line)\n")
    isOnScreen = isTerminal
  }

  /// Names the first images that this machine failed on, when that happens.
  func failed(_ row: ResultDocument) {
    failureCount += 1
    guard !isQuiet, failureCount <= Self.maximumFailureCount else { return }
    clear()
    let reason = row.failure.map { "\($0.code): \($0.message.prefix(Self.maximumReasonLength))" } ?? ""
    StandardError.write("moderate: \(Printable.text("ERROR  \(row.source)  \(reason)"))\n")
  }

  /// Takes the line away.
  func clear() {
    if isOnScreen { StandardError.write("\r\u{1B}[K") }
    isOnScreen = false
  }

  /// The last line.
  func end(_ state: Scan.State, in folder: String) {
    count.isWanted.store(false, ordering: .relaxed)
    clear()
    guard !isQuiet else { return }
    if failureCount > Self.maximumFailureCount {
      StandardError.write("moderate: ERROR  \(failureCount - Self.maximumFailureCount) more; the rows name them\n")
    }
    StandardError.write("moderate: \(Printable.text("\(folder): \(progress.summary(state))"))\n")
    if state.tally.failed > 0 {
      StandardError.write("moderate: --retry-errors judges once more what this machine failed on\n")
    }
  }
}
