import ImageModeration
import ServiceAccounts
import Testing

@testable import ModerationService

@Suite("Tencent's actions", .timeLimit(.minutes(20)))
struct TencentDialectTests {
  private static let content = "bm90IGEgcGljdHVyZQ=="

  @Test(
    "answer 200 without charset, with RequestId, whatever happened",
    arguments: ["2020-12-29", "2020-07-13", "2019-05-29", "2018-11-27", "2019-03-21", "1999-01-01"],
    ["{}", "{", "[]", "null", "", #"{"FileContent":"bm90IGEgcGljdHVyZQ=="}"#])
  func envelope(version: String, body: String) async throws {
    let answer = await TencentRequest(body, of: version).ask(FixedJudge(.clean))
    #expect(answer.status == 200)
    #expect(answer.contentType == "application/json")
    #expect(try answer.response["RequestId"]?.string == TencentRequest.id)
    let isError = try answer.response["Error"] != nil
    #expect(try (answer.response["Suggestion"] != nil) != isError)
  }

  /// Row by row what is decided before a picture is looked at: version, parameters, the documented code.
  static let rows: [(String, String, String)] = {
    let ims = "2020-12-29"
    let tiia = "2019-05-29"
    let value = "InvalidParameterValue."
    func with(_ parameter: String) -> String { "{\"FileContent\":\"\(content)\",\(parameter)}" }
    let text64 = String(repeating: "a", count: 64)
    return [
      // IMS
      (ims, with("\"DataId\":\"\(text64)a\""), value + "InvalidDataId"),
      (ims, with("\"DataId\":\"a b\""), value + "InvalidDataId"),
      (ims, with("\"DataId\":\"ａ\""), value + "InvalidDataId"),
      (ims, with("\"DataId\":\"a\\u0301\""), value + "InvalidDataId"),
      (ims, with("\"DataId\":\"\\u202Ea\""), value + "InvalidDataId"),
      (ims, with("\"DataId\":\"a\\u0000\""), value + "InvalidDataId"),
      (ims, with("\"DataId\":\"a\\r\\nX: y\""), value + "InvalidDataId"),
      (ims, with("\"BizType\":\"ab\""), value + "InvalidParameter"),
      (ims, with("\"BizType\":\"\(String(repeating: "a", count: 33))\""), value + "InvalidParameter"),
      (ims, with("\"BizType\":\"a-b\""), value + "InvalidParameter"),
      (ims, with("\"Type\":\"VIDEO\""), value + "InvalidParameter"),
      (ims, with("\"Type\":\"IMAGE_AIGC\""), "UnsupportedOperation"),
      (ims, with("\"Interval\":-1"), value + "InvalidParameter"),
      (ims, with("\"MaxFrames\":0"), value + "InvalidParameter"),
      (ims, "{}", value + "InvalidContent"), (ims, "{\"FileContent\":\"\"}", value + "InvalidContent"),
      (ims, "{\"FileContent\":\"###\"}", value + "InvalidContent"),
      (ims, "{\"FileContent\":\"data:image/png;base64,\(content)\"}", value + "InvalidContent"),
      (ims, with("\"Nothing\":1"), "UnknownParameter"), (ims, with("\"Interval\":\"5\""), "InvalidParameter"),
      (ims, with("\"CallbackUrl\":\"https://example.com/\""), "UnknownParameter"),
      // What is first in the table answers first.
      (ims, "{\"DataId\":\" \",\"BizType\":\"a\",\"Type\":\"X\"}", value + "InvalidDataId"),
      (ims, "{\"BizType\":\"a\",\"Type\":\"IMAGE_AIGC\"}", value + "InvalidParameter"),
      ("2020-07-13", with("\"Type\":\"IMAGE\""), "UnknownParameter"),
      ("2020-07-13", with("\"DataId\":\"a b\""), value + "InvalidDataId"),
      // TIIA
      (tiia, "{\"ImageBase64\":\"\(content)\"}", "MissingParameter"),
      (tiia, "{\"Scenes\":[],\"ImageBase64\":\"\(content)\"}", "MissingParameter"),
      (tiia, "{\"Scenes\":[\"porn\"],\"ImageBase64\":\"\(content)\"}", value + "InvalidParameterValueLimit"),
      (tiia, "{\"Scenes\":[\"PORN\",\"GORE\"]}", value + "InvalidParameterValueLimit"),
      (tiia, "{\"Scenes\":[\"PORN\"]}", value + "InvalidParameterValueLimit"),
      (tiia, "{\"Scenes\":\"PORN\"}", "InvalidParameter"),
      (tiia, "{\"Scenes\":[\"PORN\"],\"ImageBase64\":\"%%%\"}", "FailedOperation.ImageDecodeFailed"),
      (
        tiia, "{\"Scenes\":[\"PORN\"],\"ImageBase64\":\"data:image/png;base64,\(content)\"}",
        "FailedOperation.ImageDecodeFailed"
      ),
      ("2018-11-27", "{\"Scenes\":[\"TEXT\"],\"ImageBase64\":\"\(content)\"}", value + "InvalidParameterValueLimit"),
      ("2019-03-21", "{}", "NoSuchVersion"), ("1999-01-01", "{}", "NoSuchVersion"),
      // JSON
      (ims, "{", "InvalidParameter"), (ims, "[]", "InvalidParameter"),
      (ims, "{\"FileContent\":\"a\",\"FileContent\":\"b\"}", "InvalidParameter"),
      (ims, "{\"User\":" + String(repeating: "[", count: 100_000), "InvalidParameter"),
      (
        ims, "{" + (0..<100_000).map { "\"k\($0)\":1" }.joined(separator: ",") + "}", "InvalidParameter"
      ),
    ]
  }()

  @Test("refuse what is not documented with the documented code", arguments: rows)
  func refusals(version: String, body: String, code: String) async throws {
    let judge = FixedJudge(.clean)
    let answer = await TencentRequest(body, of: version).ask(judge)
    #expect(answer.tencentCode == code, "\(String(decoding: answer.body.prefix(300), as: UTF8.self))")
    #expect(judge.questions.isEmpty)
    #expect(!(try answer.response["Error"]?["Message"]?.string ?? "").isEmpty)
  }

  @Test(
    "take what is just allowed",
    arguments: [
      "\"DataId\":\"\(String(repeating: "a", count: 64))\"", "\"DataId\":\"aZ0_-@#\"", "\"BizType\":\"abc\"",
      "\"BizType\":\"\(String(repeating: "a", count: 32))\"", "\"Type\":\"IMAGE\"", "\"Type\":null",
      "\"Interval\":0,\"MaxFrames\":1", "\"User\":{\"UserId\":\"u\",\"Age\":3}", "\"Device\":{\"IpType\":1}",
      "\"BizTag\":\"x\"",
    ])
  func allowed(parameter: String) async throws {
    let judge = FixedJudge(.clean)
    let answer = await TencentRequest("{\"FileContent\":\"\(Self.content)\",\(parameter)}").ask(judge)
    #expect(try answer.response["Suggestion"] == "Pass", "\(String(decoding: answer.body, as: UTF8.self))")
    #expect(judge.questions.count == 1)
  }

  @Test("hand the judge what was asked for")
  func imsQuestion() async throws {
    let judge = FixedJudge(.clean)
    _ = await TencentRequest(["FileContent": .string(Self.content), "BizType": "live_chat"]).ask(judge)
    let question = try #require(judge.questions.first)
    #expect(question.policy == "live_chat")
    #expect(question.limits == .ims20201229)
    #expect(question.sampling == nil)
    #expect(question.scenes == nil)
    #expect(question.callCount == 1)
    #expect(question.interface == "ims.ImageModeration")
    guard case .bytes(let bytes, let origin) = question.picture else {
      Issue.record("the picture came with the request")
      return
    }
    #expect(bytes == Array("not a picture".utf8))
    #expect(origin == .inline(base64Length: 20))
  }

  @Test("of TIIA count each scene once, and an address beats bytes")
  func tiiaQuestion() async throws {
    let judge = FixedJudge(.clean)
    let answer = await TencentRequest(
      [
        "Scenes": ["PORN", "TEXT", "PORN"], "ImageUrl": "https://images.example.com/a.png",
        "ImageBase64": .string(Self.content), "Extra": "mine", "Config": "reserved",
      ], of: "2019-05-29"
    ).ask(judge)
    let question = try #require(judge.questions.first)
    #expect(question.scenes == [.porn, .text])
    #expect(question.callCount == 2)
    guard case .address("https://images.example.com/a.png", followsRedirects: false) = question.picture else {
      Issue.record("the address was not asked for: \(question.picture)")
      return
    }
    #expect(try answer.response["Extra"] == "mine")
  }

  @Test("do not follow redirects")
  func redirects() async throws {
    let judge = FixedJudge(.clean)
    _ = await TencentRequest(["FileUrl": "http://images.example.com/a.png"]).ask(judge)
    guard case .address(_, followsRedirects: false)? = judge.questions.first?.picture else {
      Issue.record("an address without redirects was not asked for")
      return
    }
  }

  static let gapRows: [(SeenPicture, String, String?)] = [
    (.modelFailed, "2020-12-29", "ResourceUnavailable.ModelCallFailed"), (.modelFailed, "2019-05-29", nil),
    (.gapAlone, "2020-12-29", nil), (.gapThatPasses, "2020-12-29", nil),
  ]

  @Test("call a failed model an error where there is no word for it", arguments: gapRows)
  func gaps(picture: SeenPicture, version: String, code: String?) async throws {
    let request =
      version == "2019-05-29"
      ? TencentRequest(["Scenes": ["PORN"], "ImageBase64": .string(Self.content)], of: version)
      : TencentRequest(["FileContent": .string(Self.content)], of: version)
    let answer = await request.ask(FixedJudge(.success(picture.judged)))
    #expect(answer.tencentCode == code)
    if code == nil { #expect(try answer.response["Suggestion"] != nil) }
  }

  @Test("tell POLITICS that is not set up as an error, or as a gap where the operator says so")
  func politics() async throws {
    struct WithoutPolitics: ImageJudging {
      let judge = FixedJudge(.success(SeenPicture.judged([], scenes: [.porn])))
      func scenes(of policy: String?, for caller: Caller) -> [Scene] { [.porn, .terror, .text] }
      func judge(_ question: Question) async throws(ServiceFailure) -> Judged {
        if question.scenes?.contains(.politics) == true {
          throw ServiceFailure(.sceneUnavailable(.politics), "the scene politics is not set up")
        }
        return try await judge.judge(question)
      }
    }
    let request = TencentRequest(
      ["Scenes": ["PORN", "POLITICS"], "ImageBase64": .string(Self.content)], of: "2019-05-29")
    let judge = WithoutPolitics()
    #expect(await request.ask(judge).tencentCode == "FailedOperation.UnOpenError")
    let answer = await request.ask(TencentRequest.dialect(judge, TIIAOptions(unavailableScenes: .gap)))
    #expect(try answer.response["PoliticsResult"]?["Code"] == -2)
    #expect(try answer.response["Suggestion"] == "REVIEW")
    #expect(judge.judge.questions.first?.callCount == 2)
    let alone = TencentRequest(["Scenes": ["POLITICS"], "ImageBase64": .string(Self.content)], of: "2019-05-29")
    let refused = await alone.ask(TencentRequest.dialect(judge, TIIAOptions(unavailableScenes: .gap)))
    #expect(refused.tencentCode == "FailedOperation.UnOpenError")
  }

  @Test(
    "know their action and version",
    arguments: [
      ("", "2020-12-29", "MissingParameter"),
      ("ImageModeration", "", "MissingParameter"), ("DescribeImages", "2020-12-29", "InvalidAction"),
      ("imagemoderation", "2020-12-29", "InvalidAction"), ("DetectLabel", "2020-12-29", "InvalidAction"),
      ("ImageModeration", "2020-12-30", "NoSuchVersion"),
    ])
  func actions(action: String, version: String, code: String) async {
    var request = TencentRequest("{}", of: version, action: action)
    request.more = [(name: "x-tc-action", value: action), (name: "x-tc-version", value: version)]
    #expect(await request.ask(FixedJudge(.clean)).tencentCode == code)
  }

  @Test("refuse content types that TC3 does not take", arguments: ["text/plain", "text/xml", "", "application/jsonp"])
  func contentTypes(type: String) async {
    var request = TencentRequest("{}")
    request.contentType = type
    #expect(await request.ask(FixedJudge(.clean)).tencentCode == "InvalidRequest")
  }

  @Test("take the picture of a form and of a body of bytes")
  func otherBodies() async throws {
    let judge = FixedJudge(.clean)
    var form = TencentRequest("")
    form.contentType = "multipart/form-data; boundary=edge"
    form.body = SpokenDialect.form(["FileContent": Array("png".utf8)])
    var bytes = TencentRequest("")
    bytes.contentType = "application/octet-stream"
    bytes.body = Array("png".utf8)
    bytes.more = [(name: "x-ims-dataid", value: "d-9")]
    for request in [form, bytes] {
      let answer = await request.ask(judge)
      #expect(try answer.response["Suggestion"] == "Pass", "\(String(decoding: answer.body, as: UTF8.self))")
    }
    #expect(judge.questions.count == 2)
    for question in judge.questions {
      guard case .bytes(let bytes, .inline(base64Length: 4)) = question.picture else {
        Issue.record("the picture did not reach the judge")
        continue
      }
      #expect(bytes == Array("png".utf8))
    }
  }

  @Test("pass a failure of the judge on under the action's own code")
  func judgeFails() async {
    let judge = FixedJudge(.failure(ServiceFailure(.deadlinePassed, "late")))
    let ims = TencentRequest(["FileContent": .string(Self.content)])
    #expect(await ims.ask(judge).tencentCode == "ResourceUnavailable.ModelCallFailed")
    let tiia = TencentRequest(["Scenes": ["PORN"], "ImageBase64": .string(Self.content)], of: "2019-05-29")
    #expect(await tiia.ask(judge).tencentCode == "FailedOperation.RequestTimeout")
  }

  @Test("of a form have their own action's codes, which only the body names")
  func formCodes() async throws {
    let body = "Action=ImageModeration&Version=2019-05-29&Scenes.0=PORN&ImageBase64=%2A"
    let head = RequestHead(
      method: "POST", path: "/", query: "",
      headers: [(name: "host", value: "x"), (name: "content-type", value: "application/x-www-form-urlencoded")])
    let dialect = TencentRequest.dialect(FixedJudge(.clean))
    let exchange = Exchange(
      id: "r-1", head: head, opening: try dialect.open(head), deadline: .now + .seconds(15))
    let answer = try await dialect.answer(Array(body.utf8), exchange)
    #expect(try answer.json["Response"]?["Error"]?["Code"] == "FailedOperation.ImageDecodeFailed")
  }

  @Test("tell what a picture shows, in the sets that are asked for")
  func detectLabel() async throws {
    let judge = FixedJudge(.success(SeenPicture.tags.judged))
    let answer = await TencentRequest(
      "{\"ImageBase64\":\"\(Self.content)\",\"Scenes\":[\"WEB\",\"NEWS\"]}", of: "2019-05-29", action: "DetectLabel"
    ).ask(judge)
    let label: JSONValue = .object([
      "Confidence": 62, "FirstCategory": "animal", "Name": "tabby", "SecondCategory": "cat",
    ])
    #expect(try answer.response["Labels"]?.sorted == .array([label]))
    #expect(try answer.response["NewsLabels"]?.sorted == .array([label]))
    #expect(try answer.response["CameraLabels"] == .null)
    #expect(judge.questions.first?.limits?.formats == [.png, .jpeg, .bmp])
    #expect(judge.questions.first?.callCount == 2)
  }
}
