/// What suggested thresholds are to reach.
public struct ThresholdWish: Hashable, Sendable {
  /// The figure.
  public enum Goal: String, Hashable, Sendable {
    /// At least this much of what is flagged is expected.
    case precision
    /// At least this much of what is expected is flagged.
    case recall
    /// At most this much of what is not expected is flagged.
    case falseAlarms
  }

  /// Which of a label's two numbers is meant.
  public enum Field: String, Hashable, Sendable {
    /// From it on a person is asked.
    case review
    /// Above it, it is blocked.
    case block
  }

  /// The figure.
  public let goal: Goal
  /// Its value, 0…1.
  public let value: Double
  /// The number that is suggested.
  public let field: Field
  /// The part of the images, 0…1, on which thresholds are not chosen but measured; nil to choose and measure on all.
  public let holdout: Double?

  /// Makes a wish.
  public init(_ goal: Goal, _ value: Double, for field: Field = .review, holdout: Double? = nil) {
    self.goal = goal
    self.value = value
    self.field = field
    self.holdout = holdout
  }

  /// Whether figures are as wished; never where the figure does not exist.
  func isMet(by figures: BinaryFigures) -> Bool {
    switch goal {
    case .precision: figures.precision.map { $0.value >= value } ?? false
    case .recall: figures.recall.map { $0.value >= value } ?? false
    case .falseAlarms: figures.falseAlarms.map { $0.value <= value } ?? false
    }
  }

  /// How near figures come, higher is nearer.
  func nearness(_ figures: BinaryFigures) -> Double {
    switch goal {
    case .precision: figures.precision?.value ?? -1
    case .recall: figures.recall?.value ?? -1
    case .falseAlarms: figures.falseAlarms.map { -$0.value } ?? -2
    }
  }

  /// `recall of at least 90 %`.
  var text: String {
    switch goal {
    case .precision: "precision of at least \(Figure.percent(value))"
    case .recall: "recall of at least \(Figure.percent(value))"
    case .falseAlarms: "false alarms of at most \(Figure.percent(value))"
    }
  }
}
