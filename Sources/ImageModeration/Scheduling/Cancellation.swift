import Synchronization

/// Whether a caller has given up on an image, and until when its answer is of use.
package final class Cancellation: Sendable {
  private let isCancelled = Atomic(false)
  private let end: Mutex<ContinuousClock.Instant?>

  init(deadline: ContinuousClock.Instant?) { end = Mutex(deadline) }

  /// After this no further frame or detector is begun; far away while it is not known when work begins.
  package var deadline: ContinuousClock.Instant { knownDeadline ?? .now + .seconds(86_400) }

  /// The deadline; nil where it counts from the beginning of work, and work has not begun.
  var knownDeadline: ContinuousClock.Instant? { end.withLock { $0 } }

  /// Sets the deadline where none is set.
  func begin(deadline: ContinuousClock.Instant) {
    end.withLock { $0 = $0 ?? deadline }
  }

  func cancel() { isCancelled.store(true, ordering: .relaxed) }

  package var wasCancelled: Bool { isCancelled.load(ordering: .relaxed) }

  var deadlinePassed: Bool { knownDeadline.map { ContinuousClock.now > $0 } ?? false }
}
