import Synchronization

/// Whether a caller has given up on an image, and until when its answer is of use.
final class Cancellation: Sendable {
  private let isCancelled = Atomic(false)
  /// After this no further frame or detector is begun.
  let deadline: ContinuousClock.Instant

  init(deadline: ContinuousClock.Instant) { self.deadline = deadline }

  func cancel() { isCancelled.store(true, ordering: .relaxed) }

  var wasCancelled: Bool { isCancelled.load(ordering: .relaxed) }

  var deadlinePassed: Bool { ContinuousClock.now > deadline }
}
