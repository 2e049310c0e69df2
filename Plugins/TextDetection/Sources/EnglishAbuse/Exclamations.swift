/// Mild oaths that are said of a day or a price and insult nobody: `what the hell`, `this damn weather`.
enum Exclamations {
  /// Words without mild oaths, but for those thrown at somebody: `go to hell`, `damn you`, `piece of crap`.
  static func removed(from words: [String]) -> [String] {
    words.indices.filter { index in
      switch words[index] {
      case "hell": index > 0 && words[index - 1] == "to"
      case "damn": index + 1 < words.count && words[index + 1] == "you"
      case "crap": index > 0 && words[index - 1] == "of"
      case "damned", "darn", "heck": false
      default: true
      }
    }.map { words[$0] }
  }
}
