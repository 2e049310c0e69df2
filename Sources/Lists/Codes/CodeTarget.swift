/// What an entry of a code list names.
enum CodeTarget: Hashable, Sendable {
  /// A site with all below it, and of it what lies at or below a path, without a slash at its end; empty for all.
  case site(WebHost, path: String)
  /// A mail address, in small letters.
  case mail(String)
  /// The number of goods.
  case number(String)
  /// What a code of another kind holds, `scheme:rest`, the scheme in small letters; all that begins so where it is
  /// open.
  case content(String, isOpen: Bool)

  /// The most characters of an entry's path; of an address no more are compared.
  static let maximumPathLength = 256

  /// Reads an entry; nil for what is none of these.
  init?(_ text: String) {
    if (8...14).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      self = .number(text)
    } else if text.contains("@") {
      guard let mail = Self.mailAddress(text) else { return nil }
      self = mail
    } else if let telephone = Self.telephone(text) {
      self = telephone
    } else if let content = Self.content(text) ?? Self.site(text) {
      self = content
    } else {
      return nil
    }
  }

  /// A mail address and nothing else, with or without `mailto:`; nil for whatever a mail program could read otherwise.
  static func mailAddress(_ text: String) -> CodeTarget? {
    let address = text.lowercased().hasPrefix("mailto:") ? text.dropFirst(7) : text[...]
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, parts[0].utf8.allSatisfy(isMailName),
      parts[1].utf8.allSatisfy({ (0x21...0x7E).contains($0) }), let host = WebHost(parts[1])
    else { return nil }
    return .mail("\(parts[0].lowercased())@\(host.name)")
  }

  /// Letters, digits and the signs that names of mailboxes have.
  static func isMailName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// A telephone number that a code calls or writes to: `tel:`, `sms:`, `smsto:`, without the signs between its digits.
  static func telephone(_ text: String) -> CodeTarget? {
    guard let colon = text.firstIndex(of: ":"), ["tel", "sms", "smsto"].contains(text[..<colon].lowercased()) else {
      return nil
    }
    let number = text[text.index(after: colon)...]
    guard number.utf8.allSatisfy({ "0123456789+-.() ".utf8.contains($0) }) else { return nil }
    let digits = number.filter { $0 == "+" || $0.isNumber }
    return digits.isEmpty ? nil : .content("tel:\(digits)", isOpen: false)
  }

  private static func site(_ text: String) -> CodeTarget? {
    var rest = text[...]
    if let colon = text.firstRange(of: "://") {
      guard ["http", "https"].contains(text[..<colon.lowerBound].lowercased()) else { return nil }
      rest = text[colon.upperBound...]
    }
    if rest.hasPrefix("*.") { rest = rest.dropFirst(2) }
    let end = rest.firstIndex(of: "/") ?? rest.endIndex
    guard rest[..<end].unicodeScalars.allSatisfy(isHostScalar), let host = WebHost(rest[..<end]), host.isWellFormed
    else {
      return nil
    }
    var path = rest[end...]
    if path.hasSuffix("/*") { path = path.dropLast() }
    while path.hasSuffix("/") { path = path.dropLast() }
    guard path.utf8.count <= maximumPathLength,
      path.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "*") }), !path.contains("/."),
      !path.contains("//")
    else { return nil }
    return .site(host, path: String(path))
  }

  /// Letters, digits and marks of any script: what was pasted beside a name, quotation marks and blanks that nobody sees,
  /// is no part of it.
  private static func isHostScalar(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .nonspacingMark, .spacingMark:
      true
    default: scalar == "-" || scalar == "." || scalar == "_" || scalar == "\u{3002}" || scalar == "\u{FF0E}"
    }
  }

  private static func content(_ text: String) -> CodeTarget? {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let scheme = text[..<colon].lowercased()
    guard scheme.utf8.count > 1, !["http", "https", "mailto"].contains(scheme), scheme.first?.isLetter == true,
      scheme.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "+" || $0 == "-") })
    else { return nil }
    var rest = text[text.index(after: colon)...]
    let isOpen = rest.hasSuffix("*")
    if isOpen { rest = rest.dropLast() }
    guard !rest.isEmpty, !rest.contains("*") else { return nil }
    return .content(scheme + ":" + rest, isOpen: isOpen)
  }
}
