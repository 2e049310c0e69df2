import ModerationCore
package import ModerationJudging

/// What changes under another policy.
package struct Comparison: Codable, Hashable, Sendable {
  /// A threshold's two numbers; nil for never.
  package struct Numbers: Codable, Hashable, Sendable {
    @ExplicitNull package private(set) var review: Double?
    @ExplicitNull package private(set) var block: Double?

    init(_ numbers: ScoreThresholds) {
      review = numbers.review.flatMap { $0 <= 1 ? $0 : nil }
      block = numbers.block.flatMap { $0 <= 1 ? $0 : nil }
    }
  }

  /// An image whose answer changes.
  package struct Change: Codable, Hashable, Sendable {
    package let source: String
    /// Nil for an image without a label.
    @ExplicitNull package private(set) var expected: String?
    package let before: String
    package let after: String
    /// The finding that makes the difference, by what it claims; nil where there is none.
    @ExplicitNull package private(set) var claim: String?
    package let score: Double
    /// Nil where the recorded policy is not at hand or no number decided.
    @ExplicitNull package private(set) var numbersBefore: Numbers?
    @ExplicitNull package private(set) var numbersAfter: Numbers?
    /// Questions of the policy that the row cannot answer.
    package let gaps: [String]
  }

  /// A question that rows cannot answer.
  package struct Gap: Codable, Hashable, Sendable {
    package let question: String
    package let count: Int
  }

  /// The most changes that are listed.
  static let maximumChangeCount = 200
  /// The most gaps that are named.
  static let maximumGapCount = 50

  package let policy: String
  @ExplicitNull package private(set) var version: String?
  /// Images that were judged by both.
  package let compared: Int
  package let graver: Int
  package let milder: Int
  /// Images that the other policy cannot answer for by the row alone.
  package let unanswered: Int
  package let gaps: [Gap]
  package let changes: [Change]
  package let changeCount: Int
  /// The figures of the labelled images, with REVIEW or worse as flagged, and with BLOCK.
  package let reviewBefore: BinaryFigures
  package let reviewAfter: BinaryFigures
  package let blockBefore: BinaryFigures
  package let blockAfter: BinaryFigures

  init(_ labelled: LabelledImages, _ policy: Policy) {
    self.policy = policy.name
    version = policy.version
    let expected = Dictionary(
      labelled.pairs.map { ($0.image.source, $0.expectation) }, uniquingKeysWith: { first, _ in first })
    var (graver, milder, unanswered, compared) = (0, 0, 0, 0)
    var changes: [Change] = []
    var gaps: [String: Int] = [:]
    for image in labelled.images.images {
      guard let answer = image.compared else { continue }
      compared += 1
      for gap in answer.gaps { gaps[gap, default: 0] += 1 }
      if answer.outcome == .gap { unanswered += 1 }
      guard answer.outcome != image.outcome else { continue }
      if let before = image.outcome.suggestion, let after = answer.outcome.suggestion {
        if after > before { graver += 1 } else { milder += 1 }
      }
      changes.append(
        Change(
          source: image.source, expected: expected[image.source]?.text, before: image.outcome.rawValue,
          after: answer.outcome.rawValue, claim: answer.claim, score: answer.score,
          numbersBefore: answer.before.map(Numbers.init), numbersAfter: answer.after.map(Numbers.init),
          gaps: answer.gaps))
    }
    (self.graver, self.milder, self.unanswered, self.compared) = (graver, milder, unanswered, compared)
    self.gaps = gaps.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.maximumGapCount)
      .map { Gap(question: $0.key, count: $0.value) }
    changeCount = changes.count
    self.changes = Array(changes.prefix(Self.maximumChangeCount))
    let pairs = labelled.pairs.filter { $0.image.compared != nil }
    func figures(_ level: Suggestion, _ outcome: (EvaluatedImage) -> Outcome?) -> BinaryFigures {
      BinaryFigures(
        pairs.compactMap { pair in
          outcome(pair.image)?.suggestion.map { (pair.expectation.expects(level), $0 >= level) }
        })
    }
    reviewBefore = figures(.review) { $0.outcome }
    reviewAfter = figures(.review) { $0.compared?.outcome }
    blockBefore = figures(.block) { $0.outcome }
    blockAfter = figures(.block) { $0.compared?.outcome }
  }
}
