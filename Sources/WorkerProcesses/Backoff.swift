import ModerationCore

/// When the next worker may be started, after several have failed in a row.
///
/// A worker that dies over an image is replaced at once: a start costs less than many an image. Only when nothing but
/// failures has been seen do starts wait, longer each time, so that a broken installation does not burn the machine.
package struct Backoff {
  private var failures = 0
  package private(set) var notBefore: ContinuousClock.Instant?

  package mutating func noteSuccess() { self = Backoff() }

  package mutating func noteFailure(at now: ContinuousClock.Instant, _ policy: WorkerPolicy) {
    failures += 1
    let excess = failures - max(1, policy.failuresBeforeBackoff)
    guard excess >= 0 else { return }
    // 2^30 times the first wait is longer than any longest one that makes sense.
    let wait = min(policy.firstBackoff * (1 << min(excess, 30)), policy.longestBackoff)
    notBefore = now + wait
  }
}
