package import ModerationJudging

/// How well flagged and expected agree over images that were answered.
package struct BinaryFigures: Codable, Hashable, Sendable {
  /// Expected and flagged.
  package private(set) var truePositives: Int
  /// Flagged and not expected: false alarms.
  package private(set) var falsePositives: Int
  /// Expected and not flagged: misses.
  package private(set) var falseNegatives: Int
  package private(set) var trueNegatives: Int
  /// Of what was flagged, how much was expected.
  @ExplicitNull package private(set) var precision: Proportion?
  /// Of what was expected, how much was flagged.
  @ExplicitNull package private(set) var recall: Proportion?
  /// Of what was not expected, how much was flagged.
  @ExplicitNull package private(set) var falseAlarms: Proportion?
  /// The harmonic mean of precision and recall; nil where nothing is expected or nothing flagged.
  @ExplicitNull package private(set) var f1: Double?

  package init(truePositives: Int, falsePositives: Int, falseNegatives: Int, trueNegatives: Int) {
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    self.falseNegatives = falseNegatives
    self.trueNegatives = trueNegatives
    let (expected, flagged) = (truePositives + falseNegatives, truePositives + falsePositives)
    precision = Proportion(truePositives, of: flagged)
    recall = Proportion(truePositives, of: expected)
    falseAlarms = Proportion(falsePositives, of: falsePositives + trueNegatives)
    f1 = expected > 0 && flagged > 0 ? 2 * Double(truePositives) / Double(expected + flagged) : nil
  }

  /// Counts pairs of what was expected and what was flagged.
  package init(_ pairs: some Sequence<(expected: Bool, flagged: Bool)>) {
    var counts = (tp: 0, fp: 0, fn: 0, tn: 0)
    for pair in pairs {
      switch pair {
      case (true, true): counts.tp += 1
      case (false, true): counts.fp += 1
      case (true, false): counts.fn += 1
      case (false, false): counts.tn += 1
      }
    }
    self.init(
      truePositives: counts.tp, falsePositives: counts.fp, falseNegatives: counts.fn, trueNegatives: counts.tn)
  }
}
