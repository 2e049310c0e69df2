import Foundation

/// The rules for the host of a URL, before anything is looked up.
enum HostName {
  /// Names that never belong to a public server: RFC 6761, 6762, 7686, 8375, 9476, ICANN's `internal` (2024), and what
  /// home and office networks use.
  static let insideSuffixes: Set<String> = [
    "localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan", "arpa", "onion",
    "alt",
  ]

  /// A host as connections and headers take it: lower-case ASCII.
  ///
  /// - Throws: ``FetchFailure/Code/bareAddress`` for addresses in every spelling that a resolver or a browser reads as
  ///   one, ``FetchFailure/Code/addressRefused`` for inside names, ``FetchFailure/Code/hostInvalid`` for the rest.
  static func checked(_ text: Substring, rules: FetchRules) throws(FetchFailure) -> String {
    guard !text.isEmpty else { throw FetchFailure(.hostInvalid, message: "the URL has no host") }
    if text.hasPrefix("[") || text.contains(":") {
      throw FetchFailure(.bareAddress, message: "the host is an IPv6 address")
    }
    var name = try ascii(text)
    guard name.utf8.allSatisfy(isNameByte) else {
      throw FetchFailure(.hostInvalid, message: "the host holds characters that no name has")
    }
    let endsInDot = name.hasSuffix(".")
    if endsInDot { name.removeLast() }
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    guard let last = labels.last, !isNumber(last) else {
      throw FetchFailure(.bareAddress, message: "the host is an address in some spelling")
    }
    if !rules.allowsInside(name), labels.count == 1 || insideSuffixes.contains(String(last)) {
      throw FetchFailure(.addressRefused, message: "\(name.prefix(253)) is an inside name")
    }
    guard !endsInDot, name.utf8.count <= 253, labels.allSatisfy({ isLabel($0) }) else {
      throw FetchFailure(.hostInvalid, message: "the host is not a well-formed name")
    }
    return name
  }

  /// Whether a byte, in lower case, may stand in a name. The underscore is no host's by RFC 952, and yet in use.
  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    default: false
    }
  }

  /// Whether a label has 1…63 bytes of a name and no hyphen at an end.
  static func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && label.utf8.allSatisfy { isNameByte($0) && $0 != UInt8(ascii: ".") }
      && !label.hasPrefix("-") && !label.hasSuffix("-")
  }

  /// Whether a last label makes the whole host an address, by the rule of the WHATWG URL standard ("ends in a number"):
  /// decimal or octal digits, or `0x` and hexadecimal digits.
  static func isNumber(_ label: Substring) -> Bool {
    if !label.isEmpty, label.utf8.allSatisfy({ (48...57).contains($0) }) { return true }
    return label.lowercased().hasPrefix("0x") && label.dropFirst(2).allSatisfy(\.isHexDigit)
  }

  /// The host in lower-case ASCII; international names as punycode (UTS 46, not transitional).
  private static func ascii(_ text: Substring) throws(FetchFailure) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
    // Only a host without the URL's own punctuation reaches the parser, so that nothing but the name can change.
    let punctuation = Set("/?#@:[]%\\".utf8)
    if text.utf8.count <= 1024, !text.utf8.contains(where: { punctuation.contains($0) || $0 <= 0x20 }),
      let url = URL(string: "http://\(text)/")?.absoluteString, url.hasPrefix("http://"), url.hasSuffix("/")
    {
      let host = url.dropFirst(7).dropLast()
      if host.utf8.allSatisfy({ $0 < 0x80 }) { return host.lowercased() }
    }
    throw FetchFailure(.hostInvalid, message: "the host is not a well-formed international name; send it as punycode")
  }
}
