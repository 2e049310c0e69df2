/// How one check ended.
public struct CheckResult: Hashable, Sendable, CustomStringConvertible {
  /// How a check can end.
  public enum Outcome: String, Hashable, Sendable {
    /// The detector holds to it, as far as was tried.
    case passed
    /// The detector breaks it; the reason says how.
    case failed
    /// It could not be tried; the reason says why. Never read as passed.
    case skipped
  }

  /// What was checked.
  public let name: DetectorCheck
  /// How it ended.
  public let outcome: Outcome
  /// Of a failure: what was given, what came back, what to change. Of a check that was skipped: why. Of one that
  /// passed: what was tried, or nothing.
  public let reason: String

  /// Makes a result.
  public init(name: DetectorCheck, outcome: Outcome, reason: String = "") {
    self.name = name
    self.outcome = outcome
    self.reason = reason
  }

  public var description: String { "\(name): \(outcome.rawValue)\(reason.isEmpty ? "" : ": \(reason)")" }
}
