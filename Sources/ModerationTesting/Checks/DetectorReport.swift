/// What `DetectorChecks` found out about one detector.
public struct DetectorReport: Hashable, Sendable, CustomStringConvertible {
  /// How long calls took, one at a time, on this machine with whatever else ran on it. Reported, never judged.
  public struct CallTimes: Hashable, Sendable {
    /// How many calls were timed.
    public let callCount: Int
    /// The first call, which may load and warm up.
    public let first: Duration
    /// The middle one of all.
    public let median: Duration
    /// The slowest of all.
    public let slowest: Duration
    /// What the slowest was given.
    public let slowestInput: String
  }

  /// The detector's identifier.
  public let detector: String
  /// Every check that applies to this kind of detector, in the order of `DetectorCheck`.
  public let checks: [CheckResult]
  /// How long calls took; nil when none was made.
  public let callTimes: CallTimes?

  /// The checks that failed.
  public var failures: [CheckResult] { checks.filter { $0.outcome == .failed } }

  /// Whether no check failed. One that was skipped is no failure; its reason stands in `checks`.
  public var passed: Bool { failures.isEmpty }

  /// One line for each check, and one for the times.
  public var description: String {
    var lines = [detector] + checks.map { "  \($0)" }
    if let times = callTimes {
      lines.append(
        "  \(times.callCount) calls: median \(times.median), slowest \(times.slowest) (\(times.slowestInput))")
    }
    return lines.joined(separator: "\n")
  }

  /// The result of one check; nil when it does not apply to this kind of detector.
  public subscript(name: DetectorCheck) -> CheckResult? { checks.first { $0.name == name } }
}
