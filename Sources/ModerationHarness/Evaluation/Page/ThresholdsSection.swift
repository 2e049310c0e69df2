/// Suggested thresholds.
struct ThresholdsSection {
  let thresholds: ThresholdSuggestions

  var html: String {
    let isHeldOut = thresholds.holdout != nil
    let rows = thresholds.suggestions.map { suggestion in
      [
        "<code>\(HTML.text(suggestion.key).replacing("/", with: "/<wbr>"))</code>", present(suggestion), numbers(suggestion),
        HTML.rate(suggestion.chosenOn.recall), HTML.rate(suggestion.chosenOn.precision),
        HTML.rate(suggestion.chosenOn.falseAlarms),
      ] + (isHeldOut ? heldOut(suggestion.heldOut) : []) + [suggestion.notes.map(HTML.text).joined(separator: "<br>")]
    }
    let apart = isHeldOut ? ["recall, apart", "precision, apart", "false alarms, apart"] : []
    let table = HTML.table(
      "Suggested, and what it reaches",
      ["key", "now", "suggested", "recall", "precision", "false alarms"] + apart + ["notes"], rows)
    return """
      <h2 id="thresholds">Suggested thresholds</h2>
      <p>For \(HTML.text(thresholds.wishText)), by the number \(HTML.text(thresholds.field)). \(caution) \
      What they would change in whole answers, <code>--compare</code> tells.</p>
      \(rows.isEmpty ? "<p>None: no finding of an expected label is moved by a threshold.</p>" : table)\(unmoved)
      """
  }

  private var caution: String {
    guard let holdout = thresholds.holdout else {
      return
        "<b>Chosen and measured on the same images</b>, so that new ones will do worse; <code>--holdout 0.5</code> measures on others."
    }
    return "Chosen on some of the images and measured on others, \(Figure.percent(holdout)) of them (apart)."
  }

  private var unmoved: String {
    thresholds.unmoved.isEmpty
      ? ""
      : "<p>Moved by no threshold here: \(HTML.text(thresholds.unmoved.joined(separator: ", "))). Nothing claims it, or a list, a pattern or a key of a single detector decides.</p>\n"
  }

  private func numbers(_ suggestion: ThresholdSuggestion) -> String {
    guard let threshold = suggestion.threshold else { return "<span class=\"none\">none</span>" }
    let other = suggestion.otherThreshold.map {
      "<br><small>\(thresholds.field == "review" ? "block" : "review") \(ShortNumber.text($0))</small>"
    }
    return "<b>\(ShortNumber.text(threshold))</b>\(other ?? "")"
  }

  private func present(_ suggestion: ThresholdSuggestion) -> String {
    let number = thresholds.field == "review" ? suggestion.presentReview : suggestion.presentBlock
    return number.map { Figure.decimals($0, 3) } ?? "<span class=\"none\">–</span>"
  }

  private func heldOut(_ figures: BinaryFigures?) -> [String] {
    guard let figures else { return ["–", "–", "–"] }
    return [HTML.rate(figures.recall), HTML.rate(figures.precision), HTML.rate(figures.falseAlarms)]
  }
}
