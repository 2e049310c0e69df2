/// What changes under another policy.
struct ComparisonSection {
  let comparison: Comparison

  private var name: String { HTML.text(comparison.policy) }

  var html: String {
    """
    <h2 id="comparison">Under the policy \(name)</h2>
    <p>Of \(comparison.compared) images, \(comparison.graver) are answered graver and \(comparison.milder) milder; for \
    \(comparison.unanswered) the rows alone give no answer.</p>
    \(figures)\(gaps)\(changes)
    """
  }

  private var figures: String {
    func row(_ name: String, _ figures: BinaryFigures) -> [String] {
      [
        name, HTML.rate(figures.recall), HTML.rate(figures.precision), HTML.rate(figures.falseAlarms),
        HTML.number(figures.f1),
      ]
    }
    return HTML.table(
      "Whole answers", ["flagged", "recall", "precision", "false alarms", "F1"],
      [
        row("REVIEW or worse, as recorded", comparison.reviewBefore),
        row("REVIEW or worse, \(name)", comparison.reviewAfter),
        row("BLOCK, as recorded", comparison.blockBefore), row("BLOCK, \(name)", comparison.blockAfter),
      ])
  }

  private var gaps: String {
    guard !comparison.gaps.isEmpty else { return "" }
    return HTML.table(
      "What the rows cannot answer", ["question", "images"],
      comparison.gaps.map { [HTML.text($0.question), "\($0.count)"] })
  }

  private var changes: String {
    guard !comparison.changes.isEmpty else { return "<p>No answer changes.</p>\n" }
    let rows = comparison.changes.map { change in
      [
        "<code>\(HTML.text(change.source))</code>",
        change.expected.map(HTML.text) ?? "<span class=\"none\">no label</span>",
        "\(HTML.text(change.before)) → <b>\(HTML.text(change.after))</b>",
        change.claim.map { "\(HTML.text($0)) \(Figure.decimals(change.score, 3))" }
          ?? HTML.text(change.gaps.joined(separator: "; ")),
        numbers(change.numbersBefore), numbers(change.numbersAfter),
      ]
    }
    let more = comparison.changeCount > rows.count ? ", the first \(rows.count) of them" : ""
    return
      "<details \(rows.count <= 20 ? "open" : "")><summary>\(comparison.changeCount) changed images\(more)</summary>\n"
      + HTML.table(
        "Changed images", ["image", "expected", "answer", "because of", "thresholds before", "thresholds after"], rows)
      + "</details>\n"
  }

  private func numbers(_ numbers: Comparison.Numbers?) -> String {
    guard let numbers else { return "<span class=\"none\">–</span>" }
    func text(_ value: Double?) -> String { value.map { Figure.decimals($0, 3) } ?? "never" }
    return "review \(text(numbers.review))<br>block \(text(numbers.block))"
  }
}
