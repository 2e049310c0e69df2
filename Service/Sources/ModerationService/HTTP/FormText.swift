/// Text of `application/x-www-form-urlencoded`, as queries and forms have it.
enum FormText {
  /// The most parameters that are read.
  static let maximumParameterCount = 2_000

  /// The parameters in order; nil where an escape is broken, the text is not UTF-8, or there are more than
  /// `maximumParameterCount`.
  static func parameters(of text: some StringProtocol) -> [(name: String, value: String)]? {
    guard !text.isEmpty else { return [] }
    let parts = text.split(separator: "&", maxSplits: maximumParameterCount, omittingEmptySubsequences: true)
    guard parts.count <= maximumParameterCount else { return nil }
    var parameters: [(name: String, value: String)] = []
    for part in parts {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = decoded(pair[0]), let value = pair.count > 1 ? decoded(pair[1]) : "" else { return nil }
      parameters.append((name: name, value: value))
    }
    return parameters
  }

  /// Percent escapes and plus signs read.
  static func decoded(_ text: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var iterator = text.utf8.makeIterator()
    while let byte = iterator.next() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard let high = iterator.next().flatMap(hexadecimalValue), let low = iterator.next().flatMap(hexadecimalValue)
        else { return nil }
        bytes.append(high << 4 | low)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func hexadecimalValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
