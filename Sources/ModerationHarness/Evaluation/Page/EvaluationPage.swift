/// An evaluation as one HTML file that needs nothing else: no network, no script. Charts are SVG, each with its table.
public struct EvaluationPage {
  private let summary: EvaluationSummary
  private let thumbnail: (String) -> [UInt8]?
  private let blurs: Bool

  /// Makes a page.
  ///
  /// - Parameters:
  ///   - blurs: Whether explicit pictures were blurred, which their captions say.
  ///   - thumbnail: The small picture of a source as JPEG, made anew from its pixels and never the file itself; nil
  ///     where there is none.
  public init(
    _ summary: EvaluationSummary, blurs: Bool = true, thumbnail: @escaping (_ source: String) -> [UInt8]? = { _ in nil }
  ) {
    self.summary = summary
    self.blurs = blurs
    self.thumbnail = thumbnail
  }

  /// The file's text.
  public var html: String {
    """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <title>Evaluation of \(HTML.text(summary.input.labels))</title>
    <style>
    \(PageStyle.css)
    </style></head>
    <body><main>
    \(header)\(cards)\(answers)\(overview)\(thresholds)\(comparison)\
    \(MistakesSection(mistakes: summary.mistakes, thumbnail: thumbnail, blurs: blurs).html)
    \(details)\(input)\(explanation)
    </main></body></html>

    """
  }

  private var header: String {
    let policies = summary.input.policies.map { policy in
      "<b>\(HTML.text(policy.name))</b>\(policy.version.map { " " + HTML.text($0) } ?? "") (\(policy.count))"
    }
    let links = [
      ("answers", "Answers"), ("labels", "Labels"), ("thresholds", summary.thresholds == nil ? "" : "Thresholds"),
      ("comparison", summary.comparison == nil ? "" : "Comparison"), ("mistakes", "Mistakes"), ("details", "Details"),
      ("input", "Input"), ("reading", "How to read it"),
    ]
    let navigation = links.filter { !$0.1.isEmpty }.map { "<a href=\"#\($0.0)\">\($0.1)</a>" }.joined(separator: "\n")
    return """
      <h1>Moderation, evaluated</h1>
      <p class="soft">\(summary.input.matchedCount) labelled images of <code>\(HTML.text(summary.input.labels))</code>; judged by \
      \(policies.isEmpty ? "no policy" : policies.joined(separator: ", ")).</p>
      <nav>\(navigation)</nav>

      """
  }

  private var cards: String {
    let answered = summary.answered
    let items = [
      card("Found, of what should be held back", summary.review.recall, "recall, REVIEW or worse"),
      card("False alarms, of what should pass", summary.review.falseAlarms, "REVIEW or worse"),
      card("Right, of what was held back", summary.review.precision, "precision, REVIEW or worse"),
      card("Answered", answered, "the rest were gaps, refused or unreadable"),
    ]
    return "<div class=\"cards\">\n" + items.joined() + "</div>\n"
  }

  private func card(_ title: String, _ proportion: Proportion?, _ explanation: String) -> String {
    let value = proportion.map { Figure.percent($0.value) } ?? "n/a"
    let detail =
      proportion.map {
        "95 %: \(Figure.decimals($0.low * 100, 1))–\(Figure.decimals($0.high * 100, 1)); \($0.count) of \($0.of)"
          + ($0.isWide ? "; wide" : "")
      } ?? "nothing to measure it on"
    return """
      <div class="card"><h3>\(title)</h3><div class="big">\(value)</div><small>\(detail)<br>\(explanation)</small></div>

      """
  }

  private var answers: String {
    func row(_ name: String, _ figures: BinaryFigures) -> [String] {
      [
        name, HTML.rate(figures.recall), HTML.rate(figures.precision), HTML.rate(figures.falseAlarms),
        HTML.number(figures.f1),
      ]
    }
    let confusion = ConfusionTable(rows: summary.confusion, caption: "Whole answers: expected × given")
    let figures = HTML.table(
      "Whole answers", ["flagged", "recall", "precision", "false alarms", "F1"],
      [row("REVIEW or worse", summary.review), row("BLOCK", summary.block)])
    return "<h2 id=\"answers\">Answers</h2>\n" + confusion.html + figures
  }

