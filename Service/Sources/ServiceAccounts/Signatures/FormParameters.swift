/// The parameters of a query or of a body of `application/x-www-form-urlencoded`, in order, decoded strictly.
public struct FormParameters: Sendable {
  /// Names and values, decoded.
  public let pairs: [(name: String, value: String)]

  /// The most parameters of one request.
  public static let maximumCount = 4096

  public init(pairs: [(name: String, value: String)]) { self.pairs = pairs }

  /// - Throws: `AuthenticationFailure` (`malformed`, or `tooLarge` for too many) for what is not a form of UTF-8, and
  ///   (`duplicated`) for a name that stands there twice: a signature covers only one of the two.
  public init(_ bytes: some Collection<UInt8>) throws(AuthenticationFailure) {
    var pairs: [(name: String, value: String)] = []
    var names: Set<String> = []
    for part in bytes.split(separator: UInt8(ascii: "&"), maxSplits: Self.maximumCount) {
      guard pairs.count < Self.maximumCount else {
        throw AuthenticationFailure(
          .tooLarge, "InvalidParameter", "there are more than \(Self.maximumCount) parameters, which are allowed")
      }
      let halves = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentCoding.decoded(halves[0], isForm: true),
        let value = PercentCoding.decoded(halves.count > 1 ? halves[1] : part.prefix(0), isForm: true)
      else {
        throw AuthenticationFailure(
          .malformed, "InvalidParameter", "parameter \(pairs.count + 1) is not percent-encoded UTF-8")
      }
      guard names.insert(name).inserted else {
        throw AuthenticationFailure(
          .duplicated, "InvalidParameter", "the parameter \(AuthenticationFailure.quoted(name)) was sent more than once"
        )
      }
      pairs.append((name, value))
    }
    self.pairs = pairs
  }

  /// The value of a name; nil where it was not sent.
  public subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }
}
