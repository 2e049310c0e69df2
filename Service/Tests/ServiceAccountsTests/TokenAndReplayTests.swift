import Foundation
@testable import ServiceAccounts
import Testing

@Suite("Tokens and repetitions", .timeLimit(.minutes(20)))
struct TokenAndReplayTests {
  func request(_ headers: [(name: String, value: String)]) -> SignedRequest {
    SignedRequest(method: "POST", path: "/v1/moderations", query: "", headers: headers)
  }

  @Test(arguments: ["secretKeyExample", "AKIDEXAMPLE.secretKeyExample"])
  func `a token is the secret, or id and secret`(_ token: String) throws {
    let directory = try Example.directory()
    let bearer = request([("Authorization", "Bearer \(token)")])
    #expect(try BearerKey.caller(of: bearer, at: [.authorization, .apiKey], in: directory).keyID == "AKIDEXAMPLE")
    let lower = request([("authorization", "bearer  \(token) ")])
    #expect(try BearerKey.caller(of: lower, at: [.authorization], in: directory).keyID == "AKIDEXAMPLE")
    let azure = request([("Ocp-Apim-Subscription-Key", token)])
    #expect(try BearerKey.caller(of: azure, at: [.subscriptionKey], in: directory).keyID == "AKIDEXAMPLE")
    let apiKey = request([("X-Api-Key", token)])
    #expect(try BearerKey.caller(of: apiKey, at: [.authorization, .apiKey], in: directory).keyID == "AKIDEXAMPLE")
  }

