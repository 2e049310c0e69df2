import ModerationJudging

/// What became of the images that something is expected of.
package struct ConfusionRow: Codable, Hashable, Sendable {
  /// `PASS`, `REVIEW`, `BLOCK` or `any label` of a suggestion; `yes` or `no` of a question.
  package let expected: String
  /// How many by outcome; every outcome is there.
  package let given: [String: Int]
  package let count: Int

  init(_ expected: String, _ outcomes: some Sequence<Outcome>) {
    var given = Dictionary(uniqueKeysWithValues: Outcome.allCases.map { ($0.rawValue, 0) })
    for outcome in outcomes { given[outcome.rawValue, default: 0] += 1 }
    self.expected = expected
    self.given = given
    count = given.values.reduce(0, +)
  }
}