  private var overview: String {
    let rows = summary.questions.map { question in
      [
        "<span class=\"kind\">\(question.kind)</span> \(HTML.text(question.name))",
        HTML.rate(question.review.recall), HTML.rate(question.review.precision), HTML.rate(question.review.falseAlarms),
        HTML.number(question.review.f1), HTML.number(question.scores.averagePrecision),
        HTML.number(question.scores.areaUnderROC), missing(question),
      ]
    }
    let omitted =
      summary.omittedQuestions.isEmpty
      ? ""
      : "<p>Left out, since there are too many: \(HTML.text(summary.omittedQuestions.prefix(50).joined(separator: ", "))).</p>\n"
    let table = HTML.table(
      "REVIEW or worse as flagged",
      ["question", "recall", "precision", "false alarms", "F1", "AP", "AUC", "no answer"], rows)
    return """
      <h2 id="labels">By scene, label and sublabel</h2>
      <p class="soft">Flagged is what was reported with REVIEW or worse under this name. AP and AUC follow from scores \
      alone.</p>
      \(table)\(omitted)
      """
  }

  /// How many images gave no answer, by why.
  private func missing(_ question: QuestionFigures) -> String {
    let parts = [Outcome.gap, .refused, .error].compactMap { outcome -> String? in
      let count = question.confusion.reduce(0) { $0 + ($1.given[outcome.rawValue] ?? 0) }
      return count > 0 ? "\(count) \(outcome.rawValue)" : nil
    }
    return parts.isEmpty ? "<span class=\"none\">0</span>" : parts.joined(separator: ", ")
  }

  private var thresholds: String { summary.thresholds.map { ThresholdsSection(thresholds: $0).html } ?? "" }

  private var comparison: String { summary.comparison.map { ComparisonSection(comparison: $0).html } ?? "" }

  private var details: String {
    let sections = summary.questions.enumerated().map { index, question in
      QuestionSection(figures: question).html(isOpen: index == shownFirst)
    }
    return "<h2 id=\"details\">Details</h2>\n" + sections.joined()
  }

  /// The label with the most expected images, of those that have curves.
  private var shownFirst: Int? {
    let questions = summary.questions.enumerated().filter { $1.kind == "label" && $1.scores.areaUnderROC != nil }
    return questions.max { $0.element.scores.positives < $1.element.scores.positives }?.offset
  }

  private var input: String {
    func row(_ name: String, _ some: NamedSome) -> [String] {
      let names = some.first.map { "<code>\(HTML.text($0))</code>" }.joined(separator: ", ")
      return [name, "\(some.count)", names + (some.count > some.first.count ? ", …" : "")]
    }
    let input = summary.input
    let unknown =
      input.unknownDetectors.isEmpty
      ? ""
      : "<p>Detectors whose thresholds are not known here: \(HTML.text(input.unknownDetectors.joined(separator: ", "))). Give their <code>--plugin</code> or <code>--manifest</code>.</p>\n"
    let table = HTML.table(
      "\(input.labelCount) labels, \(input.rowCount) rows", ["", "images", "the first of them"],
      [
        row("labelled and not among the rows", input.missing), row("among the rows and not labelled", input.unlabelled),
        row("labelled twice alike", input.repeatedLabels), row("in several rows; the last holds", input.repeatedRows),
      ])
    return "<h2 id=\"input\">Input</h2>\n" + table + unknown
  }

  private var explanation: String {
    """
    <h2 id="reading">How to read it</h2>
    <p><b>Recall</b>: of what should be flagged, how much was. <b>Precision</b>: of what was flagged, how much should be. \
    <b>False alarms</b>: of what should not be flagged, how much was. Small type has the 95 % interval (Wilson) and the \
    count; with few images it is wide, and says so. <b>n/a</b>: there was nothing to measure on, which is neither 0 nor 1.</p>
    <p><b>Gap, refused, error</b> are no answers: they are in no rate, and never count as passed. A gap was not wholly \
    looked at, and nothing else decided; a policy usually asks a person then.</p>
    <p><b>AP</b> is average precision, <b>AUC</b> the area under the ROC curve; 0.5 is chance. A score is the greatest of an \
    image's findings that claim the label; without a finding it is 0. <b>Scores are not probabilities</b>: they order images, \
    and the thresholds of the policy say what they mean.</p>
    <p>Figures hold for images like these. How often each kind comes in real uploads is not in them, and precision \
    depends on it.</p>
    """
  }
}
