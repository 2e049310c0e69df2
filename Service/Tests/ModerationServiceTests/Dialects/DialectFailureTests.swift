import ImageFetching
import ImageModeration
import ServiceAccounts
import Testing

@testable import ModerationService

/// A failure with a name that test reports show.
struct NamedFailure: Sendable, CustomTestStringConvertible {
  let name: String
  let failure: ServiceFailure
  var testDescription: String { name }

  init(_ kind: ServiceFailure.Kind, _ name: String? = nil) {
    failure = ServiceFailure(kind, "what was measured and what is allowed")
    self.name = name ?? failure.code
  }
}

@Suite("Dialects tell failures in their own words", .timeLimit(.minutes(20)))
struct DialectFailureTests {
  /// One of every kind.
  static let failures: [NamedFailure] = [
    NamedFailure(.notAuthenticated(FixedAuthenticator.refusal)), NamedFailure(.notGranted), NamedFailure(.notOpened),
    NamedFailure(.rateLimited), NamedFailure(.overloaded), NamedFailure(.notQueued()), NamedFailure(.draining),
    NamedFailure(.bodyTooLarge(byteCount: 2, allowed: 1)), NamedFailure(.bodyTimedOut), NamedFailure(.malformedBody),
    NamedFailure(.unsupportedMediaType), NamedFailure(.unknownAction), NamedFailure(.unknownVersion),
    NamedFailure(.missingParameter("x")), NamedFailure(.wrongType("x")), NamedFailure(.unknownParameter("x")),
    NamedFailure(.invalidValue("x")), NamedFailure(.unknownPolicy("x")), NamedFailure(.unsupported),
    NamedFailure(.noImage), NamedFailure(.invalidBase64("x")),
    NamedFailure(.download(FetchFailure(.timedOut, message: "no answer"))),
    NamedFailure(.rejected(InputRejection(.sideTooSmall, message: "50"))),
    NamedFailure(.rejected(InputRejection(.byteCountTooLarge, message: "many"))),
    NamedFailure(.rejected(InputRejection(.formatUnknown, message: "text"))),
    NamedFailure(.deadlinePassed), NamedFailure(.notJudged), NamedFailure(.sceneUnavailable(.politics)),
    NamedFailure(.host(HostFailure(.modelMissing, message: "none"))),
    NamedFailure(.host(HostFailure(.workerKilled, message: "ended")), "workerKilled"), NamedFailure(.cancelled),
  ]

  @Test("with a status that is no success, and the sentence", arguments: SpokenDialect.allCases, failures)
  func toldAsErrors(dialect: SpokenDialect, failure: NamedFailure) throws {
    let answer = dialect.make(FixedJudge(.clean)).answer(to: failure.failure, of: dialect.head(), requestID: "r-1")
    #expect((400..<600).contains(answer.status))
    #expect(String(decoding: answer.body, as: UTF8.self).contains("what was measured and what is allowed"))
    #expect(answer.outcome == failure.failure.code)
    _ = try answer.json
  }

