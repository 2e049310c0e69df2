/// Pieces of HTML. Whatever comes from outside goes through `text`.
enum HTML {
  /// Text as a part of an element or a quoted attribute. What a reader cannot see, or what turns the direction of
  /// writing, is written out: names of files can hold anything.
  static func text(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default:
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF, 0xFFF9...0xFFFB:
          result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        default: result.unicodeScalars.append(scalar)
        }
      }
    }
  }

  /// A table; cells are HTML. The first column names its row.
  static func table(_ caption: String, _ head: [String], _ rows: [[String]], class style: String = "") -> String {
    let header = head.map { "<th scope=\"col\">\($0)</th>" }.joined()
    let body = rows.map { row in
      let cells = row.enumerated().map { $0 == 0 ? "<th scope=\"row\">\($1)</th>" : "<td>\($1)</td>" }.joined()
      return "<tr>\(cells)</tr>\n"
    }.joined()
    return """
      <div class="wide"><table class="\(style)"><caption>\(caption)</caption>
      <thead><tr>\(header)</tr></thead>
      <tbody>
      \(body)</tbody></table></div>

      """
  }

  /// `6.2 %` with its interval in small type.
  static func rate(_ proportion: Proportion?) -> String {
    guard let proportion else { return "<span class=\"none\">n/a</span>" }
    let (low, high) = (Figure.decimals(proportion.low * 100, 1), Figure.decimals(proportion.high * 100, 1))
    return
      "<b>\(Figure.percent(proportion.value))</b><small class=\"n\">\(low)–\(high) · \(proportion.count) of \(proportion.of)</small>"
  }

  static func number(_ value: Double?) -> String {
    value.map { Figure.decimals($0, 3) } ?? "<span class=\"none\">n/a</span>"
  }
}
