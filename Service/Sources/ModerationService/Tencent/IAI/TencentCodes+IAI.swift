import ImageModeration
import ServiceAccounts

extension TencentCodes {
  /// The code of a failure as IAI documents it.
  static func iaiCode(of failure: ServiceFailure) -> String {
    switch failure.kind {
    case .notAuthenticated(let failure): failure.tencentCode
    case .notGranted: "AuthFailure.UnauthorizedOperation"
    case .notOpened: IAICode.resourceNotExist.rawValue
    case .notQueued: "LimitExceeded"
    case .rateLimited, .overloaded: "RequestLimitExceeded"
    case .bodyTooLarge: "RequestSizeLimitExceeded"
    case .malformedBody, .wrongType: "InvalidParameter"
    case .unsupportedMediaType, .bodyTimedOut: "InvalidRequest"
    case .unknownAction: "InvalidAction"
    case .unknownVersion: "NoSuchVersion"
    case .missingParameter: "MissingParameter"
    case .unknownParameter: "UnknownParameter"
    case .unsupported: "UnsupportedOperation"
    case .invalidValue, .unknownPolicy: IAICode.invalidParameter.rawValue
    case .noImage: IAICode.imageEmpty.rawValue
    case .invalidBase64: IAICode.imageDecodeFailed.rawValue
    case .download(let failure): TencentCodes.iai.code(of: failure)
    case .rejected(let rejection):
      Limits.iai20200303.profileCodes[rejection.code] ?? IAICode.imageDecodeFailed.rawValue
    case .deadlinePassed: IAICode.requestTimeout.rawValue
    case .notJudged, .sceneUnavailable: IAICode.imageFaceDetectFailed.rawValue
    case .iai(let code): code.rawValue
    case .draining, .host, .cancelled: IAICode.serverError.rawValue
    }
  }
}
