import Foundation
import ImageModeration
import Testing

@testable import ModerationService

@Suite("Our own interface", .timeLimit(.minutes(20)))
struct NativeDialectTests {
  private static let content = "bm90IGEgcGljdHVyZQ=="

  private static func ask(
    _ judge: any ImageJudging, _ body: [UInt8], type: String = "application/json", query: String = "",
    method: String = "POST"
  ) async -> ServiceAnswer {
    let authenticator = FixedAuthenticator()
    let dialect = NativeDialect(
      judge: judge, authenticator: authenticator,
      openAI: OpenAIDialect(judge: judge, authenticator: authenticator, options: DialectOptions()))
    let head = RequestHead(
      method: method, path: "/v1/moderations", query: query,
      headers: [(name: "content-type", value: type), (name: "authorization", value: "Bearer key")])
    do throws(ServiceFailure) {
      let opening = try dialect.open(head)
      let exchange = Exchange(id: "r-1", head: head, opening: opening, deadline: .now + opening.deadline)
      return try await dialect.answer(body, exchange)
    } catch {
      return dialect.answer(to: error, of: head, requestID: "r-1")
    }
  }

  private static func ask(_ judge: any ImageJudging, _ json: String) async -> ServiceAnswer {
    await ask(judge, Array(json.utf8))
  }

  private static func images(_ count: Int) -> String {
    "{\"images\":[" + Array(repeating: "{\"base64\":\"\(content)\"}", count: count).joined(separator: ",") + "]}"
  }

  /// Bodies that ask for nothing that there is, with the code and the status.
  static let wrong: [(String, String, Int)] = [
    ("{}", "noImage", 400), ("[]", "wrongType", 400), ("{", "malformedBody", 400),
    ("{\"images\":[]}", "noImage", 400), ("{\"images\":{}}", "wrongType", 400), ("{\"images\":[1]}", "wrongType", 400),
    ("{\"image\":{}}", "noImage", 400), ("{\"image\":{\"base64\":\"#\"}}", "invalidBase64", 400),
    ("{\"image\":{\"base64\":\"\(content)\",\"url\":\"http://a.example/\"}}", "noImage", 400),
    ("{\"image\":{\"base64\":\"\(content)\"},\"images\":[]}", "noImage", 400),
    ("{\"image\":{\"base64\":\"\(content)\",\"file\":\"/etc/passwd\"}}", "unknownParameter", 400),
    ("{\"image\":{\"base64\":\"\(content)\"},\"polcy\":\"a\"}", "unknownParameter", 400),
    ("{\"image\":{\"base64\":\"\(content)\"},\"policy\":1}", "wrongType", 400),
    ("{\"image\":{\"base64\":\"\(content)\"},\"scenes\":\"porn\"}", "wrongType", 400),
    ("{\"image\":{\"base64\":\"\(content)\"},\"scenes\":[]}", "invalidValue", 400),
    ("{\"image\":{\"base64\":\"\(content)\",\"id\":\"\(String(repeating: "a", count: 257))\"}}", "invalidValue", 400),
    (images(17), "invalidValue", 400),
  ]

  @Test("refuses what it does not know, by name", arguments: wrong)
  func refusals(body: String, code: String, status: Int) async throws {
    let judge = FixedJudge(.clean)
    let answer = await Self.ask(judge, body)
    #expect(answer.status == status)
    #expect(try answer.json["error"]?["code"]?.string == code)
    #expect(judge.questions.isEmpty)
  }

  @Test("judges up to sixteen pictures, each with its own result", arguments: [1, 2, 16])
  func batch(count: Int) async throws {
    let judge = FixedJudge(.clean)
    let answer = await Self.ask(judge, Self.images(count))
    #expect(answer.status == 200)
    let sources = try answer.response(at: "results")?.elements?.map { $0["source"]?.string }
    #expect(sources == (0..<count).map { "\($0)" })
    #expect(judge.questions.count == count)
  }

  @Test("takes the picture as a form and as the body, and what is asked for beside it")
  func otherBodies() async throws {
    let judge = FixedJudge(.clean)
    let form = SpokenDialect.form([
      "image": Array("png".utf8), "policy": Array("live_chat".utf8), "scenes": Array("porn,text".utf8),
    ])
    for answer in [
      await Self.ask(judge, form, type: "multipart/form-data; boundary=edge"),
      await Self.ask(judge, Array("png".utf8), type: "image/png", query: "policy=live_chat&scenes=porn,text&id=a"),
    ] { #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))") }
    #expect(judge.questions.count == 2)
    for question in judge.questions {
      #expect(question.policy == "live_chat")
      #expect(question.scenes == [.porn, .text])
      #expect(question.takesRejections)
      guard case .bytes(let bytes, .local) = question.picture else {
        Issue.record("the picture did not reach the judge")
        continue
      }
      #expect(bytes == Array("png".utf8))
    }
  }

  @Test("follows redirects, for addresses alone")
  func addresses() async {
    let judge = FixedJudge(.clean)
    _ = await Self.ask(judge, "{\"image\":{\"url\":\"http://images.example.com/a\"}}")
    guard case .address("http://images.example.com/a", followsRedirects: true)? = judge.questions.first?.picture else {
      Issue.record("the address did not reach the judge")
      return
    }
  }

  @Test("has a result for a picture that is refused, and no suggestion in it")
  func refusedPicture() async throws {
    let rejection = InputRejection(.sideTooSmall, message: "50 pixels")
    let answer = await Self.ask(FixedJudge(.success(Sample.judged(.rejected(rejection)))), Self.images(1))
    #expect(answer.status == 200)
    #expect(answer.outcome == "incomplete")
    let result = try answer.response(at: "results")?.elements?.first
    #expect((result?["suggestion"] ?? .null) == .null)
    #expect(result?["error"] != nil || result?["rejection"] != nil)
  }

  @Test("tells a failure by status for one picture, and beside the other results for several")
  func failures() async throws {
    let judge = FixedJudge(.failure(ServiceFailure(.deadlinePassed, "late")))
    let one = await Self.ask(judge, Self.images(1))
    #expect(one.status == 504)
    #expect(one.header("Retry-After") == "1")
    let two = await Self.ask(judge, Self.images(2))
    #expect(two.status == 200)
    #expect(two.outcome == "incomplete")
    let codes = try two.response(at: "results")?.elements?.map { $0["error"]?["code"]?.string }
    #expect(codes == ["deadlinePassed", "deadlinePassed"])
  }

  @Test("is asked by POST alone", arguments: ["GET", "PUT", "DELETE", "OPTIONS", "TRACE"])
  func methods(method: String) async {
    let answer = await Self.ask(FixedJudge(.clean), [], method: method)
    #expect(answer.status == 405)
    #expect(answer.header("Allow") == "POST")
  }

  @Test("takes no other content types", arguments: ["text/plain", "", "application/jsonp", "video/mp4"])
  func contentTypes(type: String) async {
    #expect(await Self.ask(FixedJudge(.clean), [0x7B, 0x7D], type: type).status == 415)
  }

  @Test("has a status that is no success for every failure", arguments: TencentCodesTests.failures)
  func statuses(failure: NamedFailure) {
    #expect((400..<600).contains(NativeStatus.status(of: failure.failure)))
  }
}

extension ServiceAnswer {
  /// A member of the answer's document.
  fileprivate func response(at name: String) throws -> JSONValue? {
    try JSONDecoder().decode(JSONValue.self, from: Data(body))[name]
  }
}
