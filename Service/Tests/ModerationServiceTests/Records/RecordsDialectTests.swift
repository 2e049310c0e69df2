import Foundation
import Logging
import ModerationStore
import ServiceAccounts
import Synchronization
import Testing

@testable import ModerationService

@Suite("The interface for records", .timeLimit(.minutes(20)))
struct RecordsDialectTests {
  private let records = MemoryRecords()
  private static let noon: Int64 = 1_795_780_800_000
  /// How many records were made, one a millisecond.
  private static let made = Atomic<Int64>(0)

  /// Knows callers by their word.
  private struct Callers: Authenticating {
    static let known: [String: Caller] = [
      "main": Caller(account: Account(id: "acme"), keyID: "AKID1", grants: .all),
      "auditor": Caller(account: Account(id: "acme"), subAccount: "auditor", keyID: "AKID2", grants: .readRecords),
      "uploader": Caller(account: Account(id: "acme"), subAccount: "uploader", keyID: "AKID3", grants: .call),
      "other": Caller(account: Account(id: "other"), keyID: "AKID4", grants: .all),
      "closed": Caller(account: Account(id: "closed", services: [.ims]), keyID: "AKID5", grants: .all),
    ]

    func claim(_ head: RequestHead, by scheme: SignatureScheme) throws(ServiceFailure) -> RequestClaim {
      guard let caller = Self.known[head["authorization"] ?? ""] else {
        throw ServiceFailure(.notAuthenticated(FixedAuthenticator.refusal), "no key")
      }
      return RequestClaim(account: caller.account.id) { _ throws(AuthenticationFailure) in caller }
    }

    func claim(
      _ head: RequestHead, parameters: [(name: String, value: String)]
    ) throws(ServiceFailure) -> RequestClaim { try claim(head, by: .bearer) }
  }

