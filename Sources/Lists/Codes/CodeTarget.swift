/// What an entry of a code list names.
enum CodeTarget: Hashable, Sendable {
  /// A site with all below it, and of it what lies at or below a path; empty for all.
  case site(WebHost, path: String)
  /// A mail address, in small letters.
  case mail(String)
  /// The number of goods.
  case number(String)
  /// What a code of another kind holds, `scheme:rest`, the scheme in small letters; all that begins so where it is
  /// open.
  case content(String, isOpen: Bool)

  /// Reads an entry; nil for what is none of these.
  init?(_ text: String) {
    if (8...14).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      self = .number(text)
    } else if let mail = Self.mail(in: text) {
      self = .mail(mail)
    } else if let colon = text.firstIndex(of: ":"), !text[colon...].hasPrefix("://") || !Self.isWeb(text[..<colon]),
      let content = Self.content(text, colon)
    {
      self = content
    } else if let site = Self.site(text) {
      self = site
    } else {
      return nil
    }
  }

  private static func isWeb(_ scheme: Substring) -> Bool { ["http", "https"].contains(scheme.lowercased()) }

  private static func site(_ text: String) -> CodeTarget? {
    var rest = text[...]
    if let colon = text.firstRange(of: "://") { rest = text[colon.upperBound...] }
    if rest.hasPrefix("*.") { rest = rest.dropFirst(2) }
    let end = rest.firstIndex(of: "/") ?? rest.endIndex
    guard let host = WebHost(rest[..<end]) else { return nil }
    let path = String(rest[end...])
    guard path.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !path.contains("/.") else { return nil }
    return .site(host, path: path)
  }

  private static func mail(in text: String) -> String? {
    let address = (text.lowercased().hasPrefix("mailto:") ? text.dropFirst(7) : text[...]).lowercased()
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[0].contains(where: { $0.isWhitespace || ":/".contains($0) }),
      let host = WebHost(parts[1])
    else { return nil }
    return "\(parts[0])@\(host.name)"
  }

  private static func content(_ text: String, _ colon: String.Index) -> CodeTarget? {
    let scheme = text[..<colon]
    guard scheme.utf8.count > 1,
      scheme.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }),
      scheme.first?.isLetter == true, !scheme.contains(".")
    else { return nil }
    var rest = text[text.index(after: colon)...]
    let isOpen = rest.hasSuffix("*")
    if isOpen { rest = rest.dropLast() }
    guard !rest.isEmpty else { return nil }
    return .content(scheme.lowercased() + ":" + rest, isOpen: isOpen)
  }
}
