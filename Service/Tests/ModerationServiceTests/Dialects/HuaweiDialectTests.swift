import ImageModeration
import Testing

@testable import ModerationService

@Suite("Huawei's moderation/image", .timeLimit(.minutes(20)))
struct HuaweiDialectTests {
  private static let spoken = SpokenDialect.huawei

  private func body(_ fields: String) -> [UInt8] {
    Array(#"{"image":"\#(SpokenDialect.base64)",\#(fields)}"#.utf8)
  }

  @Test("a clean picture passes, and no category is claimed")
  func clean() async throws {
    let answer = await Self.spoken.ask(FixedJudge(.clean))
    #expect(answer.status == 200)
    #expect(
      try answer.json
        == JSONValue.object([
          "request_id": "7a0f1c1e-0000-4000-8000-000000000001",
          "result": .object(["suggestion": "pass", "details": []]),
        ]).sorted)
  }

  @Test(
    "suggestion, category and detail say what was found",
    arguments: [
      (Sample.porn, "block", "porn", "Explicit"), (.doubtfulPorn, "review", "porn", "Suggestive"),
      (.firearm, "block", "terrorism", "Firearm"), (.gore, "block", "terrorism", "Gore"),
      (.qrCode, "block", "image_text", "QRCode"), (.politician, "block", "politics", "GalleryFace"),
      (.custom, "block", "image_text", "Custom"), (.pluginLabel, "block", "Drugs", "Drugs"),
      (.pornWord, "block", "image_text", "Porn"),
    ])
  func findings(sample: Sample, suggestion: String, category: String, label: String) async throws {
    let answer = await Self.spoken.ask(FixedJudge(sample))
    let result = try #require(try answer.json["result"])
    #expect(result["suggestion"]?.string == suggestion)
    #expect(result["category"]?.string == category)
    let detail = try #require(result["details"]?.elements?.first)
    #expect(detail["suggestion"]?.string == suggestion)
    #expect(detail["category"]?.string == category)
    #expect(detail["label"]?.string == label)
    #expect(detail["confidence"]?.numberValue == sample.found.first?.score)
  }

  @Test("a gap is review, or an error by choice")
  func gaps() async throws {
    let review = await Self.spoken.ask(FixedJudge(.gap))
    #expect(review.status == 200)
    #expect(try review.json["result"] == JSONValue.object(["suggestion": "review", "details": []]).sorted)
    var options = DialectOptions()
    options.gap = .error
    let error = await Self.spoken.ask(FixedJudge(.gap), options)
    #expect(error.status == 400)
    #expect(try error.json["error_code"] == "AIS.0505")
  }