  /// Status and code by dialect and failure; the code where the dialect's clients look for it.
  static let expected: [(SpokenDialect, ServiceFailure.Kind, Int, String)] = [
    (.openAI, .notAuthenticated(FixedAuthenticator.refusal), 401, "invalid_api_key"),
    (.openAI, .notGranted, 403, "permission_denied"), (.openAI, .notOpened, 403, "service_not_opened"),
    (.openAI, .rateLimited, 429, "rate_limit_exceeded"), (.openAI, .overloaded, 503, "overloaded"),
    (.openAI, .deadlinePassed, 503, "deadline_passed"), (.openAI, .malformedBody, 400, "invalid_json"),
    (.openAI, .bodyTooLarge(byteCount: 2, allowed: 1), 413, "request_too_large"),
    (.openAI, .rejected(InputRejection(.byteCountTooLarge, message: "")), 400, "image_refused_byteCountTooLarge"),
    (.aws, .notAuthenticated(FixedAuthenticator.refusal), 400, "UnrecognizedClientException"),
    (
      .aws,
      .notAuthenticated(AuthenticationFailure(.mismatch, "AuthFailure.SignatureFailure", "")), 400,
      "InvalidSignatureException"
    ),
    (.aws, .notGranted, 400, "AccessDeniedException"), (.aws, .notOpened, 400, "AccessDeniedException"),
    (.aws, .rateLimited, 400, "ProvisionedThroughputExceededException"),
    (.aws, .overloaded, 500, "ThrottlingException"), (.aws, .deadlinePassed, 500, "InternalServerError"),
    (.aws, .bodyTooLarge(byteCount: 2, allowed: 1), 400, "ImageTooLargeException"),
    (.aws, .unknownAction, 400, "UnknownOperationException"),
    (.aws, .rejected(InputRejection(.sideTooLarge, message: "")), 400, "ImageTooLargeException"),
    (.aws, .rejected(InputRejection(.sideTooSmall, message: "")), 400, "InvalidParameterException"),
    (.aws, .rejected(InputRejection(.decodingFailed, message: "")), 400, "InvalidImageFormatException"),
    (.azure, .notAuthenticated(FixedAuthenticator.refusal), 401, "401"),
    (.azure, .notOpened, 403, "PermissionDenied"), (.azure, .rateLimited, 429, "TooManyRequests"),
    (.azure, .overloaded, 503, "ServerBusy"), (.azure, .malformedBody, 400, "InvalidRequestBody"),
    (.azure, .host(HostFailure(.modelMissing, message: "")), 500, "InternalError"),
    (.azure, .rejected(InputRejection(.formatUnknown, message: "")), 400, "InvalidRequestBody"),
    (.huawei, .notAuthenticated(FixedAuthenticator.refusal), 401, "APIG.0301"),
    (.huawei, .notOpened, 403, "AIS.0007"), (.huawei, .notGranted, 403, "AIS.0004"),
    (.huawei, .rateLimited, 429, "APIG.0308"), (.huawei, .overloaded, 503, "AIS.0003"),
    (.huawei, .malformedBody, 400, "AIS.0014"), (.huawei, .noImage, 400, "AIS.0011"),
    (.huawei, .download(FetchFailure(.timedOut, message: "")), 400, "AIS.0029"),
    (.huawei, .rejected(InputRejection(.formatUnknown, message: "")), 400, "AIS.0502"),
    (.huawei, .rejected(InputRejection(.decodingFailed, message: "")), 400, "AIS.0503"),
    (.huawei, .rejected(InputRejection(.sideTooSmall, message: "")), 400, "AIS.0504"),
    (.misskey, .notAuthenticated(FixedAuthenticator.refusal), 401, "AUTHENTICATION_REQUIRED"),
    (.misskey, .unsupportedMediaType, 415, "UNSUPPORTED_MEDIA_TYPE"),
    (.misskey, .bodyTooLarge(byteCount: 2, allowed: 1), 413, "REQUEST_TOO_LARGE"),
    (.misskey, .malformedBody, 400, "INVALID_REQUEST"), (.misskey, .overloaded, 503, "MODEL_UNAVAILABLE"),
    (.hook, .notAuthenticated(FixedAuthenticator.refusal), 401, "notAuthenticated"),
    (.hook, .notOpened, 403, "notOpened"), (.hook, .rateLimited, 429, "rateLimited"),
    (.hook, .overloaded, 503, "overloaded"), (.hook, .deadlinePassed, 503, "deadlinePassed"),
    (.hook, .rejected(InputRejection(.byteCountTooLarge, message: "")), 413, "byteCountTooLarge"),
    (.hook, .rejected(InputRejection(.formatUnknown, message: "")), 415, "formatUnknown"),
    (.hook, .rejected(InputRejection(.sideTooSmall, message: "")), 400, "sideTooSmall"),
  ]

