/// A head that was learned, its thresholds, and what it said of pictures that it had not seen.
public struct TrainedHead: Sendable {
  /// What it finds.
  public let category: String
  /// One weight for each feature.
  public let weights: [Float]
  /// What is added to the sum.
  public let bias: Float
  /// What it says and how often it is right.
  public let evaluation: TrainingEvaluation

  let thresholds: TrainingThresholds

  /// The logit from which on a person is asked, and that above which pictures are blocked.
  public var anchors: (review: Double, block: Double) { (thresholds.reviewLogit, thresholds.blockLogit) }
  /// Whether so many benign pictures were there that something may be blocked.
  public var blocks: Bool { thresholds.supportsBlock }

  /// - Parameter logits: For each picture what a head said that had not seen it.
  init(
    category: String, fit: LogisticFit, logits: [Double], pictures: [TrainingPicture], rates: TrainingRates
  ) {
    self.category = category
    weights = fit.weights.map { Float($0) }
    bias = Float(fit.bias)
    let benign = zip(pictures, logits).filter { $0.0.category == nil }.map(\.1)
    thresholds = TrainingThresholds(benign: benign, rates: rates)
    evaluation = TrainingEvaluation(category, logits: logits, pictures: pictures, thresholds)
  }
}