  @Test("codes and faces stand with their place, words with their list")
  func places() async throws {
    var code = Sample.Found(.text, .ad, SubLabel(rawValue: "QRCode"), .block, 1)
    code.box = PixelRectangle(x: 10.4, y: 20, width: 30, height: 40)
    code.text = "https://shop.example/"
    var face = Sample.Found(.politics, .polity, .galleryFace, .review, 0.8)
    face.box = PixelRectangle(x: 1, y: 2, width: 3, height: 4)
    var word = Sample.Found(.text, .custom, nil, .review, 0.7)
    word.keywords = ["spam"]
    word.list = "house rules"
    let answer = await Self.spoken.ask(FixedJudge(.success(Sample.judged([code, face, word]))))
    let details = try #require(try answer.json["result"]?["details"]?.elements)
    #expect(
      details[0]["qr_location"]
        == JSONValue.object(["top_left_x": 10, "top_left_y": 20, "bottom_right_x": 40, "bottom_right_y": 60]).sorted)
    #expect(details[0]["qr_content"] == "https://shop.example/")
    #expect(details[0]["face_location"] == nil)
    #expect(
      details[1]["face_location"]
        == JSONValue.object(["top_left_x": 1, "top_left_y": 2, "bottom_right_x": 4, "bottom_right_y": 6]).sorted)
    #expect(details[1]["qr_location"] == nil)
    let segment = JSONValue.object(["segment": "spam", "glossary_name": "house rules"]).sorted
    #expect(details[2]["segments"] == [segment])
  }

  @Test("text that was read is told up to 5 000 bytes")
  func text() async throws {
    let lines = ["one", String(repeating: "字", count: 1_600), String(repeating: "x", count: 400), "end"].map {
      RecognizedLine(frameIndex: 0, text: $0, confidence: 1, box: PixelRectangle(x: 0, y: 0, width: 1, height: 1))
    }
    let outcome = Sample.clean.judged.result.outcome
    let answer = await Self.spoken.ask(FixedJudge(.success(Sample.judged(outcome, text: lines))))
    let text = try #require(try answer.json["result"]?["ocr_text"]?.string)
    #expect(text.hasPrefix("one\n字"))
    #expect(text.utf8.count == 3 + 1 + 4_800)
  }

  @Test("a busy picture has no more than 100 details")
  func manyDetails() async throws {
    let found = (0..<150).map { Sample.Found(.text, .ad, SubLabel(rawValue: "S\($0)"), .review, 0.5) }
    let answer = await Self.spoken.ask(FixedJudge(.success(Sample.judged(found))))
    #expect(try answer.json["result"]?["details"]?.elements?.count == HuaweiDetail.maximumCount)
  }

  @Test("categories are scenes, and each is a call")
  func scenes() async throws {
    let judge = FixedJudge(.clean)
    _ = await Self.spoken.ask(
      judge, body: body(#""event_type":"album","categories":["porn","terrorism","politics","image_text","porn"]"#))
    #expect(judge.questions.first?.scenes == [.porn, .terror, .politics, .text])
    #expect(judge.questions.first?.callCount == 4)
    #expect(judge.questions.first?.policy == nil)
  }

  @Test("biz_type is a policy, before event_type and categories")
  func policy() async throws {
    let judge = FixedJudge(.clean)
    _ = await Self.spoken.ask(judge, body: body(#""biz_type":"shop","categories":["porn"],"event_type":"album""#))
    #expect(judge.questions.first?.policy == "shop")
    #expect(judge.questions.first?.scenes == nil)
    #expect(judge.questions.first?.callCount == 1)
  }

  @Test("an address is fetched as it is, without redirects")
  func address() async throws {
    let judge = FixedJudge(.clean)
    _ = await Self.spoken.ask(judge, body: Array(#"{"url":"http://img.example/a","biz_type":"shop"}"#.utf8))
    guard case .address("http://img.example/a", followsRedirects: false)? = judge.questions.first?.picture else {
      Issue.record("\(judge.questions)")
      return
    }
  }

  @Test(
    "what is missing or not supported has Huawei's code",
    arguments: [
      (#"{"event_type":"album","categories":["porn"]}"#, "AIS.0011"), (#"{"image":"AAAA"}"#, "AIS.0011"),
      (#"{"image":"AAAA","event_type":"album"}"#, "AIS.0011"),
      (#"{"image":"AAAA","event_type":"album","categories":[]}"#, "AIS.0011"),
      (#"{"image":"AAAA","categories":["porn"]}"#, "AIS.0011"),
      (#"{"image":"AAAA","event_type":"album","categories":["drugs"]}"#, "AIS.0012"),
      (#"{"image":"AAAA","event_type":"party","categories":["porn"]}"#, "AIS.0012"),
      (#"{"image":"AAAA","url":"http://a.example/","biz_type":"x"}"#, "AIS.0012"),
      (#"{"image":"AAAA","biz_type":"x","threshold":1}"#, "AIS.0012"),
      (#"{"image":"AAAA","biz_type":"x","language":"ar"}"#, "AIS.0012"),
      (#"{"image":"AAAA","biz_type":"x","image_text_config":{"white_glossary_names":["w"]}}"#, "AIS.0012"),
      (#"{"image":7,"biz_type":"x"}"#, "AIS.0012"), (#"{"image":"***","biz_type":"x"}"#, "AIS.0015"),
      ("{", "AIS.0014"),
    ])
  func refused(body: String, code: String) async throws {
    let judge = FixedJudge(.clean)
    let answer = await Self.spoken.ask(judge, body: Array(body.utf8))
    #expect(answer.status == 400)
    #expect(try answer.json["error_code"]?.string == code)
    #expect(try answer.json["error_msg"]?.string?.isEmpty == false)
    #expect(judge.questions.isEmpty)
  }

  @Test(
    "any project's path is taken, with the trailing slash or without",
    arguments: [
      ("/v3/p1/moderation/image", true), ("/v3/p1/moderation/image/", true), ("/v3/p1/moderation/image/batch", false),
      ("/v2/p1/moderation/image", false), ("/v3/p1/x/moderation/image", false),
    ])
  func paths(path: String, speaks: Bool) {
    let dialect = Self.spoken.make(FixedJudge(.clean))
    #expect(dialect.speaks(RequestHead(method: "POST", path: path, query: "", headers: [])) == speaks)
  }
}
