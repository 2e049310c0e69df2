/// A URL was refused, or its bytes could not be had.
public struct FetchFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What failed, as a code that programs can compare.
  public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The code as written in logs.
    public let rawValue: String

    /// Makes a code from its spelling in logs.
    public init(rawValue: String) { self.rawValue = rawValue }

    public var description: String { rawValue }
  }

  /// What failed; for logs. Answers to callers go by ``publicCode``.
  public let code: Code
  /// For logs and operators: names the host, never user info, path or query.
  public let message: String
  /// The number that broke a rule (bytes, redirects, a port, an HTTP status), where there is one.
  public let measured: Int?
  /// The number that the rule allows, in the unit of ``measured``.
  public let allowed: Int?

  /// Makes a failure.
  public init(_ code: Code, message: String, measured: Int? = nil, allowed: Int? = nil) {
    self.code = code
    self.message = message
    self.measured = measured
    self.allowed = allowed
  }

  /// The code to choose an answer by: a name that does not exist and a name with an inside address share
  /// ``Code/addressRefused``, so that no caller can ask which hosts exist inside.
  public var publicCode: Code { code == .nameNotFound ? .addressRefused : code }

  /// A sentence that is safe to show the caller: no host, no address, and the same words for every inside address
  /// and for a name that does not exist.
  public var publicMessage: String {
    Self.sentences[publicCode] ?? "The URL could not be fetched."
  }

  public var description: String { "\(code): \(message)" }

  /// Whether a second try may help: nothing of an answer came, or the answer broke off.
  var isWorthAnotherAttempt: Bool { [.connectionFailed, .answerBroken, .timedOut].contains(code) }
}
