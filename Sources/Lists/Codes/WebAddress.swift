/// Where a text leads that is one web address and nothing else, read so strictly that no program could read it as
/// leading elsewhere.
struct WebAddress: Hashable, Sendable {
  let host: WebHost
  /// What follows the host, from the slash on; empty for none.
  let path: String

  /// Takes an address, with or without `http://`; nil for whatever is not plainly one: a user before an `@`, a
  /// backslash, a blank, a control character, a path that climbs, letters outside ASCII.
  init?(strictly text: String) {
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else { return nil }
    var rest = text[...]
    if let colon = text.firstRange(of: "://") {
      guard ["http", "https"].contains(text[..<colon.lowerBound].lowercased()) else { return nil }
      rest = text[colon.upperBound...]
    }
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    var authority = rest[..<end]
    if let colon = authority.firstIndex(of: ":") {
      let port = authority[authority.index(after: colon)...]
      guard (1...5).contains(port.utf8.count), port.allSatisfy(\.isASCIIDigit) else { return nil }
      authority = authority[..<colon]
    }
    guard let host = WebHost(authority), !authority.contains("_") else { return nil }
    self.host = host
    path = String(rest[end...])
    let steps = path.prefix { !"?#".contains($0) }.lowercased()
    guard !steps.contains("/.") && !steps.contains("%2e") && !steps.contains("%2f") && !steps.contains("%5c") else {
      return nil
    }
  }

  /// Whether a path lies at or below another.
  static func path(_ path: String, isBelow top: String) -> Bool {
    guard !top.isEmpty, top != "/" else { return true }
    let top = top.hasSuffix("/") ? top.dropLast() : top[...]
    guard path.hasPrefix(top) else { return false }
    guard let next = path.dropFirst(top.count).first else { return true }
    return "/?#".contains(next)
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
