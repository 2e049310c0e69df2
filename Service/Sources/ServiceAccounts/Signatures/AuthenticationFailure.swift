/// Why a request does not prove who sent it.
///
/// Neither field shows a secret, an expected signature or the digest of what should have been signed.
public struct AuthenticationFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// The case, for the dialects that have codes of their own.
  public struct Reason: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// Nothing proves anything: no Authorization, no token, no Signature.
    public static let missing = Reason(rawValue: "missing")
    /// What is there cannot be read.
    public static let malformed = Reason(rawValue: "malformed")
    /// Something stands there twice.
    public static let duplicated = Reason(rawValue: "duplicated")
    /// A text that cannot be the id of a key.
    public static let invalidKeyID = Reason(rawValue: "invalidKeyID")
    /// No key has this id, or this secret.
    public static let unknownKey = Reason(rawValue: "unknownKey")
    /// The key was revoked.
    public static let revokedKey = Reason(rawValue: "revokedKey")
    /// Signed too long ago, or too far ahead.
    public static let expired = Reason(rawValue: "expired")
    /// Signed by another secret, or changed on the way.
    public static let mismatch = Reason(rawValue: "mismatch")
    /// The same signed request came before.
    public static let replayed = Reason(rawValue: "replayed")
    /// There is no room to remember one more signed request.
    public static let replayWindowFull = Reason(rawValue: "replayWindowFull")
    /// A session token, which this service does not issue.
    public static let sessionToken = Reason(rawValue: "sessionToken")
    /// More than this kind of signature may sign.
    public static let tooLarge = Reason(rawValue: "tooLarge")
    /// This machine cannot compute the signature.
    public static let fault = Reason(rawValue: "fault")
  }

  public let reason: Reason
  /// Tencent's documented code: `AuthFailure.SignatureFailure`.
  public let tencentCode: String
  /// What was measured and what is allowed; fit to be sent to the caller.
  public let message: String

  package init(_ reason: Reason, _ tencentCode: String, _ message: String) {
    self.reason = reason
    self.tencentCode = tencentCode
    self.message = message
  }

  public var description: String { "\(tencentCode): \(message)" }
}

extension AuthenticationFailure {
  static func missing(_ what: String) -> Self {
    Self(.missing, "AuthFailure.InvalidAuthorization", "\(what) is missing")
  }

  static func malformed(_ message: String) -> Self { Self(.malformed, "AuthFailure.InvalidAuthorization", message) }

  static func duplicated(_ what: String) -> Self {
    Self(.duplicated, "AuthFailure.InvalidAuthorization", "\(what) was sent more than once")
  }

  static func unknownKey(_ id: String) -> Self {
    Self(.unknownKey, "AuthFailure.SecretIdNotFound", "no key has the id \(quoted(id))")
  }

  static func revokedKey(_ id: String) -> Self {
    Self(.revokedKey, "AuthFailure.SecretIdNotFound", "the key \(quoted(id)) was revoked")
  }

  static func invalidKeyID(_ id: String) -> Self {
    Self(
      .invalidKeyID, "AuthFailure.InvalidSecretId",
      "\(quoted(id)) cannot be the id of a key: one has 4 to 64 of A-Z, a-z, 0-9, _ and -")
  }

  static func expired(differenceSeconds: Int, allowedSeconds: Int) -> Self {
    let side = differenceSeconds < 0 ? "behind" : "ahead of"
    return Self(
      .expired, "AuthFailure.SignatureExpire",
      "the request's time is \(differenceSeconds.magnitude) s \(side) this machine's clock; \(allowedSeconds) s are allowed"
    )
  }

  static func wrongScopeDate(_ date: String, expected: String) -> Self {
    malformed("the credential is for \(quoted(date)); the request's time is of \(expected) (UTC)")
  }

  static let mismatch = Self(
    .mismatch, "AuthFailure.SignatureFailure",
    "the signature does not match: check the secret, and that no proxy rewrites Host, Content-Type, query or body")

  static let sessionToken = Self(
    .sessionToken, "AuthFailure.TokenFailure", "session tokens are not issued here: sign with a key alone")

  static let replayed = Self(
    .replayed, "AuthFailure.SignatureFailure", "the same signed request came before: sign each with another Nonce")

  static func replayWindowFull(count: Int, allowed: Int) -> Self {
    Self(
      .replayWindowFull, "RequestLimitExceeded",
      "\(count) signed requests are remembered against repetition; \(allowed) are allowed: try again later")
  }

  static let fault = Self(.fault, "InternalError", "this machine's libcrypto refuses the signature's function")

  /// A text of the caller's, cut to 64 characters and without what a terminal or a log would obey.
  static func quoted(_ text: some StringProtocol) -> String {
    let scalars = text.unicodeScalars
    let shown = scalars.prefix(64).map { (0x21...0x7E).contains($0.value) && $0 != "\"" ? Character($0) : "?" }
    return "\"\(String(shown))\(scalars.count > 64 ? "…" : "")\""
  }
}
