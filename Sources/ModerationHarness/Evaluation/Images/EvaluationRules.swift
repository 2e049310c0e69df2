public import ModerationCore
public import ModerationJudging

/// What an evaluation judges by, beside what the rows say.
public struct EvaluationRules: Sendable {
  /// The policy that thresholds are suggested for.
  public var policy: Policy
  /// Those of the detectors, for their own thresholds.
  public var descriptors: [DetectorDescriptor]
  /// Whether thresholds are suggested for each sublabel, and not for labels.
  public var suggestsBySubLabel: Bool
  /// The policy to compare with; nil for none.
  public var compared: ComparedPolicy?

  /// Makes rules.
  public init(
    policy: Policy = .standard, descriptors: [DetectorDescriptor] = [], suggestsBySubLabel: Bool = false,
    compared: ComparedPolicy? = nil
  ) {
    self.policy = policy
    self.descriptors = descriptors
    self.suggestsBySubLabel = suggestsBySubLabel
    self.compared = compared
  }
}
