/// Advice about an image that changes nothing: it is reported, and the verdict stays as it is.
public struct Advisory: Hashable, Sendable {
  /// What the advice is about; the codes of `RejectionCode` where the profile only advises; `codecWarning`.
  public let code: String
  /// The limit's name, unit included.
  public let limit: String
  /// What was measured.
  public let measured: MeasuredValue
  /// What is advised.
  public let allowed: MeasuredValue

  /// Makes an advisory.
  public init(code: String, limit: String, measured: MeasuredValue, allowed: MeasuredValue) {
    self.code = code
    self.limit = limit
    self.measured = measured
    self.allowed = allowed
  }

  /// A file is damaged or lacks its end mark, and shows a whole picture all the same, which is judged.
  ///
  /// - Parameter text: What the codec says of it.
  public static func codecWarning(_ text: String) -> Advisory {
    Advisory(code: "codecWarning", limit: "codecWarnings", measured: .text(text), allowed: .count(0))
  }
}
