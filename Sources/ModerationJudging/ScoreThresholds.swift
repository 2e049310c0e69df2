/// From which scores on a label asks for a person, and above which it blocks.
///
/// Scores go from 0 to 1; `.infinity` means never, nil means the detector's own number.
public struct ScoreThresholds: Hashable, Sendable {
  /// Scores from this one on ask for a person.
  public var review: Double?
  /// Scores above this one block.
  public var block: Double?

  /// Makes thresholds; what is left out stays the detector's own.
  public init(review: Double? = nil, block: Double? = nil) {
    self.review = review
    self.block = block
  }

  /// Neither asks nor blocks, whatever the score and whatever an operator's list suggests.
  public static let off = ScoreThresholds(review: .infinity, block: .infinity)
}
