import ServiceAccounts
import ImageModeration
import Testing

@testable import ModerationService

@Suite("Misskey's detect-images", .timeLimit(.minutes(20)))
struct MisskeyDialectTests {
  private static let spoken = SpokenDialect.misskey

  private func items(_ answer: ServiceAnswer) throws -> [JSONValue] {
    #expect(answer.status == 200)
    #expect(try answer.json["success"] == true)
    return try #require(try answer.json["result"]?["results"]?.elements)
  }

  /// `class probability` of each, as answered.
  private func predictions(_ item: JSONValue?) -> [String] {
    item?["predictions"]?.elements?.map {
      "\($0["className"]?.string ?? "?") \($0["probability"]?.numberValue ?? -1)"
    } ?? []
  }

  @Test(
    "what counts is above every threshold of Misskey's; Drawing and Hentai are never claimed",
    arguments: [
      (Sample.clean, "Neutral 1.0"), (.porn, "Porn 0.95"), (.doubtfulPorn, "Sexy 0.95"), (.suggestive, "Sexy 0.95"),
      (.firearm, "Sexy 0.95"), (.qrCode, "Sexy 0.95"), (.politician, "Sexy 0.95"), (.gap, "Sexy 0.95"),
      (.gapThatPasses, "Neutral 1.0"), (.advertAndDoubtfulPorn, "Sexy 0.95"),
    ])
  func classes(sample: Sample, expected: String) async throws {
    let answer = await Self.spoken.ask(FixedJudge(sample))
    #expect(predictions(try items(answer).first) == [expected])
  }

  @Test("a surer finding is told as sure as it is, likeliest first")
  func order() async throws {
    let judged = Sample.judged([
      Sample.Found(.porn, .sexy, .suggestive, .review, 0.5), Sample.Found(.porn, .porn, .explicit, .block, 0.99),
    ])
    let answer = await Self.spoken.ask(FixedJudge(.success(judged)))
    #expect(predictions(try items(answer).first) == ["Porn 0.99", "Sexy 0.95"])
  }

  @Test("by choice, what no class names is an error of its picture", arguments: [Sample.firearm, .qrCode, .gap])
  func errors(sample: Sample) async throws {
    var options = DialectOptions()
    options.misskeyOthers = .error
    let answer = await Self.spoken.ask(FixedJudge(sample), options)
    let item = try #require(try items(answer).first)
    #expect(item["success"] == false)
    #expect(item["error"]?["code"] == "DETECTION_FAILED")
  }

  @Test(
    "a picture that was not judged is flagged, or an error by choice",
    arguments: [
      (ServiceFailure.Kind.overloaded, "MODEL_UNAVAILABLE"), (.deadlinePassed, "DETECTION_FAILED"),
      (.rejected(InputRejection(.decodingFailed, message: "")), "IMAGE_DECODE_FAILED"),
      (.rejected(InputRejection(.formatUnknown, message: "")), "UNSUPPORTED_MEDIA_TYPE"),
      (.rejected(InputRejection(.sideTooLarge, message: "")), "REQUEST_TOO_LARGE"),
    ])
  func failures(kind: ServiceFailure.Kind, code: String) async throws {
    let failure = ServiceFailure(kind, "why")
    let flagged = await Self.spoken.ask(FixedJudge(.failure(failure)))
    #expect(predictions(try items(flagged).first) == ["Sexy 0.95"])
    #expect(flagged.outcome == failure.code)
    var options = DialectOptions()
    options.misskeyOthers = .error
    let error = await Self.spoken.ask(FixedJudge(.failure(failure)), options)
    #expect(try items(error).first?["error"]?["code"]?.string == code)
  }

  @Test(
    "what is wrong with the caller is an error of the call",
    arguments: [(ServiceFailure.Kind.notGranted, 403), (.notOpened, 403), (.unknownPolicy("x"), 400)])
  func callers(kind: ServiceFailure.Kind, status: Int) async throws {
    let answer = await Self.spoken.ask(FixedJudge(.failure(ServiceFailure(kind, "why"))))
    #expect(answer.status == status)
    #expect(try answer.json["success"] == false)
  }

  @Test("answers stand in the order of the parts")
  func partOrder() async throws {
    let judge = JudgeByFirstByte([1: .porn, 2: .clean, 3: .doubtfulPorn])
    let form = SpokenDialect.form(["image0": [1], "image1": [2], "image2": [3], "image3": []])
    let answer = await Self.spoken.ask(judge, body: form)
    #expect(
      try items(answer).map(predictions) == [["Porn 0.95"], ["Neutral 1.0"], ["Sexy 0.95"], ["Sexy 0.95"]])
  }

  @Test("16 pictures are taken, 17 are not", arguments: [(16, 200), (17, 413)])
  func counts(count: Int, status: Int) async throws {
    var body: [UInt8] = []
    for index in 0..<count {
      body += SpokenDialect.form(["image\(index)": [1]]).dropLast(Array("--edge--\r\n".utf8).count)
    }
    body += Array("--edge--\r\n".utf8)
    let answer = await Self.spoken.ask(FixedJudge(.clean), body: body)
    #expect(answer.status == status)
    if status == 200 { #expect(try items(answer).count == count) }
  }

  @Test("a form without parts is refused")
  func noParts() async throws {
    let answer = await Self.spoken.ask(FixedJudge(.clean), body: Array("--edge--\r\n".utf8))
    #expect(answer.status == 400)
    #expect(try answer.json["error"]?["code"] == "INVALID_REQUEST")
  }
}

/// Judges a picture by its first byte.
private struct JudgeByFirstByte: ImageJudging {
  func scenes(of policy: String?, for caller: Caller) -> [Scene] { [.porn, .terror] }

  let samples: [UInt8: Sample]

  init(_ samples: [UInt8: Sample]) { self.samples = samples }

  func judge(_ question: Question) async throws(ServiceFailure) -> Judged {
    guard case .bytes(let bytes, _) = question.picture, let sample = bytes.first.flatMap({ samples[$0] }) else {
      throw ServiceFailure(.noImage, "no such sample")
    }
    return sample.judged
  }
}
