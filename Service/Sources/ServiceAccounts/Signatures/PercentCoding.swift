/// Percent-encoding (RFC 3986 §2.1), strict in both directions.
enum PercentCoding {
  /// Every byte but `A-Z a-z 0-9 - . _ ~` as %XX in upper case.
  static func encoded(_ text: some StringProtocol) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if IdentifierCharacters.isWord(byte) || "-._~".utf8.contains(byte) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text behind an encoding; nil for a % without two hexadecimal digits and for bytes that are not UTF-8.
  ///
  /// - Parameter isForm: Whether `+` is a blank.
  static func decoded(_ bytes: some Sequence<UInt8>, isForm: Bool = false) -> String? {
    var result: [UInt8] = []
    var iterator = bytes.makeIterator()
    while let byte = iterator.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = iterator.next().flatMap(value), let low = iterator.next().flatMap(value) else { return nil }
        result.append(high << 4 | low)
      case UInt8(ascii: "+") where isForm: result.append(0x20)
      default: result.append(byte)
      }
    }
    return String(validating: result, as: UTF8.self)
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x37
    case 0x61...0x66: digit - 0x57
    default: nil
    }
  }

  /// A query's parameters sorted by their encoded names and values, encoded anew: what AWS and Huawei sign.
  static func canonicalQuery(_ query: String) throws(AuthenticationFailure) -> String {
    guard !query.isEmpty else { return "" }
    var pairs: [(name: String, value: String)] = []
    for part in query.utf8.split(separator: UInt8(ascii: "&")) {
      let halves = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = decoded(halves[0]), let value = decoded(halves.count > 1 ? halves[1] : part.prefix(0)) else {
        throw .malformed("the query is not percent-encoded UTF-8")
      }
      pairs.append((encoded(name), encoded(value)))
    }
    return pairs.sorted { ($0.name, $0.value) < ($1.name, $1.value) }.map { "\($0.name)=\($0.value)" }
      .joined(separator: "&")
  }
}
