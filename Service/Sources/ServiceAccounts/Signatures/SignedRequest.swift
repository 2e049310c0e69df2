/// The head of a request as it came over the wire: what a signature is checked against.
///
/// Nothing may be decoded or rewritten on the way here. A library that keeps `Host` apart from the other fields, as
/// Hummingbird keeps the authority, must put it back among the headers.
public struct SignedRequest: Sendable {
  /// In upper case, as sent: `POST`.
  public let method: String
  /// Percent-encoded, as sent: `/`.
  public let path: String
  /// As sent, without the question mark; empty where there is none.
  public let query: String
  /// In the order that they came, each as often as it came.
  public let headers: [(name: String, value: String)]

  public init(method: String, path: String, query: String, headers: [(name: String, value: String)]) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
  }

  /// The value of a header that may be sent once; nil where it was not sent.
  ///
  /// - Parameter name: In lower case.
  func header(_ name: String) throws(AuthenticationFailure) -> String? {
    var found: String?
    for header in headers where Self.isEqual(header.name, name) {
      guard found == nil else { throw .duplicated("the header \(name)") }
      found = Self.trimmed(header.value)
    }
    return found
  }

  /// The names in lower case that begin so.
  func names(prefix: String) -> [String] {
    headers.map { $0.name.lowercased() }.filter { $0.hasPrefix(prefix) }
  }

  private static func isEqual(_ name: String, _ lowerCase: String) -> Bool {
    name.utf8.count == lowerCase.utf8.count
      && zip(name.utf8, lowerCase.utf8).allSatisfy { $0 == $1 || ((0x41...0x5A).contains($0) && $0 | 0x20 == $1) }
  }

  /// Without blanks and tabs at both ends (RFC 9110 §5.5).
  static func trimmed(_ value: String) -> String {
    let bytes = value.utf8
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    guard let first = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(value[first...last])
  }
}
