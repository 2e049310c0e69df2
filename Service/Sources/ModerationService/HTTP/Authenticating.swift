import ServiceAccounts

/// How a request proves who sent it.
enum SignatureScheme: Sendable {
  /// TC3-HMAC-SHA256 in `Authorization`.
  case tencent
  /// AWS4-HMAC-SHA256 in `Authorization`.
  case aws
  /// SDK-HMAC-SHA256 in `Authorization`.
  case huawei
  /// `Authorization: Bearer`.
  case bearer
  /// A key alone in a field of this name, in lower case.
  case key(field: String)
}

/// A request's word on who sent it. Its form and key were looked at; the rest needs the body.
struct RequestClaim: Sendable {
  /// The account whose key it names.
  let account: String
  /// Checks the signature over the body.
  let verify: @Sendable (_ body: [UInt8]) throws(AuthenticationFailure) -> Caller
}

/// Finds out who sends.
protocol Authenticating: Sendable {
  /// Looks at what a request says of its sender before the body.
  ///
  /// - Throws: `ServiceFailure.Kind.notAuthenticated`.
  func claim(_ head: RequestHead, by scheme: SignatureScheme) throws(ServiceFailure) -> RequestClaim

  /// The same of Tencent's older signature, which stands among the parameters.
  func claim(_ head: RequestHead, parameters: [(name: String, value: String)]) throws(ServiceFailure) -> RequestClaim
}

extension Authenticating {
  /// Checks a claim over a body.
  func verified(_ claim: RequestClaim, _ body: [UInt8]) throws(ServiceFailure) -> Caller {
    do throws(AuthenticationFailure) {
      return try claim.verify(body)
    } catch {
      throw ServiceFailure(.notAuthenticated(error), error.message)
    }
  }
}
