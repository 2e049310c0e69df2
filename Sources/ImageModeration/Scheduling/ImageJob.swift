import Synchronization

/// One image's stay with the moderator, from its admission to its one answer.
final class ImageJob: Sendable {
  /// Why somebody else answers for a job.
  enum Expiry {
    /// Its deadline passed in the queue.
    case waiting
    /// Its deadline passed, and its thread did not end it.
    case running
    /// Its caller gave up.
    case cancelled
  }

  let cancellation: Cancellation
  /// What it holds in memory while it waits, in bytes.
  let byteCount: Int
  private let timeToWork: Duration
  private let body: @Sendable () -> @Sendable () -> Void
  private let late: @Sendable (Expiry) -> Void
  private let state = Mutex((isAnswered: false, wasGivenUp: false))

  /// - Parameters:
  ///   - cancellation: Knows the deadline, or takes it from `timeToWork` when work begins.
  ///   - body: Does the work; what it returns answers, unless somebody has.
  ///   - late: Answers, unless somebody has. Called on any thread.
  init(
    _ cancellation: Cancellation, timeToWork: Duration, byteCount: Int = 0,
    body: @escaping @Sendable () -> @Sendable () -> Void,
    late: @escaping @Sendable (Expiry) -> Void
  ) {
    self.cancellation = cancellation
    self.timeToWork = timeToWork
    self.byteCount = byteCount
    self.body = body
    self.late = late
  }

  /// When somebody else has to answer; nil before work begins where time counts from there.
  var expiry: ContinuousClock.Instant? {
    if isAnswered { return nil }
    return cancellation.knownDeadline.map { $0 + ImageThreads.grace }
  }

  var isAnswered: Bool { state.withLock(\.isAnswered) }

  /// Whether another thread has taken its thread's place. Read and written under the threads' lock.
  var wasGivenUp: Bool {
    get { state.withLock(\.wasGivenUp) }
    set { state.withLock { $0.wasGivenUp = newValue } }
  }

  func begin() { cancellation.begin(deadline: .now + timeToWork) }

  /// Does the work.
  ///
  /// - Returns: What gives the answer; to be called once the thread is free for the next job.
  func work() -> @Sendable () -> Void {
    let answer = body()
    state.withLock { $0.isAnswered = true }
    return answer
  }

  func expire(_ expiry: Expiry) {
    state.withLock { $0.isAnswered = true }
    // Whatever still works for it ends at its next step.
    cancellation.cancel()
    late(expiry)
  }
}

/// A continuation that is resumed once, by whoever comes first.
final class OneAnswer<Value: Sendable>: Sendable {
  private let continuation: Mutex<CheckedContinuation<Value, Never>?>

  init(_ continuation: CheckedContinuation<Value, Never>) { self.continuation = Mutex(continuation) }

  func give(_ answer: Value) {
    let first = continuation.withLock { continuation in
      defer { continuation = nil }
      return continuation
    }
    first?.resume(returning: answer)
  }
}
