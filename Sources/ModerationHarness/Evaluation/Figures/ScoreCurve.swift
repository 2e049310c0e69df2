/// How many images are flagged at each threshold: what precision, recall, ROC and suggested thresholds are made of.
///
/// Equal scores are flagged together, so that the order in which images come decides nothing. The figures are
/// scikit-learn's (`precision_recall_curve`, `average_precision_score`, `roc_curve` without dropped points,
/// `roc_auc_score`) on the same scores; a test compares them.
package struct ScoreCurve: Sendable {
  /// What is flagged when scores from a threshold on are.
  package struct Point: Hashable, Sendable {
    package let threshold: Double
    package let truePositives: Int
    package let falsePositives: Int
  }

  package let positives: Int
  package let negatives: Int
  /// By distinct scores, from high to low.
  package let points: [Point]

  package init(_ samples: [Scored]) {
    var points: [Point] = []
    var (positive, negative) = (0, 0)
    let sorted = samples.sorted { $0.score > $1.score }
    for (index, sample) in sorted.enumerated() {
      if sample.isPositive { positive += 1 } else { negative += 1 }
      if index + 1 == sorted.count || sorted[index + 1].score != sample.score {
        points.append(Point(threshold: sample.score, truePositives: positive, falsePositives: negative))
      }
    }
    self.points = points
    (positives, negatives) = (positive, negative)
  }

  /// The mean of the precisions, each weighted by how much recall grows there; nil where nothing is expected.
  package var averagePrecision: Double? {
    guard positives > 0 else { return nil }
    var (sum, before) = (0.0, 0)
    for point in points {
      let flagged = point.truePositives + point.falsePositives
      let share = Double(point.truePositives - before) / Double(positives)
      sum += share * Double(point.truePositives) / Double(flagged)
      before = point.truePositives
    }
    return sum
  }

  /// The area under the ROC curve: how probably an expected image scores above one that is not, ties counted half.
  /// Nil where there is one class alone.
  package var areaUnderROC: Double? {
    guard positives > 0, negatives > 0 else { return nil }
    // In whole halves, so that nothing is rounded on the way.
    var (doubled, tp, fp) = (0, 0, 0)
    for point in points {
      doubled += (point.falsePositives - fp) * (point.truePositives + tp)
      (tp, fp) = (point.truePositives, point.falsePositives)
    }
    return Double(doubled) / 2 / Double(positives) / Double(negatives)
  }

  /// The figures at a threshold: scores from it on are flagged.
  package func figures(from threshold: Double) -> BinaryFigures {
    let point = points.last { $0.threshold >= threshold }
    return figures(at: point)
  }

  /// The figures at a point; for nil, where nothing is flagged.
  package func figures(at point: Point?) -> BinaryFigures {
    let (tp, fp) = (point?.truePositives ?? 0, point?.falsePositives ?? 0)
    return BinaryFigures(
      truePositives: tp, falsePositives: fp, falseNegatives: positives - tp, trueNegatives: negatives - fp)
  }
}
