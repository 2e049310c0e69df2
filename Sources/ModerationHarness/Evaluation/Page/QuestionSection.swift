/// The charts and tables of one question.
struct QuestionSection {
  let figures: QuestionFigures

  private var name: String { HTML.text(figures.name) }
  private var scores: QuestionFigures.Scores { figures.scores }

  func html(isOpen: Bool) -> String {
    """
    <details class="question" \(isOpen ? "open" : "")><summary><span class="kind">\(figures.kind)</span> \(name)</summary>
    \(note)\(confusion)\(charts)\(steps)</details>

    """
  }

  private var note: String {
    var notes: [String] = []
    if !scores.isClaimed {
      notes.append(
        "No detector claims it by this name in these rows, so there are no scores to draw: what is reported may follow from another claim, or nothing looks for it."
      )
    }
    if scores.isClaimed, scores.positives == 0 {
      notes.append("No image is expected to show it: precision and recall have nothing to be measured on.")
    }
    if scores.isClaimed, scores.negatives == 0 {
      notes.append("Every image is expected to show it: false alarms have nothing to be measured on.")
    }
    if let recall = figures.review.recall, recall.isWide {
      notes.append("n = \(recall.of) expected: the interval is wide.")
    }
    if scores.excluded > 0 {
      notes.append("Left out of the curves, since not wholly looked at or not judged: \(scores.excluded).")
    }
    if figures.unknownCount > 0 {
      notes.append("Left out, since their label does not say it: \(figures.unknownCount).")
    }
    if scores.averagePrecisionOfAll != scores.averagePrecision || scores.areaUnderROCOfAll != scores.areaUnderROC {
      notes.append(
        "With findings that exceptions keep from counting: average precision \(Figure.number(scores.averagePrecisionOfAll)), AUC \(Figure.number(scores.areaUnderROCOfAll))."
      )
    }
    return notes.isEmpty ? "" : "<ul class=\"notes\">" + notes.map { "<li>\($0)</li>" }.joined() + "</ul>\n"
  }

  private var confusion: String { ConfusionTable(rows: figures.confusion, caption: "\(name): expected × given").html }

  private var charts: String {
    guard scores.isClaimed else { return "" }
    return "<div class=\"charts\">\n" + precisionRecall + receiver + histogram + calibration + "</div>\n"
  }

  private var precisionRecall: String {
    guard scores.positives > 0 else { return "" }
    var chart = Chart(
      "Precision against recall of \(figures.name), average precision \(Figure.number(scores.averagePrecision))",
      horizontal: "recall", vertical: "precision")
    let points = scores.curve.compactMap { point in point.recall.map { (x: $0, y: point.precision) } }
    // From high thresholds to low ones; the first precision holds from recall 0 on.
    chart.steps((points.first.map { [(x: 0, y: $0.y)] } ?? []) + points, "curve")
    if let recall = figures.review.recall, let precision = figures.review.precision {
      chart.dot(
        recall.value, precision.value, radius: 4, "now",
        "REVIEW or worse as judged: recall \(Figure.percent(recall.value)), precision \(Figure.percent(precision.value))"
      )
    }
    return chart.figure(
      "<b>Precision and recall</b>, average precision \(HTML.number(scores.averagePrecision)). The dot is the answer as judged.",
      table: curveTable)
  }

  private var receiver: String {
    guard scores.positives > 0, scores.negatives > 0 else { return "" }
    var chart = Chart(
      "ROC of \(figures.name), area \(Figure.number(scores.areaUnderROC))", horizontal: "false-alarm rate",
      vertical: "recall")
    chart.line([(0, 0), (1, 1)], "diagonal")
    chart.line(
      [(x: 0, y: 0)]
        + scores.curve.compactMap { point in
          point.recall.flatMap { recall in point.falseAlarmRate.map { (x: $0, y: recall) } }
        }, "curve")
    if let recall = figures.review.recall, let alarms = figures.review.falseAlarms {
      chart.dot(
        alarms.value, recall.value, radius: 4, "now",
        "REVIEW or worse as judged: false alarms \(Figure.percent(alarms.value)), recall \(Figure.percent(recall.value))"
      )
    }
    return chart.figure(
      "<b>ROC</b>, area \(HTML.number(scores.areaUnderROC)). On the diagonal a score says nothing.", table: curveTable)
  }

