import Digests

/// Tencent's signature of API 3.0, TC3-HMAC-SHA256: over the method, the query, at least `content-type` and `host`, the
/// time, and the body.
///
/// What the SDKs were seen to do and what is accepted for it: the credential's service is any text (older SDKs take the
/// first part of the host); Host is signed with or without its port (Node); values are signed as sent or in lower case
/// (documentation); `UNSIGNED-PAYLOAD` leaves the body out. The headers `X-TC-Action` and `X-TC-Version` are signed only
/// where the client lists them, as in the documented algorithm.
public enum TC3Signature {
  /// How far a request's time may be from ours, in seconds, both ways.
  public static let allowedSkewSeconds = 300

  static let scheme = "TC3-HMAC-SHA256"

  /// Reads who a request says sent it.
  ///
  /// - Parameters:
  ///   - now: Seconds since 1970 (UTC).
  ///   - refusesReplays: A window that refuses the same signature twice. nil, the default, allows it: TC3 has no Nonce,
  ///     so the SDKs' retries, and two equal calls within one second, carry one signature and are honest (API reference
  ///     §1.4). Give one only where every client is known to wait a second.
  public static func claim(
    _ request: SignedRequest, in directory: AccountDirectory, now: Int, refusesReplays: ReplayWindow? = nil
  ) throws(AuthenticationFailure) -> SignatureClaim {
    guard request.method == "POST" || request.method == "GET" else {
      throw .malformed("the method is \(AuthenticationFailure.quoted(request.method)); POST and GET are allowed")
    }
    guard request.path == "/" else {
      throw .malformed("the path is \(AuthenticationFailure.quoted(request.path)); / is signed")
    }
    let names = request.names(prefix: "x-tc-")
    guard Set(names).count == names.count else { throw .duplicated("a header X-TC-…") }
    guard let header = try request.header("authorization") else { throw .missing("Authorization") }
    guard header != "SKIP" else { throw .malformed("Authorization is SKIP; every call here must be signed") }
    let fields = try AuthorizationFields(
      header, scheme: scheme, credentialName: "Credential", mandatory: ["content-type", "host"])
    if let token = try request.header("x-tc-token"), !token.isEmpty { throw .sessionToken }

    let scope = fields["Credential"].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard scope.count == 4, scope[3] == "tc3_request", !scope[2].isEmpty else {
      throw .malformed("Credential must be SecretId/date/service/tc3_request")
    }
    guard AccessKey.isID(scope[0]) else { throw .invalidKeyID(scope[0]) }
    let found: (key: AccessKey, caller: Caller)
    do throws(AuthenticationFailure) {
      found = try directory.liveKey(scope[0])
    } catch {
      // The work of a known key, so that the time does not tell the two apart.
      _ = try signingKey(Array("0000000000000000".utf8), scope)
      throw error
    }
    guard let text = try request.header("x-tc-timestamp") else { throw .missing("X-TC-Timestamp") }
    guard let time = UTCTime.count(text) else {
      throw .malformed("X-TC-Timestamp must be a count of seconds since 1970")
    }
    guard abs(time - now) <= allowedSkewSeconds else {
      throw .expired(differenceSeconds: time - now, allowedSeconds: allowedSkewSeconds)
    }
    guard UTCTime.day(time) == scope[1] else { throw .wrongScopeDate(scope[1], expected: UTCTime.day(time)) }

    let scheme = CanonicalScheme(
      heads: heads(of: request, try fields.headers(of: request), fields["SignedHeaders"]),
      payload: try payload(of: request),
      prefix: "\(Self.scheme)\n\(text)\n\(scope[1])/\(scope[2])/tc3_request\n",
      signingKey: try signingKey(found.key.secret.bytes, scope))
    let signature = fields["Signature"]
    return SignatureClaim(
      caller: found.caller, signature: signature, scheme: scheme,
      replay: refusesReplays.map { ($0, "tc3\n\(signature)", time + allowedSkewSeconds, now) })
  }

  private static func signingKey(_ secret: [UInt8], _ scope: [String]) throws(AuthenticationFailure) -> [UInt8] {
    try CanonicalScheme.derivedKey(Array("TC3".utf8) + secret, [scope[1], scope[2], "tc3_request"])
  }

  private static func payload(of request: SignedRequest) throws(AuthenticationFailure) -> CanonicalScheme.Payload {
    let declared = try request.header("x-tc-content-sha256")
    guard declared == "UNSIGNED-PAYLOAD" else { return .body(declared: declared?.lowercased()) }
    let text = Array("UNSIGNED-PAYLOAD".utf8)
    guard let digest = SHA256Digest(of: text.span.bytes) else { throw .fault }
    return .fixed(digest.hexadecimal)
  }

  /// The canonical request without the body's digest, in each accepted form. The query of a POST is empty in every
  /// SDK; it is signed here as sent, so that none can be added on the way.
  private static func heads(
    of request: SignedRequest, _ headers: [(name: String, value: String)], _ names: String
  ) -> [String] {
    var forms: [String] = []
    for isPortKept in [true, false] {
      for isLowerCase in [false, true] {
        let lines = headers.map { header in
          let value = header.name == "host" && !isPortKept ? HostForms.withoutPort(header.value) : header.value
          return "\(header.name):\(isLowerCase ? value.lowercased() : value)\n"
        }
        let form = "\(request.method)\n/\n\(request.query)\n\(lines.joined())\n\(names)\n"
        if !forms.contains(form) { forms.append(form) }
      }
    }
    return forms
  }
}
