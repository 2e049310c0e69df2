import ModerationCore

/// Suggested thresholds as a policy: YAML that a folder of policies takes.
public struct ThresholdPatch: Sendable {
  private let suggestions: ThresholdSuggestions
  private let labels: String
  private let base: String

  /// Makes a patch.
  ///
  /// - Parameters:
  ///   - summary: An evaluation with suggested thresholds.
  ///   - base: The policy that they change.
  /// - Returns: nil where none were wished for.
  public init?(_ summary: EvaluationSummary, of base: String) {
    guard let suggestions = summary.thresholds else { return nil }
    self.suggestions = suggestions
    labels = summary.input.labels
    self.base = base
  }

  /// The policy, with what each number reaches in comments.
  public var yaml: String {
    var lines = [
      "# \(suggestions.field) thresholds suggested by moderate evaluate for \(suggestions.wishText),",
      "# from the labels of \(Self.comment(labels)).", measuredOn,
      "# To use it, put it into a folder of policies under a name of your own, and see what changes:",
      "# moderate evaluate … --policies FOLDER --compare NAME",
    ]
    if base != "default" { lines.append("extends: \(base)") }
    for medium in [ThresholdKey.Medium.images, .texts] {
      let start = medium.rawValue + "."
      let own = suggestions.suggestions.filter { $0.key.hasPrefix(start) }
      guard !own.isEmpty else { continue }
      let isEmpty = own.allSatisfy { $0.threshold == nil }
      lines.append(isEmpty ? "# \(medium.rawValue):" : "\(medium.rawValue):")
      for suggestion in own { lines += block(suggestion, String(suggestion.key.dropFirst(start.count))) }
    }
    if !suggestions.unmoved.isEmpty {
      lines.append("# Moved by no threshold: \(Self.comment(suggestions.unmoved.joined(separator: ", "))).")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var measuredOn: String {
    guard let holdout = suggestions.holdout else {
      return "# Chosen and measured on the same images: new ones will do worse. --holdout 0.5 measures on others."
    }
    return "# Chosen on some of the images and measured on others, \(Figure.percent(holdout)) of them."
  }

  private func block(_ suggestion: ThresholdSuggestion, _ claim: String) -> [String] {
    var lines = ["  # \(Self.comment(claim)), where chosen: " + Self.text(suggestion.chosenOn)]
    if let heldOut = suggestion.heldOut { lines.append("  #   on others: " + Self.text(heldOut)) }
    if suggestion.excluded > 0 {
      lines.append("  #   left out, not known or not wholly looked at: \(suggestion.excluded)")
    }
    lines += suggestion.notes.map { "  #   " + Self.comment($0) }
    guard let threshold = suggestion.threshold else { return lines }
    var numbers = [(suggestions.field, threshold)]
    if let other = suggestion.otherThreshold {
      numbers.append((suggestions.field == "review" ? "block" : "review", other))
    }
    let text = numbers.map { "\($0.0): \(ShortNumber.text($0.1))" }.joined(separator: ", ")
    return lines + ["  \(Self.key(claim)): {\(text)}"]
  }

  private static func text(_ figures: BinaryFigures) -> String {
    func rate(_ name: String, _ proportion: Proportion?) -> String {
      name + " " + Figure.rate(proportion) + (proportion.map { " of \($0.of)" } ?? "")
    }
    return [
      rate("recall", figures.recall), rate("precision", figures.precision), rate("false alarms", figures.falseAlarms),
    ].joined(separator: ", ")
  }

  /// A key as YAML reads it, quoted where plain text might mean something else.
  private static func key(_ claim: String) -> String {
    let isPlain = claim.unicodeScalars.allSatisfy {
      $0.isASCII
        && ($0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "/" || $0 == "-" || $0 == "_")
    }
    guard !isPlain || claim.first?.isLetter != true else { return claim }
    return "'" + comment(claim).replacing("'", with: "''") + "'"
  }

  /// Text that does not end a comment.
  private static func comment(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map {
          $0.value < 0x20 || $0.value == 0x7F || (0x80...0x9F).contains($0.value)
            || (0x2028...0x2029).contains($0.value) ? " " : $0
        }))
  }
}

extension ThresholdSuggestions {
  /// `a recall of at least 90 %`.
  var wishText: String {
    let goal = ThresholdWish.Goal(rawValue: goal) ?? .recall
    return ThresholdWish(goal, value).text
  }
}
