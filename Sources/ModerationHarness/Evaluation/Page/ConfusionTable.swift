/// What was expected against what was given.
struct ConfusionTable {
  let rows: [ConfusionRow]
  let caption: String

  private static let columns: [Outcome] = Outcome.allCases

  var html: String {
    let body = rows.filter { $0.count > 0 }.map { row in
      [HTML.text(row.expected)]
        + Self.columns.map { column in
          let count = row.given[column.rawValue] ?? 0
          return count == 0 ? "<span class=\"none\">0</span>" : "<span class=\"cell\">\(count)</span>"
        } + ["\(row.count)"]
    }
    return HTML.table(
      caption, ["expected"] + Self.columns.map { Self.heading($0) } + ["all"], body, class: "counts")
  }

  private static func heading(_ outcome: Outcome) -> String {
    switch outcome {
    case .pass, .review, .block: outcome.rawValue
    case .gap: "<abbr title=\"not wholly looked at, and nothing else decided\">gap</abbr>"
    case .refused: "<abbr title=\"not judged: breaks a limit or does not decode\">refused</abbr>"
    case .error: "<abbr title=\"not judged: unreadable, or this machine failed\">error</abbr>"
    }
  }
}
