import ImageModeration
import Testing

@testable import ModerationService

@Suite("The pre-upload hook", .timeLimit(.minutes(20)))
struct HookDialectTests {
  private static let spoken = SpokenDialect.hook

  @Test(
    "200 lets a file in, 422 does not",
    arguments: [
      (Sample.clean, 200), (.gapThatPasses, 200), (.suppressed, 200), (.porn, 422), (.doubtfulPorn, 422),
      (.firearm, 422),
      (.qrCode, 422), (.pluginLabel, 422), (.gap, 422), (.gravestGap, 422),
    ])
  func statuses(sample: Sample, status: Int) async throws {
    let answer = await Self.spoken.ask(FixedJudge(sample))
    #expect(answer.status == status)
    #expect(try answer.json["allowed"]?.bool == (status == 200))
    #expect(try answer.json["suggestion"]?.string == sample.judged.verdict?.suggestion.rawValue)
    #expect(answer.outcome == sample.judged.verdict?.suggestion.rawValue)
  }

  @Test("the answer names what decided")
  func reasons() async throws {
    let blocked = await Self.spoken.ask(FixedJudge(.firearm))
    #expect(
      try blocked.json
        == JSONValue.object([
          "allowed": false, "suggestion": "BLOCK", "label": "Terror", "subLabel": "Firearm",
          "requestId": "7a0f1c1e-0000-4000-8000-000000000001",
        ]).sorted)
    let gap = await Self.spoken.ask(FixedJudge(.gap))
    #expect(try gap.json["reason"]?.string?.contains("porn (unseen)") == true)
  }

  @Test(
    "by choice REVIEW is let in and said, gaps and BLOCK are not",
    arguments: [(Sample.doubtfulPorn, 200), (.abuse, 200), (.gap, 422), (.porn, 422), (.gapBesideFirearm, 422)])
  func allowsReview(sample: Sample, status: Int) async throws {
    var options = DialectOptions()
    options.hookAllowsReview = true
    let answer = await Self.spoken.ask(FixedJudge(sample), options)
    #expect(answer.status == status)
    if status == 200 { #expect(try answer.json["suggestion"] == "REVIEW") }
  }

  @Test("nor is REVIEW beside a gap")
  func allowsNoGap() async throws {
    var options = DialectOptions()
    options.hookAllowsReview = true
    let judged = Sample.judged([Sample.Found(.text, .abuse, .englishAbuse, .review, 0.7)], gaps: [.porn: .review])
    let answer = await Self.spoken.ask(FixedJudge(.success(judged)), options)
    #expect(answer.status == 422)
  }

  @Test("the file may come as any picture's or film's type, as bytes, without a type, or in a form")
  func bodies() async throws {
    for type in ["image/jpeg", "image/svg+xml", "video/mp4", "application/octet-stream", ""] {
      let judge = FixedJudge(.clean)
      let answer = await Self.spoken.ask(judge, head: Self.spoken.head(contentType: type))
      #expect(answer.status == 200, "\(type)")
      #expect(judge.questions.count == 1)
    }
    let judge = FixedJudge(.clean)
    let answer = await Self.spoken.ask(
      judge, head: Self.spoken.head(contentType: "multipart/form-data; boundary=edge"),
      body: SpokenDialect.form(["file": SpokenDialect.bytes]))
    #expect(answer.status == 200)
    guard case .bytes(SpokenDialect.bytes, .local)? = judge.questions.first?.picture else {
      Issue.record("the form's file was not asked about")
      return
    }
  }

  @Test(
    "forms with other fields, without the file, and empty files are refused",
    arguments: [
      SpokenDialect.form(["picture": [1]]), SpokenDialect.form(["file": [1], "x": [2]]),
      SpokenDialect.form(["file": []]),
    ])
  func badForms(body: [UInt8]) async throws {
    let judge = FixedJudge(.clean)
    let answer = await Self.spoken.ask(
      judge, head: Self.spoken.head(contentType: "multipart/form-data; boundary=edge"), body: body)
    #expect(answer.status == 400)
    #expect(judge.questions.isEmpty)
  }

  @Test("an empty body is no file")
  func empty() async throws {
    let answer = await Self.spoken.ask(FixedJudge(.clean), body: [])
    #expect(answer.status == 400)
    #expect(try answer.json["error"]?["code"] == "noImage")
  }

  @Test(
    "the query names the policy and nothing else",
    arguments: [
      ("", 200, nil), ("policy=strict", 200, "strict"), ("policy=a%20b", 200, "a b"), ("policy=", 400, nil),
      ("policy=a&policy=b", 400, nil), ("polcy=a", 400, nil), ("policy=%zz", 400, nil),
    ] as [(String, Int, String?)])
  func policies(query: String, status: Int, policy: String?) async throws {
    let judge = FixedJudge(.clean)
    let answer = await Self.spoken.ask(judge, head: Self.spoken.head(query: query))
    #expect(answer.status == status)
    #expect(judge.questions.first?.policy == policy)
  }

  @Test("a key may stand in X-Api-Key")
  func apiKey() async throws {
    let head = RequestHead(
      method: "POST", path: HookDialect.path, query: "",
      headers: [(name: "content-type", value: "image/png"), (name: "x-api-key", value: "key")])
    let answer = await Self.spoken.ask(FixedJudge(.clean), head: head)
    #expect(answer.status == 200)
  }

  @Test("a file over the limit is 413 with both numbers")
  func tooLarge() async throws {
    let answer = await Self.spoken.ask(
      FixedJudge(.clean), body: [UInt8](repeating: 0, count: HookDialect.maximumFileBytes + 1))
    #expect(answer.status == 413)
    #expect(try answer.json["error"]?["message"]?.string?.contains("31457279") == true)
  }
}
