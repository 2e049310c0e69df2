import ModerationJudging

/// What people and programs read of a training.
public struct TrainingReport: Sendable {
  /// A picture, file or folder that was not learned from, and why.
  public struct LeftOut: Hashable, Sendable, Encodable {
    public let path: String
    public let reason: String

    public init(path: String, reason: String) { (self.path, self.reason) = (path, reason) }
  }

  /// The most entries of a list of the Markdown report; the summary has all.
  static let maximumListed = 50

  let trained: TrainedHeads
  let dataset: String
  let id: String
  let leftOut: [LeftOut]

  /// Reports on a training.
  ///
  /// - Parameters:
  ///   - dataset: What the data set is called.
  ///   - id: The detector's identifier.
  ///   - leftOut: What of it was not learned from before the training: refused pictures, files beside the folders.
  public init(_ trained: TrainedHeads, dataset: String, id: String, leftOut: [LeftOut]) {
    (self.trained, self.dataset, self.id) = (trained, dataset, id)
    self.leftOut =
      leftOut
      + trained.training.repeated.map { LeftOut(path: $0.path, reason: "the same file as \($0.first)") }
  }

  /// Whether something less than asked for could be supported, in a sentence for each thing.
  public var cautions: [String] {
    let benign = trained.training.pictures.count { $0.category == nil }
    let rates = trained.training.rates
    var cautions: [String] = []
    if trained.heads.contains(where: { !$0.thresholds.supportsReview }) {
      cautions.append(
        """
        a rate of \(Self.percent(rates.review)) false reviews cannot be measured on \(benign) benign pictures: \
        1 of \(benign) was taken; \(Int((1 / rates.review).rounded(.up))) are needed
        """)
    }
    if trained.heads.contains(where: { !$0.thresholds.supportsBlock }) {
      cautions.append(
        """
        a rate of \(Self.percent(rates.block)) false blocks cannot be measured on \(benign) benign pictures: nothing is \
        blocked, only reviewed; \(Int((1 / rates.block).rounded(.up))) are needed, or a policy that says otherwise
        """)
    }
    return cautions
  }

  /// One line of JSON.
  public var json: String { JSONLine.text(of: TrainingSummary(self)) }

  static func percent(_ share: Double) -> String {
    let text = "\((share * 1000).rounded() / 10)"
    return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + " %"
  }
}
