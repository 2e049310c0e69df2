/// AWS's signature, version 4, in the Authorization header (AWS General Reference, "Create a signed request").
///
/// `host` and every `x-amz-` header must be signed, among them the target that names the action. Presigned queries and
/// session tokens are refused; a body is always signed.
public enum AWSSignatureV4 {
  /// How far a request's time may be from ours, in seconds, both ways: 15 minutes, as at AWS.
  public static let allowedSkewSeconds = 900

  static let scheme = "AWS4-HMAC-SHA256"

  /// Reads who a request says sent it.
  ///
  /// - Parameters:
  ///   - service: What the credential's scope must name.
  ///   - now: Seconds since 1970 (UTC).
  public static func claim(
    _ request: SignedRequest, service: String = "rekognition", in directory: AccountDirectory, now: Int
  ) throws(AuthenticationFailure) -> SignatureClaim {
    let names = request.names(prefix: "x-amz-")
    guard Set(names).count == names.count else { throw .duplicated("a header X-Amz-…") }
    guard let header = try request.header("authorization") else { throw .missing("Authorization") }
    let fields = try AuthorizationFields(
      header, scheme: scheme, credentialName: "Credential", mandatory: ["host", "x-amz-date"] + names)
    guard !names.contains("x-amz-security-token") else { throw .sessionToken }
    let scope = fields["Credential"].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard scope.count == 5, scope[4] == "aws4_request", !scope[2].isEmpty else {
      throw .malformed("Credential must be AccessKeyId/date/region/service/aws4_request")
    }
    guard AccessKey.isID(scope[0]) else { throw .invalidKeyID(scope[0]) }
    guard scope[3] == service else {
      throw .malformed(
        "the credential is for the service \(AuthenticationFailure.quoted(scope[3])); \(service) answers here")
    }
    let found: (key: AccessKey, caller: Caller)
    do throws(AuthenticationFailure) {
      found = try directory.liveKey(scope[0])
    } catch {
      // The work of a known key, so that the time does not tell the two apart.
      _ = try signingKey(Array("0000000000000000".utf8), scope)
      throw error
    }
    let stamp = try request.header("x-amz-date") ?? ""
    guard let time = UTCTime.seconds(of: stamp), !stamp.contains("-") else {
      throw .malformed("X-Amz-Date must be like 20261127T080000Z")
    }
    guard abs(time - now) <= allowedSkewSeconds else {
      throw .expired(differenceSeconds: time - now, allowedSeconds: allowedSkewSeconds)
    }
    guard scope[1] == stamp.prefix(8) else { throw .wrongScopeDate(scope[1], expected: String(stamp.prefix(8))) }

    let lines = try fields.headers(of: request).map { "\($0.name):\(collapsed($0.value))\n" }.joined()
    // A path's segments are encoded a second time, for every service but S3.
    let path = request.path.split(separator: "/", omittingEmptySubsequences: false).map { PercentCoding.encoded($0) }
      .joined(separator: "/")
    let query = try PercentCoding.canonicalQuery(request.query)
    return SignatureClaim(
      caller: found.caller, signature: fields["Signature"],
      scheme: CanonicalScheme(
        heads: ["\(request.method)\n\(path.isEmpty ? "/" : path)\n\(query)\n\(lines)\n\(fields["SignedHeaders"])\n"],
        payload: .body(declared: try request.header("x-amz-content-sha256")),
        prefix: "\(Self.scheme)\n\(stamp)\n\(scope[1...].joined(separator: "/"))\n",
        signingKey: try signingKey(found.key.secret.bytes, scope)))
  }

  private static func signingKey(_ secret: [UInt8], _ scope: [String]) throws(AuthenticationFailure) -> [UInt8] {
    try CanonicalScheme.derivedKey(Array("AWS4".utf8) + secret, Array(scope[1...]))
  }

  /// With single blanks between words, as the canonical form has them.
  private static func collapsed(_ value: String) -> String {
    value.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
  }
}
