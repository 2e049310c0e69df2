import ImageFetching
import ImageModeration
import ServiceAccounts
import Testing

@testable import ModerationService

/// The rows of the limits that the picture decides, on both sides of each boundary, with the engine.
@Suite("Limits of pictures", .serialized, .timeLimit(.minutes(20)))
struct LimitRowsTests {
  /// No deadline that a busy machine could miss.
  private static let unhurried = Duration.seconds(3_600)

  private static let dialects = Task<[any Dialect], any Error> {
    try ModerationServer(
      try TestEngine.configuration(), engine: try await TestEngine.shared.value, logger: TestEngine.logger
    ).responder.dialects
  }

  private static func ask(_ request: TencentRequest, time: Duration = unhurried) async throws -> ServiceAnswer {
    let dialect = try #require(try await dialects.value.first { $0.speaks(request.head) })
    return await request.ask(dialect, time: time)
  }

  /// A picture with the code that refuses it; nil where it is judged.
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let code: String?

    init(_ name: String, _ bytes: [UInt8], _ code: String? = nil) {
      (testDescription, self.bytes, self.code) = (name, bytes, code)
    }
  }

  private static let invalid = "InvalidParameterValue.InvalidImageContent"
  private static let png = TestPicture.png(64, 64)

  static let imsRows: [Row] = [
    Row("51×51", TestPicture.png(51, 51)),
    Row("50×51", TestPicture.png(50, 51), "InvalidParameterValue.ImageSizeTooSmall"),
    Row("51×50", TestPicture.png(51, 50), "InvalidParameterValue.ImageSizeTooSmall"),
    Row("9999 wide", TestPicture.png(9_999, 112)), Row("10000 wide", TestPicture.png(10_000, 112), invalid),
    Row("9999 high", TestPicture.png(112, 9_999)), Row("10000 high", TestPicture.png(112, 10_000), invalid),
    Row("SVG of 10000", TestPicture.svg("10000", "400"), invalid), Row("SVG of 9999", TestPicture.svg("9999", "400")),
    Row("89.99:1", TestPicture.png(8_999, 100)),
    Row("90:1", TestPicture.png(9_000, 100), "InvalidParameter.ImageAspectRatioTooLarge"),
    Row("1:90", TestPicture.png(100, 9_000), "InvalidParameter.ImageAspectRatioTooLarge"),
    Row("16 bytes", Array(png.prefix(16)), invalid),
    Row("15 bytes", Array(png.prefix(15)), "InvalidParameter.ImageDataTooSmall"),
    Row("1 byte", [0x89], "InvalidParameter.ImageDataTooSmall"),
    Row("text", Array("no picture at all, but long enough".utf8), invalid),
    Row("cut short", Array(png.prefix(png.count / 2)), invalid),
    // Too small first: one file has one answer.
    Row("50×50, cut short", Array(TestPicture.png(50, 50).prefix(60)), "InvalidParameterValue.ImageSizeTooSmall"),
    Row("7 MB", TestPicture.png(64, 64, byteCount: 7_000_000)),
  ]

  @Test("of IMS, both versions", arguments: imsRows.enumerated().map { ($1, IMSImageModeration.versions[$0 % 2]) })
  func ims(row: Row, version: String) async throws {
    let answer = try await Self.ask(
      TencentRequest(["FileContent": .string(TestPicture.base64(row.bytes))], of: version))
    #expect(answer.tencentCode == row.code, "\(String(decoding: answer.body, as: UTF8.self))")
    if row.code == nil {
      let response = try answer.response
      #expect(response["Suggestion"]?.string != nil)
      let documented = version == "2020-12-29" ? DocumentedAnswer.ims : .ims2020July
      var fields = response
      if case .object(let members) = response { fields = .object(members.filter { $0.name != "RequestId" }) }
      #expect(documented.problems(fields, "Answer") == [])
    }
  }

  private static let decode = "FailedOperation.ImageDecodeFailed"

  static let tiiaRows: [Row] = [
    Row("51×51", TestPicture.png(51, 51)),
    // Sides and aspect are advice.
    Row("50×50", TestPicture.png(50, 50)), Row("5:1", TestPicture.png(300, 60)),
    Row("4.99:1", TestPicture.png(499, 100)),
    Row("SVG", TestPicture.svg("100", "100"), decode), Row("text", Array("no picture at all".utf8), decode),
    Row("cut short", Array(png.prefix(png.count / 2)), decode),
    Row("4194304 characters", TestPicture.png(64, 64, byteCount: 3_145_728)),
    Row("4194308 characters", TestPicture.png(64, 64, byteCount: 3_145_729), "FailedOperation.TooLargeFileError"),
  ]

  @Test("of TIIA and TICM", arguments: tiiaRows, ["2019-05-29", "2018-11-27"])
  func tiia(row: Row, version: String) async throws {
    let answer = try await Self.ask(
      TencentRequest(["Scenes": ["PORN"], "ImageBase64": .string(TestPicture.base64(row.bytes))], of: version))
    #expect(answer.tencentCode == row.code, "\(String(decoding: answer.body, as: UTF8.self))")
    if row.code == nil { #expect(try answer.response["PornResult"]?["Code"] == 0) }
  }

  @Test("of TIIA for text alone: more than 3145728 characters are not read, and the rest is judged")
  func textTooLarge() async throws {
    for (byteCount, code) in [(2_359_296, 0), (2_359_297, -1402)] {
      let question = Question(
        picture: .bytes(
          TestPicture.png(64, 64, byteCount: byteCount), .inline(base64Length: (byteCount + 2) / 3 * 4)),
        caller: FixedAuthenticator.caller, interface: "tiia.ImageModeration", policy: "reads",
        scenes: [.porn, .text], limits: .tiia20190529, deadline: .now + Self.unhurried)
      let judged = try await Self.judge.value.judge(question)
      let answer = JSONValue.object(
        TIIAAnswer(
          judged, scenes: [.porn, .text], unavailable: [], isStrict: false, hasText: true, extra: nil
        ).fields)
      #expect(answer["TextResult"]?["Code"] == .integer(Int64(code)))
      #expect(answer["PornResult"]?["Code"] == 0)
      #expect((answer["Suggestion"] == "PASS") == (code == 0))
    }
  }

  private static let judge = Task<ModerationJudge, any Error> {
    let engine = try await TestEngine.shared.value
    return ModerationJudge(
      moderator: engine.moderator, rules: NarrowedRules(engine.rules, tags: engine.tags),
      queue: FairQueue(FairQueue.Bounds(slotCount: 1, waitingCount: 1, waitingCountPerAccount: 1)),
      budget: ByteBudget(byteCount: 1 << 30, byteCountPerAccount: 1 << 30), fetcher: ImageFetcher(rules: FetchRules()),
      accounting: AccountLedger(rates: AccountRates()) { _ in }, metrics: ServiceMetrics())
  }

  @Test("of DetectLabel take BMP beside PNG and JPEG, and no GIF")
  func detectLabel() async throws {
    func code(_ bytes: [UInt8]) async throws -> String? {
      try await Self.ask(
        TencentRequest(
          JSONValue.object(["ImageBase64": .string(TestPicture.base64(bytes))]).text, of: "2019-05-29",
          action: "DetectLabel")
      ).tencentCode
    }
    #expect(try await code(Self.png) == nil)
    #expect(try await code(Self.bitmap) == nil)
    #expect(try await code(Array("GIF89a".utf8) + [64, 0, 64, 0, 0, 0, 0, 0x3B]) == Self.decode)
  }

  /// 64×64 pixels, 24 bits each.
  private static let bitmap: [UInt8] = {
    func little(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.littleEndian, Array.init) }
    let size: UInt32 = 64 * 64 * 3
    return Array("BM".utf8) + little(54 + size) + little(0) + little(54) + little(40) + little(64) + little(64)
      + [1, 0, 24, 0] + little(0) + little(size) + little(2_835) + little(2_835) + little(0) + little(0)
      + (0..<Int(size)).map { UInt8(truncatingIfNeeded: $0 * 7) }
  }()

  @Test("are no verdict when the time is up", arguments: [Duration.zero, .milliseconds(1), .milliseconds(49)])
  func deadline(time: Duration) async throws {
    // Bytes of its own, so that no remembered answer comes in time.
    let content = TestPicture.base64(TestPicture.png(64, 64, byteCount: 5_000 + Int(time / .milliseconds(1))))
    let ims = try await Self.ask(TencentRequest(["FileContent": .string(content)]), time: time)
    #expect(ims.tencentCode == "ResourceUnavailable.ModelCallFailed")
    let tiia = try await Self.ask(
      TencentRequest(["Scenes": ["PORN"], "ImageBase64": .string(content)], of: "2019-05-29"), time: time)
    #expect(tiia.tencentCode == "FailedOperation.RequestTimeout")
  }

  @Test("name a policy that is not there")
  func unknownPolicy() async throws {
    let content = JSONValue.string(TestPicture.base64(Self.png))
    let answer = try await Self.ask(TencentRequest(["FileContent": content, "BizType": "nobody_wrote_it"]))
    #expect(answer.tencentCode == "InvalidParameterValue.InvalidParameter")
    let reads = try await Self.ask(TencentRequest(["FileContent": content, "BizType": "reads"]))
    #expect(try reads.response["OcrResults"]?.elements?.count == 1)
  }
}
