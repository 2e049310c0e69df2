import ImageFetching
import ImageModeration
import ServiceAccounts
import Testing

@testable import ModerationService

@Suite("Tencent's codes", .timeLimit(.minutes(20)))
struct TencentCodesTests {
  static let fetchCodes: [FetchFailure.Code] = [
    .schemeMissing, .schemeRefused, .urlInvalid, .userInfoRefused, .bareAddress, .hostInvalid, .portRefused,
    .addressRefused, .nameNotFound, .connectionFailed, .answerBroken, .answerInvalid, .tlsFailed, .proxyFailed,
    .statusRefused, .redirectRefused, .tooManyRedirects, .tooLarge, .timedOut, .emptyBody, .encodingRefused,
    .cancelled, .busy, .shutDown, .rulesInvalid,
  ]

  static let rejectionCodes: [RejectionCode] = [
    .byteCountTooLarge, .byteCountTooSmall, .formatUnknown, .formatNotAccepted, .formatNotDecodable, .headerUnreadable,
    .sideTooSmall, .sideTooLarge, .aspectRatioTooLarge, .pixelBudgetExceeded, .decodingFailed, .decodeMemoryExceeded,
    .drawingWorkExceeded, .decoderCrashed, RejectionCode(rawValue: "ofTomorrow"),
  ]

  static let authenticationCodes = [
    "AuthFailure.InvalidAuthorization", "AuthFailure.InvalidSecretId", "AuthFailure.SecretIdNotFound",
    "AuthFailure.SignatureExpire", "AuthFailure.SignatureFailure", "AuthFailure.TokenFailure", "RequestLimitExceeded",
    "InternalError", "InvalidParameter", "InvalidParameterValue", "MissingParameter",
  ]

  /// Every kind there is; a kind that is added and missing here stops the build.
  static func isListed(_ kind: ServiceFailure.Kind) -> Bool {
    switch kind {
    case .notAuthenticated, .notGranted, .notOpened, .rateLimited, .overloaded, .notQueued, .draining, .bodyTooLarge,
      .bodyTimedOut, .malformedBody, .unsupportedMediaType, .unknownAction, .unknownVersion, .missingParameter,
      .wrongType, .unknownParameter, .invalidValue, .unknownPolicy, .unsupported, .noImage, .invalidBase64, .download,
      .rejected, .deadlinePassed, .notJudged, .sceneUnavailable, .host, .iai, .cancelled:
      true
    }
  }

  static let failures: [NamedFailure] =
    DialectFailureTests.failures
    + fetchCodes.map { NamedFailure(.download(FetchFailure($0, message: ""))) }
    + rejectionCodes.map { NamedFailure(.rejected(InputRejection($0, message: ""))) }
    + authenticationCodes.map { NamedFailure(.notAuthenticated(AuthenticationFailure(.mismatch, $0, "")), $0) }
    + ["DataId", "BizType", "Scenes", "CallbackUrl"].map { NamedFailure(.invalidValue($0), "invalid \($0)") }

  @Test("are documented ones for every failure", arguments: failures)
  func documented(failure: NamedFailure) {
    #expect(Self.isListed(failure.failure.kind))
    let ims = TencentCodes.ims.code(of: failure.failure)
    #expect(DocumentedCodes.ims.contains(ims), "\(ims)")
    let tiia = TencentCodes.tiia.code(of: failure.failure)
    // TIIA's parameters are Scenes, addresses and base64 alone.
    if !["invalid DataId", "invalid CallbackUrl"].contains(failure.name) {
      #expect(DocumentedCodes.tiia.contains(tiia), "\(tiia)")
    }
    #expect(!DocumentedCodes.neverSaid.contains(tiia))
  }

  /// What the table of limits says of each failure.
  static let expected: [(ServiceFailure.Kind, ims: String, tiia: String)] = [
    (.notQueued(), "ResourceUnavailable.InQueueError", "FailedOperation.UnKnowError"),
    (.download(FetchFailure(.schemeMissing, message: "")), "InvalidParameterValue.InvalidImageContent", download),
    (.download(FetchFailure(.schemeRefused, message: "")), "InvalidParameterValue.InvalidImageContent", download),
    (.download(FetchFailure(.addressRefused, message: "")), "InvalidParameterValue.InvalidImageContent", download),
    (.download(FetchFailure(.nameNotFound, message: "")), "InvalidParameterValue.InvalidImageContent", download),
    (.download(FetchFailure(.bareAddress, message: "")), "ResourceUnavailable.ImageDownloadError", download),
    (.download(FetchFailure(.redirectRefused, message: "")), "ResourceUnavailable.ImageDownloadError", download),
    (.download(FetchFailure(.statusRefused, message: "")), "ResourceUnavailable.ImageDownloadError", download),
    (.download(FetchFailure(.timedOut, message: "")), "ResourceUnavailable.ImageDownloadError", download),
    (
      .download(FetchFailure(.tooLarge, message: "")), "InvalidParameterValue.InvalidFileContentSize",
      "FailedOperation.TooLargeFileError"
    ),
    (.download(FetchFailure(.busy, message: "")), "RequestLimitExceeded", "RequestLimitExceeded"),
    (.rateLimited, "RequestLimitExceeded", "RequestLimitExceeded"),
    (.overloaded, "RequestLimitExceeded", "RequestLimitExceeded"),
    (.deadlinePassed, "ResourceUnavailable.ModelCallFailed", "FailedOperation.RequestTimeout"),
    (.notJudged, "ResourceUnavailable.ModelCallFailed", "FailedOperation.UnKnowError"),
    (.host(HostFailure(.modelMissing, message: "")), "InternalError", "FailedOperation.UnKnowError"),
    (.notOpened, "UnauthorizedOperation.Unauthorized", "FailedOperation.UnOpenError"),
    (.sceneUnavailable(.politics), "UnauthorizedOperation.Unauthorized", "FailedOperation.UnOpenError"),
    (.noImage, "InvalidParameterValue.InvalidContent", "InvalidParameterValue.InvalidParameterValueLimit"),
    (.invalidBase64("x"), "InvalidParameterValue.InvalidContent", "FailedOperation.ImageDecodeFailed"),
    (.unsupported, "UnsupportedOperation", "UnsupportedOperation"),
    (.bodyTooLarge(byteCount: 2, allowed: 1), "RequestSizeLimitExceeded", "RequestSizeLimitExceeded"),
  ]

  private static let download = "FailedOperation.DownLoadError"

  @Test("are those of the table of limits", arguments: expected)
  func table(kind: ServiceFailure.Kind, ims: String, tiia: String) {
    let failure = ServiceFailure(kind, "")
    #expect(TencentCodes.ims.code(of: failure) == ims)
    #expect(TencentCodes.tiia.code(of: failure) == tiia)
  }
}