  @Test("with the documented status and code", arguments: expected)
  func documentedCodes(dialect: SpokenDialect, kind: ServiceFailure.Kind, status: Int, code: String) throws {
    let failure = ServiceFailure(kind, "why")
    let answer = dialect.make(FixedJudge(.clean)).answer(to: failure, of: dialect.head(), requestID: "r-1")
    #expect(answer.status == status)
    let json = try answer.json
    let told =
      switch dialect {
      case .aws: json["__type"]
      case .huawei: json["error_code"]
      default: json["error"]?["code"]
      }
    #expect(told?.string == code)
  }

  @Test("and when to try again", arguments: SpokenDialect.allCases)
  func retryAfter(dialect: SpokenDialect) {
    let failure = ServiceFailure(.overloaded, "64 wait")
    let answer = dialect.make(FixedJudge(.clean)).answer(to: failure, of: dialect.head(), requestID: "r-1")
    #expect(answer.header("Retry-After") == "1")
  }

  @Test("another method than POST is 405", arguments: SpokenDialect.allCases, ["GET", "PUT", "DELETE"])
  func wrongMethod(dialect: SpokenDialect, method: String) async {
    let judge = FixedJudge(.clean)
    let answer = await dialect.ask(judge, head: dialect.head(method: method))
    #expect(answer.status == 405)
    #expect(answer.header("Allow") == "POST")
    #expect(judge.questions.isEmpty)
  }

  @Test("a signature that does not fit is refused after the body", arguments: SpokenDialect.allCases)
  func badSignature(dialect: SpokenDialect) async {
    let judge = FixedJudge(.clean)
    let answer = await dialect.ask(judge, authenticator: FixedAuthenticator(refuses: true))
    #expect(answer.status == (dialect == .aws ? 400 : 401))
    #expect(judge.questions.isEmpty)
  }

  @Test(
    "a body of another type is refused before it comes", arguments: SpokenDialect.allCases, ["text/plain", "text/html"])
  func wrongMediaType(dialect: SpokenDialect, type: String) async {
    let answer = await dialect.ask(FixedJudge(.clean), head: dialect.head(contentType: type))
    #expect(answer.status == (dialect == .aws ? 400 : 415))
    #expect(answer.outcome == "unsupportedMediaType")
  }

  @Test(
    "a body that is broken", arguments: SpokenDialect.allCases.filter { $0 != .hook },
    ["", "{", "[]", "null", "\"x\"", "{\"image\":1,\"image\":2}", "--edge", "--edge\r\nno name\r\n\r\nx\r\n--edge--"])
  func brokenBodies(dialect: SpokenDialect, body: String) async {
    let judge = FixedJudge(.clean)
    let answer = await dialect.ask(judge, body: Array(body.utf8))
    #expect(answer.status == 400)
    #expect(judge.questions.isEmpty)
  }

  @Test("other paths are not theirs", arguments: SpokenDialect.allCases)
  func otherPaths(dialect: SpokenDialect) {
    let made = dialect.make(FixedJudge(.clean))
    for path in ["/x", "/v1", "/v3/moderation/image", "/v3//moderation/image", "/v3/p/moderation/text", "/healthz"] {
      #expect(!made.speaks(RequestHead(method: "POST", path: path, query: "", headers: [])))
    }
    // OpenAI's path is our own interface's, which hands over what is OpenAI's.
    #expect(made.speaks(dialect.head()) == (dialect != .openAI))
  }

  @Test("the caller, the interface and the deadline reach the judge", arguments: SpokenDialect.allCases)
  func questions(dialect: SpokenDialect) async throws {
    let judge = FixedJudge(.clean)
    _ = await dialect.ask(judge)
    let question = try #require(judge.questions.first)
    #expect(judge.questions.count == 1)
    #expect(question.caller == FixedAuthenticator.caller)
    #expect(question.interface.hasPrefix(dialect.make(judge).service + "."))
    #expect(!question.takesRejections)
    guard case .bytes(let bytes, _) = question.picture else {
      Issue.record("the picture came with the request")
      return
    }
    #expect(bytes == SpokenDialect.bytes)
  }
}
