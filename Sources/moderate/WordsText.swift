/// The text that lists are tried with.
enum WordsText {
  /// The most lines of standard input that are looked at.
  static let maximumLines = 100_000

  /// The lines of an argument, or of standard input for `-`.
  static func lines(_ text: String) -> [String] {
    guard text == "-" else { return text.split(whereSeparator: \.isNewline).map(String.init) }
    var lines: [String] = []
    while lines.count < maximumLines, let line = readLine() { lines.append(line) }
    return lines
  }
}
