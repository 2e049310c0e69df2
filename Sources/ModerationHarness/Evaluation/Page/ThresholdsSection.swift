/// Suggested thresholds.
struct ThresholdsSection {
  let thresholds: ThresholdSuggestions

  var html: String {
    let isHeldOut = thresholds.holdout != nil
    let rows = thresholds.suggestions.flatMap { suggestion -> [[String]] in
      let start = ["<code>\(HTML.text(suggestion.key))</code>", present(suggestion), numbers(suggestion)]
      let chosen = start + (isHeldOut ? ["those it was chosen on"] : []) + rates(suggestion.chosenOn)
      return isHeldOut ? [chosen, ["", "", "", "those kept apart"] + rates(suggestion.heldOut)] : [chosen]
    }
    let table = HTML.table(
      "Suggested, and what it reaches",
      ["key", "now", "suggested"] + (isHeldOut ? ["images"] : []) + ["recall", "precision", "false alarms"], rows,
      class: "thresholds")
    return """
      <h2 id="thresholds">Suggested thresholds</h2>
      <p>For \(HTML.text(thresholds.wishText)), by the number \(HTML.text(thresholds.field)). \(caution) \
      What they would change in whole answers, <code>--compare</code> tells.</p>
      \(rows.isEmpty ? "<p>None: no finding of an expected label is moved by a threshold.</p>" : table)\(notes)\(unmoved)
      """
  }

  private var notes: String {
    let notes = thresholds.suggestions.flatMap { suggestion in
      suggestion.notes.map { "<li><code>\(HTML.text(suggestion.key))</code>: \(HTML.text($0))</li>" }
    }
    return notes.isEmpty ? "" : "<ul class=\"notes\">\(notes.joined())</ul>\n"
  }

  private var caution: String {
    guard let holdout = thresholds.holdout else {
      return
        "<b>Chosen and measured on the same images</b>, so that new ones will do worse; <code>--holdout 0.5</code> measures on others."
    }
    return "Chosen on some of the images and measured on others, \(Figure.percent(holdout)) of them."
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

  private func rates(_ figures: BinaryFigures?) -> [String] {
    guard let figures else { return ["–", "–", "–"] }
    return [HTML.rate(figures.recall), HTML.rate(figures.precision), HTML.rate(figures.falseAlarms)]
  }
}
