/// How many benign pictures may be reported: shares, 0 to 1.
public struct TrainingRates: Hashable, Sendable {
  /// The share that a person may be asked about.
  public let review: Double
  /// The share that may be blocked.
  public let block: Double

  /// 1 % and 0.1 %, as in the terror scene.
  public static let standard = TrainingRates(checkedReview: 0.01, block: 0.001)

  /// Makes rates; nil unless 0 < block ≤ review < 1.
  public init?(review: Double, block: Double) {
    guard block > 0, block <= review, review < 1 else { return nil }
    self.init(checkedReview: review, block: block)
  }

  private init(checkedReview review: Double, block: Double) {
    self.review = review
    self.block = block
  }
}
