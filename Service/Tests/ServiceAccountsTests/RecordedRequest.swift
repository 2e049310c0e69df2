import Foundation
import ServiceAccounts
import Testing

/// A request that a real client signed with the id `AKIDEXAMPLE` and the secret `secretKeyExample`, recorded on
/// loopback: tencentcloud-sdk-python 3.1.195, boto3 1.44.8, huaweicloudsdkcore 3.1.219 (and, for "path and query",
/// "query" and "unsigned payload", their signers alone). What is called "by rule" was signed by the documented rules as
/// other clients do: the port left out of Host, values in lower case.
struct RecordedRequest: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let kind: String
  var method: String
  var path: String
  var query: String
  var headers: [[String]]
  var body: Data
  /// The seconds of the machine that recorded it.
  let at: Int

  enum CodingKeys: String, CodingKey { case name = "case", kind, method, path, query, headers, body, at }

  var testDescription: String { name }

  static let all: [RecordedRequest] = {
    guard let url = Bundle.module.url(forResource: "clients", withExtension: "json", subdirectory: "Vectors"),
      let data = try? Data(contentsOf: url), let all = try? JSONDecoder().decode([RecordedRequest].self, from: data)
    else { return [] }
    return all
  }()

  static func all(_ kinds: String...) -> [RecordedRequest] { all.filter { kinds.contains($0.kind) } }

  var head: SignedRequest {
    SignedRequest(method: method, path: path, query: query, headers: headers.map { ($0[0], $0[1]) })
  }

  /// Claims and verifies in one.
  func caller(
    in directory: AccountDirectory, now: Int? = nil, replays: ReplayWindow = ReplayWindow(),
    refusesReplays: ReplayWindow? = nil
  ) throws(AuthenticationFailure) -> Caller {
    let now = now ?? at
    let claim: SignatureClaim
    switch kind {
    case "tc3": claim = try TC3Signature.claim(head, in: directory, now: now, refusesReplays: refusesReplays)
    case "v1":
      let form = try FormParameters(method == "GET" ? Array(query.utf8) : Array(body))
      claim = try TencentV1Signature.claim(head, parameters: form, in: directory, now: now, replays: replays)
    case "aws": claim = try AWSSignatureV4.claim(head, in: directory, now: now)
    default: claim = try HuaweiSignature.claim(head, in: directory, now: now)
    }
    return try claim.verify(body: Array(body))
  }

  func value(_ header: String) -> String? { headers.first { $0[0].lowercased() == header.lowercased() }?[1] }

  func replacing(_ header: String, with value: String?) -> RecordedRequest {
    var copy = self
    copy.headers = headers.compactMap { pair in
      pair[0].lowercased() == header.lowercased() ? value.map { [pair[0], $0] } : pair
    }
    return copy
  }

  func adding(_ header: String, _ value: String) -> RecordedRequest {
    var copy = self
    copy.headers.append([header, value])
    return copy
  }

  /// The names that the signature covers.
  var signedHeaders: [String] {
    guard let list = value("Authorization")?.components(separatedBy: "SignedHeaders=").last?.split(separator: ",").first
    else { return kind == "v1" ? ["host"] : [] }
    return list.split(separator: ";").map(String.init)
  }
}

/// Accounts and keys for tests.
enum Example {
  static let secret = "secretKeyExample"

  static func key(
    _ id: String = "AKIDEXAMPLE", _ secret: String = secret, account: String = "default", subAccount: String? = nil,
    revoked: Int? = nil
  ) throws -> AccessKey {
    AccessKey(
      id: id, secret: try #require(Secret(secret)), account: account, subAccount: subAccount, revoked: revoked)
  }

  static func directory(
    _ keys: [AccessKey]? = nil, accounts: [Account] = [Account(id: "default")]
  ) throws -> AccountDirectory {
    try AccountDirectory(accounts: accounts, keys: keys ?? [key()])
  }
}
