package import ModerationJudging

/// All figures of one question: of a scene, a label or a sublabel.
package struct QuestionFigures: Codable, Hashable, Sendable {
  /// A point of the precision-recall and the ROC curve.
  package struct Point: Codable, Hashable, Sendable {
    /// Scores from it on are flagged.
    package let threshold: Double
    package let precision: Double
    /// Nil where nothing is expected.
    @ExplicitNull package private(set) var recall: Double?
    /// Nil where everything is expected.
    @ExplicitNull package private(set) var falseAlarmRate: Double?
  }

  /// What a threshold would flag.
  package struct Step: Codable, Hashable, Sendable {
    package let threshold: Double
    package let figures: BinaryFigures
  }

  /// `scene`, `label` or `sublabel`.
  package let kind: String
  package let name: String
  package let confusion: [ConfusionRow]
  /// Images whose labels do not say whether they show it.
  package let unknownCount: Int
  /// With REVIEW or worse as flagged.
  package let review: BinaryFigures
  /// With BLOCK as flagged.
  package let block: BinaryFigures
  package let scores: Scores

  /// What follows from scores, whatever thresholds the policy has.
  package struct Scores: Codable, Hashable, Sendable {
    package let positives: Int
    package let negatives: Int
    /// Images left out because a scene was not wholly looked at, or they were not judged.
    package let excluded: Int
    /// Whether any finding claims it; else every score is 0 and no curve says anything.
    package let isClaimed: Bool
    @ExplicitNull package private(set) var averagePrecision: Double?
    @ExplicitNull package private(set) var areaUnderROC: Double?
    /// With findings that exceptions keep from counting.
    @ExplicitNull package private(set) var averagePrecisionOfAll: Double?
    @ExplicitNull package private(set) var areaUnderROCOfAll: Double?
    package let curve: [Point]
    package let histogram: ScoreHistogram
    package let calibration: Calibration
    package let steps: [Step]

    /// The most points of a curve.
    static let maximumPointCount = 200
    /// The thresholds that figures are given for.
    static let stepThresholds = (1...19).map { Double($0) / 20 }

    package init(_ samples: [Scored], all: [Scored], excluded: Int, isClaimed: Bool) {
      let curve = ScoreCurve(samples)
      let whole = ScoreCurve(all)
      positives = curve.positives
      negatives = curve.negatives
      self.excluded = excluded
      self.isClaimed = isClaimed
      averagePrecision = isClaimed ? curve.averagePrecision : nil
      areaUnderROC = isClaimed ? curve.areaUnderROC : nil
      averagePrecisionOfAll = isClaimed ? whole.averagePrecision : nil
      areaUnderROCOfAll = isClaimed ? whole.areaUnderROC : nil
      self.curve = isClaimed ? Self.thinned(curve.points).map { Self.point($0, curve) } : []
      histogram = ScoreHistogram(samples)
      calibration = Calibration(samples)
      steps = isClaimed ? Self.stepThresholds.map { Step(threshold: $0, figures: curve.figures(from: $0)) } : []
    }

    private static func point(_ point: ScoreCurve.Point, _ curve: ScoreCurve) -> Point {
      let figures = curve.figures(at: point)
      return Point(
        threshold: point.threshold, precision: figures.precision?.value ?? 0, recall: figures.recall?.value,
        falseAlarmRate: figures.falseAlarms?.value)
    }

    /// As many points as are shown, the first and the last among them.
    private static func thinned(_ points: [ScoreCurve.Point]) -> [ScoreCurve.Point] {
      guard points.count > maximumPointCount else { return points }
      let last = points.count - 1
      return (0..<maximumPointCount).map { points[$0 * last / (maximumPointCount - 1)] }
    }
  }
}
