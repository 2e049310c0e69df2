/// The figures as plain text for a terminal.
public struct EvaluationTable {
  /// The most names in a line of a terminal; the summary has more.
  private static let maximumRemarkNameCount = 5

  private let summary: EvaluationSummary

  /// Makes a table.
  public init(_ summary: EvaluationSummary) { self.summary = summary }

  /// Its lines.
  public var lines: [String] {
    answers + [""] + questions + (summary.thresholds.map { [""] + thresholds($0) } ?? [])
      + (summary.comparison.map { [""] + comparison($0) } ?? [])
  }

  /// What to know of the input: what has no label, and what has no row.
  public var remarks: [String] {
    func remark(_ some: NamedSome, _ text: String) -> [String] {
      guard some.count > 0 else { return [] }
      let first = some.first.prefix(Self.maximumRemarkNameCount)
      let more = some.count > first.count ? " and \(some.count - first.count) more" : ""
      return ["\(some.count) \(text): \(first.joined(separator: ", "))\(more)"]
    }
    let input = summary.input
    return remark(input.missing, "labelled and not among the rows") + remark(input.unlabelled, "without a label")
      + remark(input.repeatedLabels, "labelled twice alike")
      + remark(input.repeatedRows, "in several rows, the last holds")
      + (input.unknownDetectors.isEmpty
        ? []
        : ["thresholds of \(input.unknownDetectors.joined(separator: ", ")) are not known; give --plugin or --manifest"])
  }

  private var answers: [String] {
    let columns = Outcome.allCases.map(\.rawValue)
    let rows = summary.confusion.filter { $0.count > 0 }.map { row in
      [row.expected] + columns.map { "\(row.given[$0] ?? 0)" }
    }
    return Self.aligned([["expected"] + columns] + rows)
  }

  private var questions: [String] {
    func row(_ kind: String, _ name: String, _ figures: BinaryFigures, _ scores: QuestionFigures.Scores?) -> [String] {
      [
        kind, name, Self.rate(figures.recall), Self.rate(figures.precision), Self.rate(figures.falseAlarms),
        Figure.number(figures.f1), scores.map { Figure.number($0.averagePrecision) } ?? "",
        scores.map { Figure.number($0.areaUnderROC) } ?? "",
      ]
    }
    let head = ["", "", "recall", "precision", "false alarms", "F1", "AP", "AUC"]
    return Self.aligned(
      [head, row("answer", "REVIEW or worse", summary.review, nil), row("answer", "BLOCK", summary.block, nil)]
        + summary.questions.map { row($0.kind, $0.name, $0.review, $0.scores) })
  }

  private static func rate(_ proportion: Proportion?) -> String {
    Figure.rate(proportion) + (proportion.map { " n=\($0.of)\($0.isWide ? ", wide" : "")" } ?? "")
  }

  private func thresholds(_ thresholds: ThresholdSuggestions) -> [String] {
    let rows = thresholds.suggestions.map { suggestion in
      let figures = suggestion.heldOut ?? suggestion.chosenOn
      let number = suggestion.threshold.map(ShortNumber.text) ?? "none"
      return [
        suggestion.key, number, Self.rate(figures.recall), Self.rate(figures.precision), Self.rate(figures.falseAlarms),
        suggestion.notes.joined(separator: "; "),
      ]
    }
    let measured =
      thresholds.holdout == nil ? "measured on the images that they were chosen on" : "measured on images kept apart"
    return ["\(thresholds.field) thresholds for \(thresholds.wishText), \(measured):"]
      + Self.aligned([["key", thresholds.field, "recall", "precision", "false alarms", ""]] + rows)
  }

  private func comparison(_ comparison: Comparison) -> [String] {
    func row(_ name: String, _ before: BinaryFigures, _ after: BinaryFigures) -> [[String]] {
      [
        [name, "as recorded", Self.rate(before.recall), Self.rate(before.precision), Self.rate(before.falseAlarms)],
        ["", comparison.policy, Self.rate(after.recall), Self.rate(after.precision), Self.rate(after.falseAlarms)],
      ]
    }
    let gaps = comparison.gaps.map { "  \($0.count) × \($0.question)" }
    let changes = comparison.changes.prefix(20).map { change in
      let claim = change.claim.map { " by \($0) \(Figure.decimals(change.score, 3))" } ?? ""
      return "  \(change.before) → \(change.after)  \(change.source)\(claim)\(Self.numbers(change))"
    }
    let more = comparison.changeCount - changes.count
    return [
      "under \(comparison.policy): \(comparison.graver) graver, \(comparison.milder) milder, \(comparison.unanswered) not answered by the rows, of \(comparison.compared)"
    ]
      + Self.aligned(
        [["", "", "recall", "precision", "false alarms"]]
          + row("REVIEW or worse", comparison.reviewBefore, comparison.reviewAfter)
          + row("BLOCK", comparison.blockBefore, comparison.blockAfter))
      + (gaps.isEmpty ? [] : ["what the rows cannot answer:"] + gaps) + changes
      + (more > 0 ? ["  and \(more) more"] : [])
  }

  private static func numbers(_ change: Comparison.Change) -> String {
    func text(_ numbers: Comparison.Numbers?) -> String? {
      numbers.map { numbers in
        let (review, block) = (
          numbers.review.map(ShortNumber.text) ?? "never", numbers.block.map(ShortNumber.text) ?? "never"
        )
        return "review \(review), block \(block)"
      }
    }
    guard let after = text(change.numbersAfter) else { return "" }
    return " (" + (text(change.numbersBefore).map { "\($0) → " } ?? "") + after + ")"
  }

  /// Columns of one width; by characters, which most terminals show one cell wide.
  private static func aligned(_ rows: [[String]]) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      let line = row.enumerated().map { $1 + String(repeating: " ", count: widths[$0] - $1.count) }
        .joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
