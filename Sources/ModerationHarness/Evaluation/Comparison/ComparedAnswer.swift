import ModerationJudging

/// What another policy makes of an image.
struct ComparedAnswer: Sendable {
  let outcome: Outcome
  /// The finding that makes the difference, by what it claims.
  let claim: String?
  let score: Double
  /// The numbers that the finding was judged by; nil where the recorded policy is not at hand.
  let before: ScoreThresholds?
  let after: ScoreThresholds?
  /// What the row cannot answer.
  let gaps: [String]
}
