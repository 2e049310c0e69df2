/// What a score of one label means: bands of suggestion and label, from low to high.
///
/// Monotone by construction: a higher score never gives a lower suggestion.
public struct ScoreBands: Hashable, Sendable {
  /// What one band says about a score within it.
  public struct Meaning: Hashable, Sendable {
    /// What to do.
    public let suggestion: Suggestion
    /// The label reported, which may be milder than the label claimed (`Sexy` below `Porn`).
    public let label: Label
    /// The sublabel reported; nil for the finding's own.
    public let subLabel: SubLabel?

    /// Makes a meaning.
    public init(_ suggestion: Suggestion, _ label: Label, _ subLabel: SubLabel? = nil) {
      self.suggestion = suggestion
      self.label = label
      self.subLabel = subLabel
    }
  }

  /// Scores below this pass.
  public let reviewFrom: Double
  /// Scores above this block.
  public let blockAbove: Double
  /// What scores from `reviewFrom` to `blockAbove`, both included, mean.
  public let review: Meaning
  /// What scores above `blockAbove` mean.
  public let block: Meaning

  /// Makes bands: below `reviewFrom` passes, above `blockAbove` blocks, between is for a person to decide.
  ///
  /// Thresholds are brought into order and range: 0 ≤ `reviewFrom` ≤ `blockAbove`. A `blockAbove` of 1 never blocks.
  public init(
    reviewFrom: Double, as reviewLabel: Label, _ reviewSubLabel: SubLabel? = nil, blockAbove: Double,
    as blockLabel: Label, _ blockSubLabel: SubLabel? = nil
  ) {
    self.reviewFrom = max(0, reviewFrom)
    self.blockAbove = max(self.reviewFrom, blockAbove)
    self.review = Meaning(.review, reviewLabel, reviewSubLabel)
    self.block = Meaning(.block, blockLabel, blockSubLabel)
  }

  /// What a score means. A score that is not a number means the worst that these bands know.
  public func meaning(of score: Double) -> Meaning {
    if score < reviewFrom { return Meaning(.pass, .normal) }
    if score <= blockAbove { return review }
    return block
  }
}