  private var curveTable: String {
    // A tenth of the points is as much as a table needs.
    let step = max(1, scores.curve.count / 20)
    let rows = scores.curve.enumerated().filter { $0.offset % step == 0 || $0.offset == scores.curve.count - 1 }
      .map { _, point in
        [
          Figure.decimals(point.threshold, 4), HTML.number(point.precision), HTML.number(point.recall),
          HTML.number(point.falseAlarmRate),
        ]
      }
    return HTML.table("\(name): by threshold", ["score from", "precision", "recall", "false-alarm rate"], rows)
  }

  private var histogram: String {
    var chart = Chart(
      "Scores of \(figures.name): images that show it above, others below", horizontal: "score",
      vertical: "share of its kind")
    let (yes, no) = (scores.histogram.positives, scores.histogram.negatives)
    func shares(_ counts: [Int]) -> [Double] {
      let total = counts.reduce(0, +)
      return counts.map { total == 0 ? 0 : Double($0) / Double(total) }
    }
    let (up, down) = (shares(yes), shares(no))
    let most = (up + down).max() ?? 1
    let end = [0.1, 0.2, 0.5].first { most <= $0 } ?? 1
    let (half, whole) = (Figure.decimals(end * 50, 0), Figure.decimals(end * 100, 0))
    chart.verticalTicks = [(1, "\(whole) %"), (0.75, "\(half) %"), (0.5, "0"), (0.25, "\(half) %"), (0, "\(whole) %")]
    for (index, (share, other)) in zip(up, down).enumerated() {
      let (low, high) = (Double(index) / Double(yes.count), Double(index + 1) / Double(yes.count))
      let range = "\(Figure.decimals(low, 2))–\(Figure.decimals(high, 2))"
      chart.bar(from: low, to: high, 0.5, 0.5 + share / end / 2, "yes", "\(range): \(yes[index]) that show it")
      chart.bar(from: low, to: high, 0.5 - other / end / 2, 0.5, "no", "\(range): \(no[index]) that do not")
    }
    let rows = zip(yes, no).enumerated().map { index, counts in
      [
        "\(Figure.decimals(Double(index) / Double(yes.count), 2))–\(Figure.decimals(Double(index + 1) / Double(yes.count), 2))",
        "\(counts.0)", "\(counts.1)",
      ]
    }
    return chart.figure(
      "<b>Scores</b>: <span class=\"key yes\"></span> \(scores.positives) that show it, above; <span class=\"key no\"></span> \(scores.negatives) that do not, below.",
      table: HTML.table("\(name): images by score", ["score", "show it", "do not"], rows))
  }

  private var calibration: String {
    let bins = scores.calibration.bins
    var chart = Chart(
      "How often \(figures.name) is there, by score", horizontal: "mean score", vertical: "share that shows it")
    chart.line([(0, 0), (1, 1)], "diagonal")
    let filled = bins.compactMap { bin in
      bin.meanScore.flatMap { mean in bin.positiveRate.map { (x: mean, y: $0, bin: bin) } }
    }
    chart.line(filled.map { ($0.x, $0.y) }, "curve thin")
    let most = Double(bins.map(\.count).max() ?? 1)
    for item in filled {
      let radius = 2.5 + 4.5 * (Double(item.bin.count) / max(1, most)).squareRoot()
      chart.dot(
        item.x, item.y, radius: radius, "curve-dot",
        "\(item.bin.count) images: mean score \(Figure.number(item.x)), \(Figure.percent(item.y)) show it")
    }
    let rows = bins.map { bin in
      [
        "\(Figure.decimals(bin.from, 1))–\(Figure.decimals(bin.to, 1))", "\(bin.count)", "\(bin.positives)",
        HTML.number(bin.meanScore), HTML.number(bin.positiveRate),
      ]
    }
    return chart.figure(
      "<b>Calibration</b>, expected error \(HTML.number(scores.calibration.expectedError)). Scores order images and are not made to be probabilities; a larger dot has more images.",
      table: HTML.table("\(name): calibration", ["score", "images", "show it", "mean score", "share"], rows))
  }

  private var steps: String {
    guard scores.isClaimed, !scores.steps.isEmpty else { return "" }
    let rows = scores.steps.map { step in
      [
        Figure.decimals(step.threshold, 2),
        "\(step.figures.truePositives + step.figures.falsePositives)", HTML.rate(step.figures.recall),
        HTML.rate(step.figures.precision), HTML.rate(step.figures.falseAlarms),
      ]
    }
    return "<details><summary>What each threshold would flag</summary>\n"
      + HTML.table("\(name): by threshold", ["from", "flagged", "recall", "precision", "false alarms"], rows)
      + "</details>\n"
  }
}
