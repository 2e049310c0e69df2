import Glibc

/// Maps a logit to a score of 0…1 by how many benign pictures reach it.
///
/// The logit that 1 % of benign pictures reach becomes 0.86, that of 0.1 % becomes 0.91: the bounds that TIIA documents
/// for its terror labels. A sigmoid would not do: of a firearm, 1 % of benign pictures reach a probability of 0.011, of
/// a tank 0.0023. Between the two it is a straight line. Below it falls with the odds, so that half the odds are half
/// the score; above, what is missing to 1 falls with the odds. It is continuous and never falls where the logit rises.
package struct QuantileScore: Hashable, Sendable {
  /// The score of the logit that 1 % of benign pictures reach: for a person to look at, from here on.
  package static let review = 0.86
  /// The score of the logit that 0.1 % of benign pictures reach: blocked, above this.
  package static let block = 0.91

  /// The logit that 1 % of benign pictures reach.
  package let reviewLogit: Double
  /// The logit that 0.1 % of benign pictures reach; above `reviewLogit`.
  package let blockLogit: Double

  /// Makes a mapping; nil unless both are numbers and the first is the smaller.
  package init?(onePercent: Double, onePerMille: Double) {
    guard onePercent.isFinite, onePerMille.isFinite, onePercent < onePerMille else { return nil }
    reviewLogit = onePercent
    blockLogit = onePerMille
  }

  /// The score of a logit; nil for what is not a number.
  package func callAsFunction(_ logit: Double) -> Double? {
    guard !logit.isNaN else { return nil }
    if logit < reviewLogit { return Self.review * exp(logit - reviewLogit) }
    if logit > blockLogit { return 1 - (1 - Self.block) * exp(blockLogit - logit) }
    let share = (logit - reviewLogit) / (blockLogit - reviewLogit)
    return min(Self.block, Self.review + (Self.block - Self.review) * share)
  }
}
