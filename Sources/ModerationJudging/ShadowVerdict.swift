public import ModerationCore

/// What a policy on trial makes of what was seen, beside the verdict that counts.
///
/// Findings and gaps are those of the live policy: what its sampling, `stopsAtBlock` or a known file left out, the
/// policy on trial does not see either.
public struct ShadowVerdict: Hashable, Sendable {
  /// The name of the policy on trial.
  public let policy: String
  /// Its version; nil where the operator does not count.
  public let policyVersion: String?
  /// What it would have suggested.
  public let suggestion: Suggestion
  /// The label that would have decided; nil for a gap alone.
  public let label: Label?
  /// The sublabel that would have decided.
  public let subLabel: SubLabel?
  /// The score that would have decided, 0…1.
  public let score: Double
  /// One sentence on what would have decided.
  public let reason: String
  /// Whether suggestion or label are not the live verdict's.
  public let differs: Bool

  /// Takes from a verdict of the policy on trial what a result tells of it.
  public init(_ verdict: Verdict, under policy: Policy, beside live: Verdict) {
    self.policy = policy.name
    policyVersion = policy.version
    suggestion = verdict.suggestion
    label = verdict.label
    subLabel = verdict.subLabel
    score = verdict.score
    reason = verdict.reason
    differs = verdict.suggestion != live.suggestion || verdict.label != live.label
  }
}
