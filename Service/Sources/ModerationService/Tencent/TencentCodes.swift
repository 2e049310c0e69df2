import ImageFetching
import ImageModeration
import ServiceAccounts

/// Which of the documented codes says a failure: the interfaces have each their own.
enum TencentCodes: Sendable {
  case ims
  case tiia
  case iai

  /// The limits profile whose documented codes refusals of pictures have.
  var limits: Limits {
    switch self {
    case .ims: .ims20201229
    case .tiia: .tiia20190529
    case .iai: .iai20200303
    }
  }

  /// The code of a failure.
  func code(of failure: ServiceFailure) -> String {
    if self == .iai { return Self.iaiCode(of: failure) }
    return switch failure.kind {
    case .notAuthenticated(let failure): failure.tencentCode
    case .notGranted: "AuthFailure.UnauthorizedOperation"
    case .notOpened, .sceneUnavailable:
      self == .ims ? "UnauthorizedOperation.Unauthorized" : "FailedOperation.UnOpenError"
    case .rateLimited, .overloaded: "RequestLimitExceeded"
    case .bodyTooLarge: "RequestSizeLimitExceeded"
    case .malformedBody: "InvalidParameter"
    case .unsupportedMediaType, .bodyTimedOut: "InvalidRequest"
    case .unknownAction: "InvalidAction"
    case .unknownVersion: "NoSuchVersion"
    case .missingParameter: "MissingParameter"
    case .wrongType: "InvalidParameter"
    case .unknownParameter: "UnknownParameter"
    case .unsupported: "UnsupportedOperation"
    case .invalidValue("DataId"): "InvalidParameterValue.InvalidDataId"
    case .invalidValue("CallbackUrl"): "InvalidParameterValue.InvalidCallbackUrl"
    case .invalidValue, .unknownPolicy:
      self == .ims
        ? "InvalidParameterValue.InvalidParameter" : "InvalidParameterValue.InvalidParameterValueLimit"
    case .noImage:
      self == .ims ? "InvalidParameterValue.InvalidContent" : "InvalidParameterValue.InvalidParameterValueLimit"
    case .invalidBase64:
      self == .ims ? "InvalidParameterValue.InvalidContent" : "FailedOperation.ImageDecodeFailed"
    case .download(let failure): code(of: failure)
    case .rejected(let rejection):
      limits.profileCodes[rejection.code]
        ?? (self == .ims ? "InvalidParameterValue.InvalidImageContent" : "FailedOperation.ImageDecodeFailed")
    case .notQueued: self == .ims ? "ResourceUnavailable.InQueueError" : "FailedOperation.UnKnowError"
    case .deadlinePassed:
      self == .ims ? "ResourceUnavailable.ModelCallFailed" : "FailedOperation.RequestTimeout"
    case .notJudged: self == .ims ? "ResourceUnavailable.ModelCallFailed" : "FailedOperation.UnKnowError"
    case .iai(let code): code.rawValue
    case .draining, .host, .cancelled: self == .ims ? "InternalError" : "FailedOperation.UnKnowError"
    }
  }

  func code(of failure: FetchFailure) -> String {
    switch (self, failure.publicCode) {
    case (_, .busy): "RequestLimitExceeded"
    case (.tiia, .tooLarge): "FailedOperation.TooLargeFileError"
    case (.tiia, _): "FailedOperation.DownLoadError"
    case (.ims, .tooLarge): "InvalidParameterValue.InvalidFileContentSize"
    case (.ims, .emptyBody): "InvalidParameterValue.EmptyImageContent"
    // A name that is not there and one that leads inside have the same code: whoever asks learns nothing of our network.
    case (.ims, .schemeMissing), (.ims, .schemeRefused), (.ims, .urlInvalid), (.ims, .userInfoRefused),
      (.ims, .hostInvalid), (.ims, .portRefused), (.ims, .addressRefused):
      "InvalidParameterValue.InvalidImageContent"
    case (.ims, _): "ResourceUnavailable.ImageDownloadError"
    case (.iai, .tooLarge): IAICode.imageSizeExceed.rawValue
    case (.iai, .schemeMissing), (.iai, .schemeRefused), (.iai, .urlInvalid), (.iai, .userInfoRefused),
      (.iai, .hostInvalid), (.iai, .portRefused), (.iai, .addressRefused):
      IAICode.urlIllegal.rawValue
    case (.iai, _): IAICode.imageDownloadError.rawValue
    }
  }
}
