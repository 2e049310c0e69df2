import ImageModeration

/// A failure as an HTTP status, for the dialects whose clients read it.
struct CloudStatus {
  /// The status.
  let code: Int
  /// Fields that go with it: when to try again, which methods there are.
  let headers: [(name: String, value: String)]

  /// After how many seconds a client may try again.
  static let retrySeconds = 1

  init(_ failure: ServiceFailure, of head: RequestHead) {
    code = Self.code(of: failure, head)
    headers =
      switch code {
      case 405: [(name: "Allow", value: "POST")]
      case 429, 503: [(name: "Retry-After", value: "\(Self.retrySeconds)")]
      default: []
      }
  }

  private static func code(of failure: ServiceFailure, _ head: RequestHead) -> Int {
    switch failure.kind {
    case .notAuthenticated: 401
    case .notGranted, .notOpened: 403
    case .unknownAction: head.method == "POST" ? 404 : 405
    case .bodyTimedOut: 408
    case .bodyTooLarge: 413
    case .unsupportedMediaType: 415
    case .sceneUnavailable: 422
    case .rateLimited: 429
    case .overloaded, .notQueued, .draining, .deadlinePassed, .notJudged, .cancelled: 503
    case .host(let failure): failure.isTransient ? 503 : 500
    case .rejected(let rejection): Self.code(of: rejection)
    case .malformedBody, .unknownVersion, .missingParameter, .wrongType, .unknownParameter, .invalidValue,
      .unknownPolicy, .unsupported, .iai, .noImage, .invalidBase64, .download:
      400
    }
  }

  private static func code(of rejection: InputRejection) -> Int {
    switch rejection.code {
    case .byteCountTooLarge: 413
    case .formatUnknown, .formatNotAccepted, .formatNotDecodable: 415
    default: 400
    }
  }
}
