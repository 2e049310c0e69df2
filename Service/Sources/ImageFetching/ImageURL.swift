/// A URL that passed all rules that need no look-up, rebuilt from its parts so that every later reader sees the same.
struct ImageURL: Hashable, Sendable {
  /// `http` or `https`.
  let scheme: String
  /// Lower-case ASCII.
  let host: String
  let port: Int
  /// Path and query, percent-encoded; begins with a slash.
  let target: String

  /// The whole URL, without user info and fragment; the port only where it is not the scheme's own.
  var text: String { "\(scheme)://\(host)\(port == Self.defaultPort(scheme) ? "" : ":\(port)")\(target)" }

  /// Reads a URL from a stranger.
  init(_ text: String, rules: FetchRules) throws(FetchFailure) {
    let count = text.utf8.count
    guard count <= FetchRules.maximumURLBytes else {
      throw FetchFailure(
        .urlInvalid, message: "the URL has \(count) bytes; \(FetchRules.maximumURLBytes) are allowed", measured: count,
        allowed: FetchRules.maximumURLBytes)
    }
    guard let scheme = Self.scheme(of: text) else {
      throw FetchFailure(.schemeMissing, message: "the URL has no scheme")
    }
    guard scheme == "http" || scheme == "https" else {
      throw FetchFailure(.schemeRefused, message: "the scheme is not http or https")
    }
    guard text.unicodeScalars.allSatisfy({ $0.value > 0x20 && !(0x7F...0xA0).contains($0.value) && $0 != "\\" }) else {
      throw FetchFailure(.urlInvalid, message: "the URL holds control characters, blanks or backslashes")
    }
    // Bytes, not characters: a combining mark behind a slash or an @ must not hide it.
    let rest = text.utf8.dropFirst(scheme.utf8.count + 1)
    guard rest.starts(with: "//".utf8) else {
      throw FetchFailure(.urlInvalid, message: "two slashes must follow the scheme")
    }
    try self.init(scheme: scheme, afterSlashes: rest.dropFirst(2), rules: rules)
  }

  private init(scheme: String, afterSlashes: Substring.UTF8View, rules: FetchRules) throws(FetchFailure) {
    let authority = afterSlashes.prefix { !Self.endsOfAuthority.contains($0) }
    guard !authority.contains(UInt8(ascii: "@")) else {
      throw FetchFailure(.userInfoRefused, message: "the URL holds user info")
    }
    var host = authority
    var port = Self.defaultPort(scheme)
    if authority.last != UInt8(ascii: "]"), let colon = authority.lastIndex(of: UInt8(ascii: ":")) {
      host = authority[..<colon]
      let digits = authority[authority.index(after: colon)...]
      guard (1...5).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }),
        digits.first != UInt8(ascii: "0"), let number = Int(Substring(digits))
      else { throw FetchFailure(.portRefused, message: "the port is not a number") }
      port = number
    }
    self.host = try HostName.checked(Substring(host), rules: rules)
    guard rules.allowedPorts.contains(port) else {
      throw FetchFailure(.portRefused, message: "port \(port) of \(self.host) is not allowed", measured: port)
    }
    self.scheme = scheme
    self.port = port
    let rest = [UInt8](afterSlashes.dropFirst(authority.count).prefix { $0 != UInt8(ascii: "#") })
    target = Self.encoded(rest.first == UInt8(ascii: "/") ? rest : [UInt8(ascii: "/")] + rest)
  }

  /// The URL that a `Location` header names, read against this one (RFC 3986 §5.2) and by the same rules.
  ///
  /// - Throws: what a first URL throws, and ``FetchFailure/Code/redirectRefused`` for a step from https to http.
  func redirected(to location: String, rules: FetchRules) throws(FetchFailure) -> ImageURL {
    let next: ImageURL
    if Self.scheme(of: location) != nil {
      next = try ImageURL(location, rules: rules)
    } else if location.utf8.starts(with: "//".utf8) {
      next = try ImageURL("\(scheme):\(location)", rules: rules)
    } else {
      let bytes = location.utf8.prefix { $0 != UInt8(ascii: "#") }
      let written = bytes.prefix { $0 != UInt8(ascii: "?") }
      let query = Substring(bytes.dropFirst(written.count))
      let path = target.prefix { $0 != "?" }
      let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
      let merged =
        written.isEmpty
        ? path : written.first == UInt8(ascii: "/") ? Substring(written) : folder + Substring(written)
      next = try ImageURL("\(scheme)://\(host):\(port)\(Self.withoutDotSegments(merged))\(query)", rules: rules)
    }
    guard scheme == "http" || next.scheme == "https" else {
      throw FetchFailure(.redirectRefused, message: "\(host) redirects from https to http")
    }
    return next
  }

  private static func defaultPort(_ scheme: String) -> Int { scheme == "https" ? 443 : 80 }

  /// The scheme in lower case, or nil. A dot before the colon is a host's, not a scheme's (`example.com:80/x`).
  private static func scheme(of text: String) -> String? {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let scheme = text[..<colon]
    guard let first = scheme.utf8.first, isLetter(first),
      scheme.utf8.allSatisfy({
        isLetter($0) || (48...57).contains($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-")
      })
    else { return nil }
    return scheme.lowercased()
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  /// Encodes every byte that RFC 3986 does not let stand in a path or query; escapes that are there stay.
  private static func encoded(_ bytes: [UInt8]) -> String {
    let digits = [UInt8]("0123456789ABCDEF".utf8)
    let isHex = { (index: Int) in index < bytes.count && Character(Unicode.Scalar(bytes[index])).isHexDigit }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      if allowedInTarget.contains(byte) || byte == UInt8(ascii: "%") && isHex(index + 1) && isHex(index + 2) {
        result.append(byte)
      } else {
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static let endsOfAuthority = Set("/?#".utf8)

  private static let allowedInTarget = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@/?".utf8)

  /// RFC 3986 §5.2.4, for a path that begins with a slash.
  private static func withoutDotSegments(_ path: Substring) -> String {
    var kept: [Substring] = []
    let segments = path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    for (index, segment) in segments.map({ Substring($0) }).enumerated() {
      let isLast = index == segments.count - 1
      switch segment {
      case ".": if isLast { kept.append("") }
      case "..":
        _ = kept.popLast()
        if isLast { kept.append("") }
      default: kept.append(segment)
      }
    }
    return "/" + kept.joined(separator: "/")
  }
}
