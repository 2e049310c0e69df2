/// Where a text leads that is one web address and nothing else, read so strictly that no program could read it as
/// leading elsewhere.
struct WebAddress: Hashable, Sendable {
  let host: WebHost
  /// What follows the host, from the slash on; empty for none.
  let path: String

  /// Takes an address, with or without `http://`; nil for whatever is not plainly one: a user before an `@`, a
  /// backslash, a blank, a control character, a path that climbs, letters outside ASCII.
  init?(strictly text: String) {
    guard Self.isPlain(text) else { return nil }
    var rest = text[...]
    if let colon = text.firstRange(of: "://") {
      guard ["http", "https"].contains(text[..<colon.lowerBound].lowercased()) else { return nil }
      rest = text[colon.upperBound...]
    }
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    var authority = rest[..<end]
    if let colon = authority.firstIndex(of: ":") {
      let port = authority[authority.index(after: colon)...]
      guard (1...5).contains(port.utf8.count), port.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      authority = authority[..<colon]
    }
    guard let host = WebHost(authority), host.isWellFormed, !authority.contains("_") else { return nil }
    self.host = host
    path = String(rest[end...])
  }

  /// Whether a text is plain ASCII without blanks and backslashes, and no step of it climbs, however it is written.
  static func isPlain(_ text: String) -> Bool {
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else { return false }
    var steps = String(text.prefix { !"?#".contains($0) })
    for _ in 0..<3 {
      guard !steps.contains("/."), !steps.contains("\\"), !steps.contains("\u{FFFD}") else { return false }
      steps = CodeLists.percentDecoded(steps)
    }
    return steps.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }

  /// Whether a path lies at or below another, which has no slash at its end.
  static func path(_ path: String, isBelow top: String) -> Bool {
    guard path.hasPrefix(top) else { return false }
    guard !top.isEmpty, let next = path.dropFirst(top.count).first else { return true }
    return "/?#".contains(next)
  }

  /// The steps of a path as a browser takes them: empty ones and single points left out, two points one step up.
  static func settled(_ path: String) -> String {
    let end = path.firstIndex { "?#".contains($0) } ?? path.endIndex
    guard path[..<end].contains("/.") || path[..<end].contains("//") else { return path }
    var steps: [Substring] = []
    for step in path[..<end].split(separator: "/") {
      switch step {
      case ".": continue
      case "..": _ = steps.popLast()
      default: steps.append(step)
      }
    }
    return steps.map { "/" + $0 }.joined() + path[end...]
  }

  /// Whether a character is part of a name in a path; behind any other the name has ended.
  static func standsInName(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "-_~%.+".contains(character))
  }
}
