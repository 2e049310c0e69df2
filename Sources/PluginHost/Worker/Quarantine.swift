import ModerationCore

/// Counts the failures of one detector and says when it is not to be asked.
struct Quarantine {
  private var failures: [ContinuousClock.Instant] = []
  private(set) var until: ContinuousClock.Instant?

  mutating func noteFailure(at now: ContinuousClock.Instant, _ policy: PluginPolicy) {
    failures.removeAll { $0 < now - policy.quarantineWindow }
    failures.append(now)
    guard failures.count >= max(1, policy.failuresBeforeQuarantine) else { return }
    failures = []
    until = now + policy.quarantineTime
  }

  /// Whether the detector may be asked; the first question after the time is over ends the quarantine.
  mutating func admits(at now: ContinuousClock.Instant) -> Bool {
    guard let until else { return true }
    guard now >= until else { return false }
    self.until = nil
    return true
  }
}
