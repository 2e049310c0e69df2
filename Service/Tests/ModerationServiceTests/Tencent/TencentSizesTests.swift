import ImageModeration
import Testing

@testable import ModerationService

@Suite("Sizes of Tencent's requests", .timeLimit(.minutes(20)))
struct TencentSizesTests {
  /// Length of base64 text, and whether it is too long by its length alone. What is shorter is decoded.
  static let lengths: [(String, Int, String?)] = [
    ("2019-05-29", 4_194_304, nil), ("2019-05-29", 4_194_305, "FailedOperation.TooLargeFileError"),
    ("2018-11-27", 4_194_308, "FailedOperation.TooLargeFileError"), ("2020-12-29", 10_485_756, nil),
    ("2020-12-29", 10_485_760, "InvalidParameterValue.InvalidFileContentSize"),
    ("2020-07-13", 10_485_760, "InvalidParameterValue.InvalidFileContentSize"),
  ]

  @Test("refuse base64 by its length before it is decoded", arguments: lengths)
  func base64Length(version: String, length: Int, code: String?) async throws {
    let judge = FixedJudge(.clean)
    let text = JSONValue.string(String(repeating: "A", count: length))
    let isIMS = version.hasPrefix("2020")
    let request = TencentRequest(
      isIMS ? ["FileContent": text] : ["Scenes": ["PORN"], "ImageBase64": text], of: version)
    let answer = await request.ask(judge)
    #expect(answer.tencentCode == code)
    #expect(judge.questions.count == (code == nil ? 1 : 0))
    if case .bytes(_, let origin)? = judge.questions.first?.picture {
      #expect(origin == .inline(base64Length: length))
    }
  }

  @Test("allow a body of 10485760 bytes, and answer more with the documented sentence")
  func bodySize() throws {
    let dialect = TencentRequest.dialect(FixedJudge(.clean))
    let request = TencentRequest("{}")
    #expect(try dialect.open(request.head).maximumBodyBytes == 10_485_760)
    let answer = dialect.answer(
      to: ServiceFailure(.bodyTooLarge(byteCount: 13_993_388, allowed: 10_485_760), ""), of: request.head,
      requestID: TencentRequest.id)
    #expect(answer.tencentCode == "RequestSizeLimitExceeded")
    #expect(
      try answer.response["Error"]?["Message"]
        == "Your current request size exceed max 10485760B, but your 13993388B.")
  }

  @Test("answer a large form of the older signature as a signature that fails, and a long query as too large")
  func formSize() throws {
    let dialect = TencentRequest.dialect(FixedJudge(.clean))
    var form = RequestHead(
      method: "POST", path: "/", query: "",
      headers: [(name: "content-type", value: "application/x-www-form-urlencoded")])
    #expect(dialect.speaks(form))
    #expect(try dialect.open(form).maximumBodyBytes == 1_048_576)
    let large = dialect.answer(
      to: ServiceFailure(.bodyTooLarge(byteCount: 1_048_577, allowed: 1_048_576), ""), of: form,
      requestID: TencentRequest.id)
    #expect(large.tencentCode == "AuthFailure.SignatureFailure")
    #expect(try large.response["Error"]?["Message"]?.string?.contains("TC3-HMAC-SHA256") == true)
    for (count, code) in [(32_768, "MissingParameter"), (32_769, "RequestSizeLimitExceeded")] {
      form = RequestHead(
        method: "GET", path: "/", query: "Action=" + String(repeating: "x", count: count - 7), headers: [])
      let failure = #expect(throws: ServiceFailure.self) { try dialect.open(form) }
      let answer = dialect.answer(to: try #require(failure), of: form, requestID: TencentRequest.id)
      #expect(answer.tencentCode == code)
    }
  }
}
