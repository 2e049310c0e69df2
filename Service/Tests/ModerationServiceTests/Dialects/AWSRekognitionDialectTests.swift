import ImageModeration
import Testing

@testable import ModerationService

@Suite("AWS's DetectModerationLabels", .timeLimit(.minutes(20)))
struct AWSRekognitionDialectTests {
  private static let spoken = SpokenDialect.aws

  /// `level name < parent` of every label, as answered.
  private func labels(_ answer: ServiceAnswer) throws -> [String] {
    try #require(try answer.json["ModerationLabels"]?.elements).map {
      "\($0["TaxonomyLevel"]?.integerValue ?? 0) \($0["Name"]?.string ?? "") < \($0["ParentName"]?.string ?? "?")"
    }
  }

  private func body(_ more: String) -> [UInt8] {
    Array(#"{"Image":{"Bytes":"\#(SpokenDialect.base64)"}\#(more)}"#.utf8)
  }

  @Test("a clean picture has no labels, our own model and the request's id")
  func clean() async throws {
    let answer = await Self.spoken.ask(FixedJudge(.clean))
    #expect(answer.status == 200)
    #expect(answer.contentType == "application/x-amz-json-1.1")
    #expect(answer.header("x-amzn-RequestId") == "7a0f1c1e-0000-4000-8000-000000000001")
    #expect(
      try answer.json
        == JSONValue.object([
          "ModerationLabels": [], "ModerationModelVersion": "swift-image-moderation", "ContentTypes": [],
        ]).sorted)
  }

  private static let suggestive = "Non-Explicit Nudity of Intimate parts and Kissing"

  @Test(
    "labels stand with their parents, and nothing finer than what was found",
    arguments: [
      (Sample.porn, ["1 Explicit < "]),
      (.exposedBreast, ["2 Explicit Nudity < Explicit", "1 Explicit < "]),
      (
        .exposedButtocks,
        ["3 Exposed Buttocks or Anus < Explicit Nudity", "2 Explicit Nudity < Explicit", "1 Explicit < "]
      ),
      (.suggestive, ["1 \(suggestive) < "]),
      (
        .maleChest,
        [
          "3 Exposed Male Nipple < Non-Explicit Nudity", "2 Non-Explicit Nudity < \(suggestive)", "1 \(suggestive) < ",
        ]
      ),
      (.firearm, ["2 Weapons < Violence", "1 Violence < "]), (.tank, ["1 Violence < "]),
      (.gore, ["3 Blood & Gore < Graphic Violence", "2 Graphic Violence < Violence", "1 Violence < "]),
      (.explosion, ["3 Explosions and Blasts < Graphic Violence", "2 Graphic Violence < Violence", "1 Violence < "]),
      (.violence, ["3 Physical Violence < Graphic Violence", "2 Graphic Violence < Violence", "1 Violence < "]),
      (.extremist, ["2 Extremist < Hate Symbols", "1 Hate Symbols < "]),
      (.qrCode, ["2 QRCode < Ad", "1 Ad < "]), (.politician, ["2 GalleryFace < Polity", "1 Polity < "]),
      (.custom, ["1 Custom < "]), (.pluginLabel, ["1 Drugs < "]), (.pornWord, ["1 Porn < "]),
      (.fire, ["2 Fire < Terror", "1 Terror < "]),
    ])
  func taxonomy(sample: Sample, expected: [String]) async throws {
    let answer = await Self.spoken.ask(FixedJudge(sample))
    #expect(answer.status == 200)
    #expect(try labels(answer) == expected)
    let confidences = try answer.json["ModerationLabels"]?.elements?.compactMap { $0["Confidence"]?.numberValue } ?? []
    #expect(confidences.allSatisfy { $0 == (sample.found.first?.score ?? 0) * 100 })
  }

  @Test("MinConfidence leaves out what is less sure, while something is left")
  func minimumConfidence() async throws {
    let judged = Sample.judged([
      Sample.Found(.terror, .terror, .firearm, .block, 0.97), Sample.Found(.porn, .sexy, .suggestive, .review, 0.4),
    ])
    let half = await Self.spoken.ask(FixedJudge(.success(judged)))
    #expect(try labels(half) == ["2 Weapons < Violence", "1 Violence < "])
    let all = await Self.spoken.ask(FixedJudge(.success(judged)), body: body(#","MinConfidence":0"#))
    #expect(try labels(all) == ["2 Weapons < Violence", "1 Violence < ", "1 \(Self.suggestive) < "])
  }

  @Test("what decided stands with its true confidence where everything is less sure than MinConfidence")
  func unsure() async throws {
    let answer = await Self.spoken.ask(FixedJudge(.unsureFirearm), body: body(#","MinConfidence":90"#))
    #expect(try labels(answer) == ["2 Weapons < Violence", "1 Violence < "])
    #expect(try answer.json["ModerationLabels"]?.elements?.first?["Confidence"]?.numberValue == 22)
    var options = DialectOptions()
    options.unmappedFindings = .error
    let strict = await Self.spoken.ask(FixedJudge(.unsureFirearm), options, body: body(#","MinConfidence":90"#))
    #expect(strict.status == 400)
    #expect(try strict.json["__type"] == "ResourceNotReadyException")
  }

  @Test("labels without a word in the taxonomy are an error by choice", arguments: [Sample.qrCode, .politician, .fire])
  func unmapped(sample: Sample) async throws {
    var options = DialectOptions()
    options.unmappedFindings = .error
    let answer = await Self.spoken.ask(FixedJudge(sample), options)
    #expect(answer.status == 400)
    #expect(try answer.json["__type"] == "ResourceNotReadyException")
    #expect(answer.outcome == sample.judged.verdict?.suggestion.rawValue)
  }

  @Test("a gap is an error, or a label that says so")
  func gaps() async throws {
    let error = await Self.spoken.ask(FixedJudge(.gap))
    #expect(error.status == 400)
    #expect(try error.json["__type"] == "ResourceNotReadyException")
    var options = DialectOptions()
    options.gap = .flag
    let flagged = await Self.spoken.ask(FixedJudge(.gap), options)
    #expect(try labels(flagged) == ["1 NotEvaluated < "])
  }

  @Test(
    "what is not here is refused with AWS's exception",
    arguments: [
      (#"{"Image":{"S3Object":{"Bucket":"b","Name":"n"}}}"#, "InvalidS3ObjectException"),
      (#"{"Image":{"Bytes":"AAAA"},"HumanLoopConfig":{}}"#, "InvalidParameterException"),
      (#"{"Image":{"Bytes":"AAAA"},"ProjectVersion":"arn"}"#, "InvalidParameterException"),
      (#"{"Image":{"Bytes":"AAAA"},"MinConfidence":-1}"#, "InvalidParameterException"),
      (#"{"Image":{"Bytes":"AAAA"},"MinConfidence":100.5}"#, "InvalidParameterException"),
      (#"{"Image":{"Bytes":"AAAA"},"MinConfidence":"50"}"#, "InvalidParameterException"),
      (#"{"Image":{"Bytes":"AAAA"},"Attributes":["ALL"]}"#, "InvalidParameterException"),
      (#"{"Image":{"Bytes":"***"}}"#, "InvalidParameterException"),
      (#"{"Image":{"Bytes":""}}"#, "InvalidParameterException"),
      (#"{"Image":{}}"#, "InvalidParameterException"), ("{}", "InvalidParameterException"),
      ("{", "SerializationException"),
    ])
  func refused(body: String, type: String) async throws {
    let judge = FixedJudge(.clean)
    let answer = await Self.spoken.ask(judge, body: Array(body.utf8))
    #expect(answer.status == 400)
    #expect(answer.contentType == "application/x-amz-json-1.1")
    #expect(try answer.json["__type"]?.string == type)
    #expect(try answer.json["Message"]?.string?.isEmpty == false)
    #expect(answer.header("x-amzn-RequestId") != nil)
    #expect(judge.questions.isEmpty)
  }

  @Test("a picture over 5 MB is too large, one of 5 MB is not")
  func tooLarge() async throws {
    func body(_ byteCount: Int) -> [UInt8] {
      Array(#"{"Image":{"Bytes":"\#(String(repeating: "AAAA", count: byteCount / 3))"}}"#.utf8)
    }
    // 5 242 880 is no multiple of three: 5 242 878 is the last that this test can make.
    let fits = await Self.spoken.ask(FixedJudge(.clean), body: body(5_242_878))
    #expect(fits.status == 200)
    let over = await Self.spoken.ask(FixedJudge(.clean), body: body(5_242_881))
    #expect(try over.json["__type"] == "ImageTooLargeException")
    #expect(try over.json["Message"]?.string?.contains("5242880") == true)
  }

  @Test("other targets are unknown operations", arguments: ["RekognitionService.DetectFaces", "Textract.DetectText"])
  func otherTargets(target: String) async throws {
    let head = RequestHead(
      method: "POST", path: "/", query: "",
      headers: [(name: "x-amz-target", value: target), (name: "content-type", value: "application/x-amz-json-1.1")])
    let answer = await Self.spoken.ask(FixedJudge(.clean), head: head)
    #expect(answer.status == 400)
    #expect(try answer.json["__type"] == "UnknownOperationException")
  }
}