  @Test(arguments: [
    "secretKeyExampl", "secretKeyExample1", "AKIDOTHER.secretKeyExample", "AKIDEXAMPLE.", ".secretKeyExample",
    "AKIDEXAMPLE", "SECRETKEYEXAMPLE", ".",
  ])
  func `another token is unknown`(_ token: String) throws {
    let directory = try Example.directory()
    let error = try #require(throws: AuthenticationFailure.self) {
      try BearerKey.caller(ofToken: token, in: directory)
    }
    #expect(error.reason == .unknownKey)
    #expect(!error.message.contains(token.count > 1 ? token : "\u{0}"))
  }

  @Test func `a token that is missing, twice there, of another scheme or huge is refused`() throws {
    let directory = try Example.directory()
    func reason(_ headers: [(name: String, value: String)]) -> AuthenticationFailure.Reason? {
      do throws(AuthenticationFailure) {
        _ = try BearerKey.caller(of: request(headers), at: [.authorization, .apiKey], in: directory)
        return nil
      } catch {
        return error.reason
      }
    }
    #expect(reason([]) == .missing)
    #expect(reason([("Authorization", "Bearer ")]) == .malformed)
    #expect(reason([("X-Api-Key", "")]) == .missing)
    #expect(reason([("Authorization", "Basic secretKeyExample")]) == .malformed)
    #expect(reason([("Authorization", "Bearer secretKeyExample"), ("X-Api-Key", "secretKeyExample")]) == .duplicated)
    #expect(reason([("X-Api-Key", "secretKeyExample"), ("x-api-key", "secretKeyExample")]) == .duplicated)
    #expect(reason([("X-Api-Key", String(repeating: "x", count: 257))]) == .malformed)
  }

  @Test func `a revoked key's token is refused`() throws {
    let directory = try Example.directory([Example.key(revoked: 1)])
    let error = try #require(throws: AuthenticationFailure.self) {
      try BearerKey.caller(ofToken: "secretKeyExample", in: directory)
    }
    #expect(error.reason == .revokedKey)
  }

  @Test(arguments: RecordedRequest.all("v1"))
  func `a form that was signed for one call is refused a second time`(_ request: RecordedRequest) throws {
    let (directory, replays) = (try Example.directory(), ReplayWindow())
    _ = try request.caller(in: directory, replays: replays)
    let error = try #require(throws: AuthenticationFailure.self) { try request.caller(in: directory, replays: replays) }
    #expect(error.reason == .replayed)
  }

  @Test(arguments: RecordedRequest.all("v1"))
  func `a signature that is wrong is not remembered`(_ request: RecordedRequest) throws {
    let replays = ReplayWindow()
    let wrong = try Example.directory([Example.key("AKIDEXAMPLE", "secretKeyExamplf")])
    #expect(throws: AuthenticationFailure.self) { try request.caller(in: wrong, replays: replays) }
    #expect(replays.count == 0)
    #expect(try request.caller(in: Example.directory(), replays: replays).keyID == "AKIDEXAMPLE")
  }

  @Test(arguments: RecordedRequest.all("tc3"))
  func `TC3 may be sent again unless a window refuses it`(_ request: RecordedRequest) throws {
    let (directory, window) = (try Example.directory(), ReplayWindow())
    _ = try request.caller(in: directory)
    _ = try request.caller(in: directory, refusesReplays: window)
    let error = try #require(throws: AuthenticationFailure.self) {
      try request.caller(in: directory, refusesReplays: window)
    }
    #expect(error.reason == .replayed)
  }

  @Test func `a full window refuses and forgets what has expired alone`() throws {
    let window = ReplayWindow(maximumEntryCount: 3, maximumEntryCountPerKey: 2)
    try window.admit("1", key: "a", expires: 10, now: 0)
    try window.admit("2", key: "a", expires: 12, now: 0)
    func reason(_ token: String, _ key: String, now: Int) -> AuthenticationFailure.Reason? {
      do throws(AuthenticationFailure) {
        try window.admit(token, key: key, expires: 20, now: now)
        return nil
      } catch {
        return error.reason
      }
    }
    #expect(reason("3", "a", now: 0) == .replayWindowFull)
    #expect(reason("1", "b", now: 0) == nil)
    #expect(reason("2", "b", now: 0) == .replayWindowFull)
    #expect(reason("1", "a", now: 10) == .replayed)
    #expect(reason("3", "a", now: 10) == .replayWindowFull)
    #expect(reason("3", "a", now: 11) == nil)
    #expect(window.count == 3)
    #expect(reason("2", "a", now: 11) == .replayed)
  }

  @Test(arguments: [
    ("Nonce", nil, "MissingParameter"), ("Nonce", "0", "InvalidParameter"), ("Nonce", "-1", "InvalidParameter"),
    ("Nonce", "1.5", "InvalidParameter"), ("Nonce", "+7", "InvalidParameter"), ("Timestamp", nil, "MissingParameter"),
    ("Timestamp", "soon", "InvalidParameter"), ("SecretId", nil, "MissingParameter"),
    ("SecretId", "a b", "AuthFailure.InvalidSecretId"), ("Signature", nil, "MissingParameter"),
    ("SignatureMethod", "HmacMD5", "InvalidParameterValue"), ("Signature", "AAAA", "AuthFailure.SignatureFailure"),
    ("SignatureMethod", nil, "AuthFailure.SignatureFailure"), ("Token", "t", "AuthFailure.TokenFailure"),
  ])
  func `each parameter of the older signature is checked`(_ name: String, _ value: String?, _ code: String) throws {
    let request = try #require(RecordedRequest.all.first { $0.name == "v1 sha256 post" })
    var pairs = try FormParameters(Array(request.body)).pairs.filter { $0.name != name }
    if let value { pairs.append((name, value)) }
    let error = try #require(throws: AuthenticationFailure.self) {
      try TencentV1Signature.claim(
        request.head, parameters: FormParameters(pairs: pairs), in: Example.directory(), now: request.at,
        replays: ReplayWindow()
      ).verify(body: [])
    }
    #expect(error.tencentCode == code)
  }

  @Test(arguments: [
    (nil, "AuthFailure.InvalidAuthorization"), ("SKIP", "AuthFailure.InvalidAuthorization"),
    ("TC3-HMAC-SHA256", "AuthFailure.InvalidAuthorization"),
    ("TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/2026-11-27/ims/tc3_request", "AuthFailure.InvalidAuthorization"),
    (
      "TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/x/ims/tc3_request, SignedHeaders=host, Signature=0",
      "AuthFailure.InvalidAuthorization"
    ),
    (
      "TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/x/ims/tc3_request, SignedHeaders=content-type, Signature=0",
      "AuthFailure.InvalidAuthorization"
    ),
    (
      "TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/x/ims/tc3_request, SignedHeaders=content-type;host;host, Signature=0",
      "AuthFailure.InvalidAuthorization"
    ),
    (
      "TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/x/ims/tc3_request, SignedHeaders=content-type;host, Signature=0, Signature=0",
      "AuthFailure.InvalidAuthorization"
    ),
    (
      "TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/x/ims/aws4_request, SignedHeaders=content-type;host, Signature=0",
      "AuthFailure.InvalidAuthorization"
    ),
    (
      "TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/1999-01-01/ims/tc3_request, SignedHeaders=content-type;host, Signature=0",
      "AuthFailure.InvalidAuthorization"
    ),
    (
      "TC3-HMAC-SHA256 Credential=A B/x/ims/tc3_request, SignedHeaders=content-type;host, Signature=0",
      "AuthFailure.InvalidSecretId"
    ),
    (
      "TC3-HMAC-SHA256 Credential=AKIDNOBODY/x/ims/tc3_request, SignedHeaders=content-type;host, Signature=0",
      "AuthFailure.SecretIdNotFound"
    ),
    (String(repeating: "x", count: 4097), "AuthFailure.InvalidAuthorization"),
  ])
  func `an Authorization that is not one has the documented code`(_ value: String?, _ code: String) throws {
    let request = try #require(RecordedRequest.all.first).replacing("Authorization", with: value)
    let error = try #require(throws: AuthenticationFailure.self) { try request.caller(in: Example.directory()) }
    #expect(error.tencentCode == code, "\(error)")
  }

  @Test(arguments: ["%", "%4", "%zz", "a=%ff", "%ff=a", "a=1&a=2", "a=1&%61=2"])
  func `a form that is broken or says a thing twice is refused`(_ text: String) {
    #expect(throws: AuthenticationFailure.self) { try FormParameters(Array(text.utf8)) }
  }

  @Test func `a form is decoded, and has a bounded number of parameters`() throws {
    let form = try FormParameters(Array("a=1+2%2B&&b&%E5%9B%BE==x".utf8))
    #expect(form.pairs.map(\.name) == ["a", "b", "图"])
    #expect(form.pairs.map(\.value) == ["1 2+", "", "=x"])
    let full = (0..<FormParameters.maximumCount).map { "p\($0)=" }.joined(separator: "&")
    #expect(try FormParameters(Array(full.utf8)).pairs.count == FormParameters.maximumCount)
    #expect(throws: AuthenticationFailure.self) { try FormParameters(Array((full + "&q=").utf8)) }
  }

  @Test func `a host's port is found in names and addresses`() {
    #expect(HostForms.withoutPort("a.example:80") == "a.example")
    #expect(HostForms.withoutPort("[::1]:80") == "[::1]")
    #expect(HostForms.withoutPort("[::1]") == "[::1]")
    #expect(HostForms.withoutPort("a.example") == "a.example")
  }

  @Test func `Tencent's published example is accepted`() throws {
    let (id, body) = (
      "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
      #"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#
    )
    let request = SignedRequest(
      method: "POST", path: "/", query: "",
      headers: [
        ("Host", "cvm.tencentcloudapi.com"), ("Content-Type", "application/json; charset=utf-8"),
        ("X-TC-Timestamp", "1551113065"),
        (
          "Authorization",
          "TC3-HMAC-SHA256 Credential=\(id)/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
        ),
      ])
    let directory = try Example.directory([Example.key(id, "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE")])
    let claim = try TC3Signature.claim(request, in: directory, now: 1_551_113_065)
    #expect(try claim.verify(body: Array(body.utf8)).keyID == id)
    #expect(throws: AuthenticationFailure.self) { try claim.verify(body: Array((body + " ").utf8)) }
  }

  @Test func `AWS's published example is accepted`() throws {
    let request = SignedRequest(
      method: "GET", path: "/", query: "Action=ListUsers&Version=2010-05-08",
      headers: [
        ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"), ("Host", "iam.amazonaws.com"),
        ("X-Amz-Date", "20150830T123600Z"),
        (
          "Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
        ),
      ])
    let directory = try Example.directory([Example.key("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")])
    let claim = try AWSSignatureV4.claim(request, service: "iam", in: directory, now: 1_440_938_160)
    #expect(try claim.verify(body: []).keyID == "AKIDEXAMPLE")
    #expect(throws: AuthenticationFailure.self) { try claim.verify(body: [0]) }
    #expect(throws: AuthenticationFailure.self) {
      try AWSSignatureV4.claim(request, in: directory, now: 1_440_938_160)
    }
  }
}
