/// What cross-validated logits say of a head.
public struct TrainingEvaluation: Sendable, Encodable {
  /// A picture that was judged wrongly.
  public struct Mistake: Hashable, Sendable, Encodable {
    /// The picture.
    public let path: String
    /// The logit of a head that had not seen it.
    public let logit: Double
    /// `missed`, `reviewed` or `blocked`.
    public let outcome: String
  }

  /// The most mistakes that are named, of each kind.
  public static let maximumMistakes = 10

  /// What the head finds.
  public let category: String
  /// The logits of a review and of a block.
  public let reviewLogit: Double
  public let blockLogit: Double
  /// Whether there were benign pictures enough for the rate asked for.
  public let supportsReviewRate: Bool
  public let supportsBlockRate: Bool
  /// Pictures of the category that a review finds, and a block.
  public let foundByReview: TrainingShare
  public let foundByBlock: TrainingShare
  /// Benign pictures that are reviewed or worse, and that are blocked.
  public let falseReviews: TrainingShare
  public let falseBlocks: TrainingShare
  /// Pictures of other categories that are reviewed or worse.
  public let otherReviews: TrainingShare
  /// How many of the reported pictures show the category, in the mixture of this data set.
  public let precision: TrainingShare
  /// The area under the ROC curve, against benign pictures.
  public let area: Double?
  /// Pictures of the category that are not found, the lowest first.
  public let missed: [Mistake]
  /// Other pictures that are reported, the highest first.
  public let reported: [Mistake]

  init(_ category: String, logits: [Double], pictures: [TrainingPicture], _ thresholds: TrainingThresholds) {
    let blocks = thresholds.supportsBlock
    let (review, block) = (thresholds.reviewLogit, thresholds.blockLogit)
    func isBlocked(_ logit: Double) -> Bool { blocks && logit > block }
    let all = zip(pictures, logits).map { (picture: $0.0, logit: $0.1) }
    let own = all.filter { $0.picture.category == category }
    let benign = all.filter { $0.picture.category == nil }
    let others = all.filter { $0.picture.category != nil && $0.picture.category != category }
    func share(_ these: [(picture: TrainingPicture, logit: Double)], _ hit: (Double) -> Bool) -> TrainingShare {
      TrainingShare(these.count { hit($0.logit) }, of: these.count)
    }
    self.category = category
    (reviewLogit, blockLogit) = (review, block)
    (supportsReviewRate, supportsBlockRate) = (thresholds.supportsReview, blocks)
    foundByReview = share(own) { $0 >= review }
    foundByBlock = share(own, isBlocked)
    falseReviews = share(benign) { $0 >= review }
    falseBlocks = share(benign, isBlocked)
    otherReviews = share(others) { $0 >= review }
    let hits = foundByReview.hits
    precision = TrainingShare(hits, of: hits + falseReviews.hits + otherReviews.hits)
    area = TrainingOrder.area(with: own.map(\.logit), without: benign.map(\.logit))
    missed = own.filter { $0.logit < review }.sorted { $0.logit < $1.logit }.prefix(Self.maximumMistakes)
      .map { Mistake(path: $0.picture.path, logit: $0.logit, outcome: "missed") }
    reported = (benign + others).filter { $0.logit >= review }.sorted { $0.logit > $1.logit }
      .prefix(Self.maximumMistakes)
      .map { Mistake(path: $0.picture.path, logit: $0.logit, outcome: isBlocked($0.logit) ? "blocked" : "reviewed") }
  }
}
