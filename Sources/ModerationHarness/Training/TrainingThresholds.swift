/// The logits from which on pictures are reported, by how many benign pictures reach them.
///
/// Of n benign pictures, rates below 1 / n cannot be measured. For reviews the nearest rate that can be is taken, one
/// picture of n, and the report says so. Nothing is blocked on a rate that was not measured.
struct TrainingThresholds: Hashable, Sendable {
  /// A person is asked from here on.
  let reviewLogit: Double
  /// Blocked above this; where nothing is, the logit that still means the score of a block.
  let blockLogit: Double
  /// Whether so few benign pictures as asked for could be measured.
  let supportsReview: Bool
  /// The same for blocks; without, nothing is blocked.
  let supportsBlock: Bool

  /// How far above the review the block's logit lies where no block is supported: odds of e to 1.
  private static let unsupportedGap = 1.0
  /// The least distance of the two: mappings need one.
  private static let leastGap = 1e-6

  /// Chooses thresholds.
  ///
  /// - Parameter benign: The logits of benign pictures, each by a head that had not seen it; one at least.
  init(benign: [Double], rates: TrainingRates) {
    let sorted = benign.sorted(by: >)
    let reviewed = Self.allowed(rates.review, of: sorted.count)
    supportsReview = reviewed > 0
    reviewLogit = Self.least(sorted, reaching: max(1, reviewed))
    let blocked = Self.allowed(rates.block, of: sorted.count)
    supportsBlock = blocked > 0
    let wanted = blocked < sorted.count && blocked > 0 ? sorted[blocked] : reviewLogit + Self.unsupportedGap
    blockLogit = max(wanted, reviewLogit + Self.leastGap)
  }

  /// How many of so many may be reported; a share such as 0.07 of 100 is 7, however it is rounded in binary.
  private static func allowed(_ rate: Double, of count: Int) -> Int {
    Int((rate * Double(count) + 1e-9).rounded(.down))
  }

  /// The least value that at most so many reach.
  private static func least(_ sorted: [Double], reaching count: Int) -> Double {
    let value = sorted[min(count, sorted.count) - 1]
    return count < sorted.count && sorted[count] == value ? value.nextUp : value
  }
}
