import ImageModeration
import Testing

@testable import ModerationService

@Suite("Azure's image:analyze", .timeLimit(.minutes(20)))
struct AzureDialectTests {
  private static let spoken = SpokenDialect.azure

  /// `category severity` of each, as answered.
  private func analysis(_ answer: ServiceAnswer) throws -> [String] {
    try #require(try answer.json["categoriesAnalysis"]?.elements).map {
      "\($0["category"]?.string ?? "?") \($0["severity"]?.integerValue ?? -1)"
    }
  }

  private func body(_ more: String) -> [UInt8] {
    Array(#"{"image":{"content":"\#(SpokenDialect.base64)"}\#(more)}"#.utf8)
  }

  @Test(
    "severities are 0, 4 for REVIEW and 6 for BLOCK, of the categories that were looked at",
    arguments: [
      (Sample.clean, ["Sexual 0", "Violence 0"]), (.porn, ["Sexual 6", "Violence 0"]),
      (.doubtfulPorn, ["Sexual 4", "Violence 0"]), (.firearm, ["Sexual 0", "Violence 6"]),
      (.gore, ["Sexual 0", "Violence 6"]), (.gapBesideFirearm, ["Violence 6"]), (.gapThatPasses, ["Violence 0"]),
      (.suppressed, ["Sexual 0", "Violence 0"]), (.nothingNeeded, ["Sexual 0", "Violence 0"]),
    ])
  func severities(sample: Sample, expected: [String]) async throws {
    let answer = await Self.spoken.ask(FixedJudge(sample))
    #expect(answer.status == 200)
    #expect(try analysis(answer) == expected)
  }

  @Test("a scene that the policy does not look at is no severity of 0")
  func notInThePolicy() async throws {
    let answer = await Self.spoken.ask(FixedJudge(.success(Sample.judged([], scenes: [.porn]))))
    #expect(try analysis(answer) == ["Sexual 0"])
    let none = await Self.spoken.ask(FixedJudge(.success(Sample.judged([], scenes: [.text]))))
    #expect(none.status == 422)
    #expect(try none.json["error"]?["code"] == "NotEvaluated")
  }

  @Test(
    "what is in no category is an error, even beside something milder that is",
    arguments: [Sample.qrCode, .politician, .custom, .pluginLabel, .advertAndDoubtfulPorn])
  func unmapped(sample: Sample) async throws {
    let answer = await Self.spoken.ask(FixedJudge(sample))
    #expect(answer.status == 422)
    #expect(try answer.json["error"]?["code"] == "NotRepresentable")
    #expect(try answer.json["error"]?["message"]?.string?.contains("BLOCK") == true)
    #expect(answer.outcome == "BLOCK")
  }

  @Test("or a category of our own name")
  func ownCategories() async throws {
    var options = DialectOptions()
    options.unmappedFindings = .flag
    let code = await Self.spoken.ask(FixedJudge(.qrCode), options)
    #expect(try analysis(code) == ["Sexual 0", "Violence 0", "Ad 6"])
    let both = await Self.spoken.ask(FixedJudge(.advertAndDoubtfulPorn), options)
    #expect(try analysis(both) == ["Sexual 4", "Violence 0", "Ad 6"])
    options.gap = .flag
    let gap = await Self.spoken.ask(FixedJudge(.gap), options)
    #expect(try analysis(gap) == ["Violence 0", "NotEvaluated 4"])
  }

  @Test("a gap and, by choice, REVIEW are errors that no SDK tries again")
  func withheld() async throws {
    let gap = await Self.spoken.ask(FixedJudge(.gap))
    #expect(gap.status == 422)
    #expect(try gap.json["error"]?["code"] == "NotEvaluated")
    var options = DialectOptions()
    options.review = .error
    let review = await Self.spoken.ask(FixedJudge(.doubtfulPorn), options)
    #expect(review.status == 422)
    #expect(try review.json["error"]?["code"] == "ReviewNeeded")
  }

  @Test(
    "categories by name narrow the scenes",
    arguments: [
      (#"["Sexual"]"#, [Scene.porn]), (#"["Violence"]"#, [.terror]),
      (#"["Violence","Sexual","Sexual"]"#, [.porn, .terror]),
      (#"["Hate","Sexual"]"#, [.porn]),
    ])
  func categories(list: String, scenes: [Scene]) async throws {
    let judge = FixedJudge(.success(Sample.judged([], scenes: scenes)))
    let answer = await Self.spoken.ask(judge, body: body(#","categories":\#(list)"#))
    #expect(answer.status == 200)
    #expect(judge.questions.first?.scenes == Set(scenes))
    #expect(try analysis(answer).count == scenes.count)
  }

  @Test("without categories the policy decides what is looked at")
  func noCategories() async throws {
    let judge = FixedJudge(.clean)
    _ = await Self.spoken.ask(judge)
    #expect(judge.questions.first?.scenes == nil)
  }

  @Test(
    "what nothing looks for cannot be asked for alone, nor at all by choice",
    arguments: [
      (#","categories":["Hate"]"#, false), (#","categories":[]"#, false), (#","categories":["Hate","Sexual"]"#, true),
      ("", true),
    ])
  func unlooked(more: String, byChoice: Bool) async throws {
    var options = DialectOptions()
    options.unlookedCategories = byChoice ? .error : .omit
    let judge = FixedJudge(.clean)
    let answer = await Self.spoken.ask(judge, options, body: body(more))
    #expect(answer.status == 400)
    #expect(try answer.json["error"]?["code"] == "NotSupported")
    #expect(judge.questions.isEmpty)
  }

  @Test("a blob's address is fetched as it is, without redirects")
  func blob() async throws {
    let judge = FixedJudge(.clean)
    _ = await Self.spoken.ask(judge, body: Array(#"{"image":{"blobUrl":"https://blob.example/a"}}"#.utf8))
    guard case .address("https://blob.example/a", followsRedirects: false)? = judge.questions.first?.picture else {
      Issue.record("\(judge.questions)")
      return
    }
  }

  @Test(
    "what does not match the interface is InvalidRequestBody",
    arguments: [
      "{", "{}", #"{"image":{}}"#, #"{"image":{"content":"***"}}"#, #"{"image":{"content":""}}"#, #"{"image":7}"#,
      #"{"image":{"content":"AAAA","blobUrl":"https://blob.example/a"}}"#, #"{"image":{"content":"AAAA"},"x":1}"#,
      #"{"image":{"content":"AAAA"},"outputType":"EightSeverityLevels"}"#,
      #"{"image":{"content":"AAAA"},"categories":["Gore"]}"#, #"{"image":{"content":"AAAA"},"categories":"Sexual"}"#,
      #"{"image":{"content":"AAAA"},"categories":[7]}"#,
    ])
  func refused(body: String) async throws {
    let judge = FixedJudge(.clean)
    let answer = await Self.spoken.ask(judge, body: Array(body.utf8))
    #expect(answer.status == 400)
    #expect(try answer.json["error"]?["code"] == "InvalidRequestBody")
    #expect(answer.header("x-ms-error-code") == "InvalidRequestBody")
    #expect(judge.questions.isEmpty)
  }

  @Test("a picture over 4 MB is refused with both numbers")
  func tooLarge() async throws {
    let text = String(repeating: "AAAA", count: 4_194_306 / 3)
    let answer = await Self.spoken.ask(FixedJudge(.clean), body: Array(#"{"image":{"content":"\#(text)"}}"#.utf8))
    #expect(answer.status == 400)
    let message = try #require(try answer.json["error"]?["message"]?.string)
    #expect(message.contains("4194306") && message.contains("4194304"))
  }

  @Test(
    "the version of the interface is checked before the body",
    arguments: [
      ("api-version=2023-10-01", 200), ("api-version=2024-09-01", 200), ("", 400), ("api-version=2022-01-01", 400),
      ("api-version=2023-10-01&api-version=2023-10-01", 400), ("api-version=2023-10-01&x=1", 400), ("%zz", 400),
    ])
  func versions(query: String, status: Int) async throws {
    let answer = await Self.spoken.ask(FixedJudge(.clean), head: Self.spoken.head(query: query))
    #expect(answer.status == status)
  }

  @Test("without the key's field nobody is let in")
  func noKey() async throws {
    let head = RequestHead(
      method: "POST", path: AzureDialect.path, query: "api-version=2023-10-01",
      headers: [(name: "content-type", value: "application/json")])
    let answer = await Self.spoken.ask(FixedJudge(.clean), head: head)
    #expect(answer.status == 401)
    #expect(try answer.json["error"]?["code"] == "401")
  }
}
