/// A line of CSV (RFC 4180) whose cells have no line ends.
enum CSVLine {
  /// The cells without the blanks around them; nil when a quotation mark is not closed.
  static func cells(_ line: String) -> [String]? {
    var cells: [String] = []
    var cell = ""
    var isQuoted = false
    var rest = line[...]
    while let character = rest.popFirst() {
      switch character {
      case "\"" where isQuoted && rest.first == "\"":
        cell.append("\"")
        rest.removeFirst()
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        cells.append(trimmed(cell))
        cell = ""
      default: cell.append(character)
      }
    }
    guard !isQuoted else { return nil }
    return cells + [trimmed(cell)]
  }

  private static func trimmed(_ text: String) -> String {
    String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