  private func ask(
    _ method: String = "GET", _ path: String = "/v1/records", query: String = "", body: String = "",
    as caller: String = "main"
  ) async -> ServiceAnswer {
    var dialect = RecordsDialect(
      records: records, authenticator: Callers(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    dialect.now = { 7 }
    let head = RequestHead(
      method: method, path: path, query: query, headers: [(name: "authorization", value: caller)])
    do throws(ServiceFailure) {
      let opening = try dialect.open(head)
      return try await dialect.answer(
        Array(body.utf8), Exchange(id: "r-1", head: head, opening: opening, deadline: .now + opening.deadline))
    } catch {
      return dialect.answer(to: error, of: head, requestID: "r-1")
    }
  }

  private func add(_ text: String, of account: String = "acme", label: String? = nil) async throws -> RecordID {
    var record = ModerationRecord(
      id: .new(at: Self.noon + Self.made.add(1, ordering: .relaxed).newValue), account: account, key: "AKID1",
      interface: "ims.ImageModeration")
    (record.suggestion, record.text, record.label) = (label == nil ? "PASS" : "BLOCK", text, label)
    record.result = "{\"schema\":\"moderation-result-2\"}"
    try await records.add([record])
    return record.id
  }

  private func texts(_ answer: ServiceAnswer) throws -> [String] {
    try #require(try answer.json["records"]?.elements).compactMap { $0["text"]?.string }
  }

  @Test("finds records by query and by body, and goes on where it ended")
  func search() async throws {
    for text in ["一 色情", "二", "三 色情"] { _ = try await add(text) }
    let all = await ask(query: "limit=2&count=true")
    #expect(all.status == 200)
    #expect(try texts(all) == ["三 色情", "二"])
    #expect(try all.json["count"] == 3)
    #expect(try all.json["hasMore"] == false)
    let next = try #require(try all.json["next"]?.string)
    let rest = await ask(query: "limit=2&after=\(next)")
    #expect(try texts(rest) == ["一 色情"])
    #expect(try rest.json["next"] == .null)
    let found = await ask("POST", body: #"{"text":"色情","limit":1,"results":true}"#)
    #expect(try texts(found) == ["三 色情"])
    #expect(try found.json["records"]?.elements?.first?["result"]?["schema"] == "moderation-result-2")
    #expect(try texts(await ask(query: "text=%E8%89%B2%E6%83%85&suggestion=block")) == [])
  }

  static let wrong: [(query: String, code: String)] = [
    ("limit=0", "invalidValue"), ("limit=1001", "invalidValue"), ("limit=201&results=true", "invalidValue"),
    ("limit=x", "invalidValue"), ("colour=red", "invalidValue"), ("text=%22", "invalidValue"),
    ("text=" + String(repeating: "a", count: 1_001), "invalidValue"),
    ("text=" + String(repeating: "a+", count: 33), "invalidValue"), ("since=yesterday", "invalidValue"),
    ("pdq=12", "invalidValue"), ("pdq=\(String(repeating: "0", count: 64)):32", "invalidValue"),
    ("after=..", "invalidValue"), ("gaps=1", "invalidValue"), ("sha256=xy", "invalidValue"),
    ("correction=all", "invalidValue"), ("order=up", "invalidValue"), ("count=1", "invalidValue"),
    ("label=a&label=b", "wrongType"), ("label=%FF", "wrongType"), ("suggestion=maybe", "invalidValue"),
  ]

  @Test("refuses what cannot be asked for", arguments: wrong)
  func refusals(query: String, code: String) async throws {
    let answer = await ask(query: query)
    #expect(answer.status == 400)
    #expect(try answer.json["error"]?["code"]?.string == code)
  }

  @Test("shows an account its own records alone; another's is as one that is not there")
  func accounts() async throws {
    let (own, other) = (try await add("mine"), try await add("theirs", of: "other"))
    #expect(try texts(await ask()) == ["mine"])
    #expect(try texts(await ask(as: "other")) == ["theirs"])
    #expect(await ask("GET", "/v1/records/\(own)").status == 200)
    let correction = #"{"type":"falseAlarm"}"#
    for id in ["\(other)", "0000000000000", "nothing", "..", "%2e"] {
      let answers = [
        await ask("GET", "/v1/records/\(id)"), await ask("PUT", "/v1/records/\(id)/correction", body: correction),
        await ask("DELETE", "/v1/records/\(id)/correction"),
      ]
      for answer in answers {
        #expect(answer.status == 404)
        #expect(try answer.json["error"]?["code"]?.string == "notFound")
      }
    }
    #expect(try await records.record(other, of: nil)?.correction == nil)
  }

  @Test("asks for the grant that reading and correcting take")
  func grants() async throws {
    let id = try await add("a")
    let place = "/v1/records/\(id)/correction"
    #expect(await ask(as: "auditor").status == 200)
    #expect(await ask("PUT", place, body: #"{"type":"falseAlarm"}"#, as: "auditor").status == 403)
    #expect(await ask("DELETE", place, as: "auditor").status == 403)
    for path in ["/v1/records", "/v1/records/export", "/v1/records/\(id)"] {
      #expect(await ask("GET", path, as: "uploader").status == 403)
      #expect(await ask("GET", path, as: "closed").status == 403)
      #expect(await ask("GET", path, as: "nobody").status == 401)
    }
  }

  @Test("corrects and takes back")
  func correction() async throws {
    let place = "/v1/records/\(try await add("a"))/correction"
    let answer = await ask(
      "PUT", place, body: #"{"type":"missed","label":"Porn","subLabel":"Explicit","suggestion":"BLOCK","note":"seen"}"#)
    #expect(answer.status == 200)
    let correction = try #require(try answer.json["correction"])
    #expect(correction["type"] == "missed")
    #expect(correction["label"] == "Porn")
    #expect(correction["by"] == "AKID1")
    #expect(correction["milliseconds"] == 7)
    #expect(try texts(await ask(query: "corrected=true")) == ["a"])
    #expect(try await ask("DELETE", place).json["correction"] == nil)
    #expect(try texts(await ask(query: "corrected=true")) == [])
  }

  static let wrongCorrections = [
    "{}", "[]", "{", #"{"type":"wrong"}"#, #"{"type":"missed"}"#, #"{"type":"falseAlarm","subLabel":"a"}"#,
    #"{"type":"falseAlarm","suggestion":"maybe"}"#, #"{"type":"falseAlarm","by":"me"}"#,
    #"{"type":"falseAlarm","label":"a\tb"}"#, #"{"type":"falseAlarm","label":["a"]}"#,
    "{\"type\":\"falseAlarm\",\"note\":\"\(String(repeating: "a", count: 2_001))\"}",
  ]

  @Test("refuses corrections that say nothing", arguments: wrongCorrections)
  func wrongCorrection(body: String) async throws {
    let id = try await add("a")
    #expect(await ask("PUT", "/v1/records/\(id)/correction", body: body).status == 400)
    #expect(try await records.record(id, of: nil)?.correction == nil)
  }

  @Test("exports lines, oldest first, page by page")
  func export() async throws {
    for index in 0..<3 { _ = try await add("\(index)") }
    let first = await ask("GET", "/v1/records/export", query: "limit=2")
    #expect(first.contentType == "application/x-ndjson")
    let lines = String(decoding: first.body, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.contains("\"result\":{\"schema\":") })
    let rest = await ask(
      "GET", "/v1/records/export", query: "limit=2&after=\(try #require(first.header("X-Next-After")))")
    #expect(String(decoding: rest.body, as: UTF8.self).contains("\"text\":\"2\""))
    #expect(rest.header("X-Next-After") == nil)
  }

  @Test("has nothing at other paths and takes no other methods")
  func places() async throws {
    #expect(await ask("GET", "/v1/records/a/b").status == 404)
    #expect(await ask("GET", "/v1/records/a/b/c").status == 404)
    let answer = await ask("DELETE")
    #expect(answer.status == 405)
    #expect(answer.header("Allow") == "GET, POST")
    #expect(await ask("POST", "/v1/records/export").status == 405)
  }
}
