import Digests

/// Huawei Cloud's signature SDK-HMAC-SHA256, over the method, the path with a closing `/`, the query, the headers that
/// it lists and the body.
///
/// `UNSIGNED-PAYLOAD` in a signed `X-Sdk-Content-Sha256` leaves a body out that is not empty, as its SDKs do for other
/// bodies than JSON. Derived keys (`V11-HMAC-SHA256`), SM3 and ECDSA are refused.
public enum HuaweiSignature {
  /// How far a request's time may be from ours, in seconds, both ways: 15 minutes.
  public static let allowedSkewSeconds = 900

  static let scheme = "SDK-HMAC-SHA256"

  /// Reads who a request says sent it.
  ///
  /// - Parameter now: Seconds since 1970 (UTC).
  public static func claim(
    _ request: SignedRequest, in directory: AccountDirectory, now: Int
  ) throws(AuthenticationFailure) -> SignatureClaim {
    let names = request.names(prefix: "x-sdk-")
    guard Set(names).count == names.count else { throw .duplicated("a header X-Sdk-…") }
    guard let header = try request.header("authorization") else { throw .missing("Authorization") }
    let fields = try AuthorizationFields(
      header, scheme: scheme, credentialName: "Access", mandatory: ["host", "x-sdk-date"] + names)
    if let token = try request.header("x-security-token"), !token.isEmpty { throw .sessionToken }
    let id = fields["Access"]
    guard AccessKey.isID(id) else { throw .invalidKeyID(id) }
    let found = try directory.liveKey(id)
    let stamp = try request.header("x-sdk-date") ?? ""
    guard let time = UTCTime.seconds(of: stamp), !stamp.contains("-") else {
      throw .malformed("X-Sdk-Date must be like 20261127T080000Z")
    }
    guard abs(time - now) <= allowedSkewSeconds else {
      throw .expired(differenceSeconds: time - now, allowedSeconds: allowedSkewSeconds)
    }

    guard let decoded = PercentCoding.decoded(request.path.utf8) else {
      throw .malformed("the path is not percent-encoded UTF-8")
    }
    var path = decoded.split(separator: "/", omittingEmptySubsequences: false).map { PercentCoding.encoded($0) }
      .joined(separator: "/")
    if !path.hasSuffix("/") { path += "/" }
    let lines = try fields.headers(of: request).map { "\($0.name):\($0.value)\n" }.joined()
    let query = try PercentCoding.canonicalQuery(request.query)
    let declared = try request.header("x-sdk-content-sha256")
    return SignatureClaim(
      caller: found.caller, signature: fields["Signature"],
      scheme: HuaweiScheme(
        unsigned: declared == "UNSIGNED-PAYLOAD" ? declared : nil,
        canonical: CanonicalScheme(
          heads: ["\(request.method)\n\(path)\n\(query)\n\(lines)\n\(fields["SignedHeaders"])\n"],
          payload: .body(declared: declared), prefix: "\(Self.scheme)\n\(stamp)\n",
          signingKey: found.key.secret.bytes)))
  }
}

/// The SDK signs the digest of nothing for an empty body, whatever its header says.
private struct HuaweiScheme: SignatureScheme {
  let unsigned: String?
  let canonical: CanonicalScheme

  func expectedSignatures(for body: RawSpan) -> [String]? {
    guard let unsigned else { return canonical.expectedSignatures(for: body) }
    return CanonicalScheme(
      heads: canonical.heads, payload: body.isEmpty ? .body(declared: nil) : .fixed(unsigned),
      prefix: canonical.prefix, signingKey: canonical.signingKey
    ).expectedSignatures(for: body)
  }
}
