import Digests
import Foundation

/// Tencent's older signature, HmacSHA1 (also where SignatureMethod is absent) and HmacSHA256, over the method, the host
/// and every parameter of a query or form.
///
/// Nonce and Timestamp make each request one of its kind: the same three of SecretId, Timestamp and Nonce are refused
/// while the time is valid. Values are signed decoded. A client for Python puts `.` for `_` in names before it signs;
/// both readings are accepted, which lets no value change.
public enum TencentV1Signature {
  /// How far a request's time may be from ours, in seconds, both ways.
  public static let allowedSkewSeconds = 300
  /// The most bytes of a form that may be signed so: 1 MiB.
  public static let maximumBodyByteCount = 1 << 20
  /// The most bytes of a query that may be signed so: 32 KiB.
  public static let maximumQueryByteCount = 32 << 10

  /// The refusal of a form that is larger than this signature may sign; the documents answer it as a signature that
  /// does not match.
  public static func tooLarge(bodyByteCount: Int) -> AuthenticationFailure {
    AuthenticationFailure(
      .tooLarge, "AuthFailure.SignatureFailure",
      "the body has \(bodyByteCount) bytes; HmacSHA1 and HmacSHA256 sign at most \(maximumBodyByteCount): use TC3-HMAC-SHA256"
    )
  }

  /// Reads who a request says sent it.
  ///
  /// - Parameters:
  ///   - parameters: Those of the query for GET, those of the form for POST.
  ///   - now: Seconds since 1970 (UTC).
  ///   - replays: What remembers Nonces; one for the whole service.
  /// - Returns: A claim whose `verify(body:)` does not look at the body, since the parameters are all of it.
  public static func claim(
    _ request: SignedRequest, parameters: FormParameters, in directory: AccountDirectory, now: Int,
    replays: ReplayWindow
  ) throws(AuthenticationFailure) -> SignatureClaim {
    guard request.method == "POST" || request.method == "GET" else {
      throw .malformed("the method is \(AuthenticationFailure.quoted(request.method)); POST and GET are allowed")
    }
    guard request.path == "/" else {
      throw .malformed("the path is \(AuthenticationFailure.quoted(request.path)); / is signed")
    }
    guard request.method == "GET" || request.query.isEmpty else {
      throw .malformed("a form has its parameters in the body alone; the query has some too")
    }
    guard request.query.utf8.count <= maximumQueryByteCount else {
      throw AuthenticationFailure(
        .tooLarge, "RequestSizeLimitExceeded",
        "the query has \(request.query.utf8.count) bytes; \(maximumQueryByteCount) are allowed")
    }
    guard let host = try request.header("host") else { throw .missing("Host") }
    if let token = parameters["Token"], !token.isEmpty { throw .sessionToken }
    let id = try required("SecretId", parameters)
    let signature = try required("Signature", parameters)
    guard AccessKey.isID(id) else { throw .invalidKeyID(id) }
    let function: HMACDigest.Function
    switch parameters["SignatureMethod"] {
    case nil, "", "HmacSHA1": function = .sha1
    case "HmacSHA256": function = .sha256
    case .some(let method):
      throw AuthenticationFailure(
        .malformed, "InvalidParameterValue",
        "SignatureMethod is \(AuthenticationFailure.quoted(method)); HmacSHA1 and HmacSHA256 are allowed")
    }
    let nonce = try required("Nonce", parameters)
    guard let number = UInt64(nonce), number > 0, nonce.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw AuthenticationFailure(.malformed, "InvalidParameter", "Nonce must be a whole number from 1 to 2⁶⁴ − 1")
    }
    guard let time = UTCTime.count(try required("Timestamp", parameters)) else {
      throw AuthenticationFailure(.malformed, "InvalidParameter", "Timestamp must be a count of seconds since 1970")
    }

    let messages = messages(request.method, host, parameters)
    let found: (key: AccessKey, caller: Caller)
    do throws(AuthenticationFailure) {
      found = try directory.liveKey(id)
    } catch {
      // The work of a known key, so that the time does not tell the two apart.
      _ = V1Scheme(messages: messages, function: function, key: Array("0000000000000000".utf8)).signatures()
      throw error
    }
    guard abs(time - now) <= allowedSkewSeconds else {
      throw .expired(differenceSeconds: time - now, allowedSeconds: allowedSkewSeconds)
    }
    return SignatureClaim(
      caller: found.caller, signature: signature,
      scheme: V1Scheme(messages: messages, function: function, key: found.key.secret.bytes),
      replay: (replays, "v1\n\(time)\n\(number)", time + allowedSkewSeconds, now))
  }

  private static func required(_ name: String, _ parameters: FormParameters) throws(AuthenticationFailure) -> String {
    guard let value = parameters[name], !value.isEmpty else {
      throw AuthenticationFailure(.missing, "MissingParameter", "the parameter \(name) is missing")
    }
    return value
  }

  /// What may have been signed: the host with and without its port, names as sent and with `.` for `_`.
  private static func messages(_ method: String, _ host: String, _ parameters: FormParameters) -> [String] {
    let signed = parameters.pairs.filter { $0.name != "Signature" }
    let dotted = signed.map { ($0.name.replacing("_", with: "."), $0.value) }
    let withUnderscores = signed.contains { $0.name.utf8.contains(UInt8(ascii: "_")) }
    let lists = (withUnderscores ? [signed, dotted] : [signed]).map { pairs in
      // Strings are ordered by their Unicode scalars where they are compared by UTF-8.
      pairs.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }
    let bare = HostForms.withoutPort(host)
    return (bare == host ? [host] : [host, bare]).flatMap { host in lists.map { "\(method)\(host)/?\($0)" } }
  }
}

private struct V1Scheme: SignatureScheme {
  let messages: [String]
  let function: HMACDigest.Function
  let key: [UInt8]

  func signatures() -> [String]? {
    var result: [String] = []
    for message in messages {
      guard let digest = HMACDigest(function, of: message, key: key) else { return nil }
      result.append(Data(digest.bytes).base64EncodedString())
    }
    return result
  }

  func expectedSignatures(for body: RawSpan) -> [String]? { signatures() }
}
