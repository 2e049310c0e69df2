/// A figure that an evaluation has to reach, for continuous integration: `recall=0.9`, `Terror/Firearm:precision=0.8`.
public struct EvaluationGate: Hashable, Sendable {
  /// The figures that must not be under a value.
  public static let lowerNames = ["recall", "precision", "f1", "ap", "auc", "answered"]
  /// The figures that must not be over one.
  public static let upperNames = ["false-alarms"]

  private let question: String?
  private let name: String
  private let value: Double
  private let text: String

  /// Reads `FIGURE=VALUE`, for the whole answer, or `LABEL:FIGURE=VALUE`; nil for anything else.
  ///
  /// - Parameter isUpper: Whether the figure must not be over the value.
  public init?(_ text: String, isUpper: Bool) {
    guard let equals = text.lastIndex(of: "="), let value = Double(text[text.index(after: equals)...]),
      (0...1).contains(value)
    else { return nil }
    let key = text[..<equals]
    let colon = key.lastIndex(of: ":")
    question = colon.map { String(key[..<$0]) }
    name = (colon.map { String(key[key.index(after: $0)...]) } ?? String(key)).lowercased()
    self.value = value
    self.text = text
    guard (isUpper ? Self.upperNames : Self.lowerNames).contains(name), question != "" else { return nil }
    // Whole answers have no score, and questions answer in parts.
    guard question == nil ? !["ap", "auc"].contains(name) : name != "answered" else { return nil }
  }

  /// What is not reached, for people; nil where it is. A figure that could not be measured is not reached.
  public func failure(in summary: EvaluationSummary) -> String? {
    let isUpper = Self.upperNames.contains(name)
    let measured: Double?
    if let question {
      guard let figures = summary.questions.first(where: { $0.name.lowercased() == question.lowercased() }) else {
        // What nothing was expected to be and nothing was taken for has no false alarm, if images were looked at.
        if isUpper, Self.isLabel(question), summary.answered?.value ?? 0 > 0 { return nil }
        return "\(text): nothing is called \(question) here"
      }
      measured = rate(figures.review, answered: nil, figures.scores)
    } else {
      measured = rate(summary.review, answered: summary.answered, nil)
    }
    guard let measured else { return "\(text): there is nothing to measure it on" }
    let isReached = isUpper ? measured <= value : measured >= value
    return isReached ? nil : "\(text): it is \(Figure.decimals(measured, 4))"
  }

  private static func isLabel(_ word: String) -> Bool {
    do throws(LabelVocabulary.Unknown) {
      if case .claim = try LabelVocabulary().meaning(of: word) { return true }
      return false
    } catch {
      return false
    }
  }

  private func rate(_ figures: BinaryFigures, answered: Proportion?, _ scores: QuestionFigures.Scores?) -> Double? {
    switch name {
    case "recall": figures.recall?.value
    case "precision": figures.precision?.value
    case "f1": figures.f1
    case "ap": scores?.averagePrecision
    case "auc": scores?.areaUnderROC
    case "answered": answered?.value
    default: figures.falseAlarms?.value
    }
  }
}
