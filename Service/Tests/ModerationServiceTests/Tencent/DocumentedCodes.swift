/// The error codes that the documents list, as data.
enum DocumentedCodes {
  /// Of every service.
  static let common: Set<String> = [
    "ActionOffline", "AuthFailure.InvalidAuthorization", "AuthFailure.InvalidSecretId", "AuthFailure.MFAFailure",
    "AuthFailure.SecretIdNotFound", "AuthFailure.SignatureExpire", "AuthFailure.SignatureFailure",
    "AuthFailure.TokenFailure", "AuthFailure.UnauthorizedOperation", "UnauthorizedOperation", "DryRunOperation",
    "FailedOperation", "InternalError", "InvalidAction", "InvalidParameter", "InvalidParameterValue", "InvalidRequest",
    "IpInBlacklist", "IpNotInWhitelist", "LimitExceeded", "MissingParameter", "NoSuchProduct", "NoSuchVersion",
    "RequestLimitExceeded", "RequestLimitExceeded.IPLimitExceeded", "RequestLimitExceeded.UinLimitExceeded",
    "RequestLimitExceeded.GlobalRegionUinLimitExceeded", "RequestSizeLimitExceeded", "ResponseSizeLimitExceeded",
    "ResourceInUse", "ResourceInsufficient", "ResourceNotFound", "ResourceUnavailable", "ResourcesSoldOut",
    "ServiceUnavailable", "UnknownParameter", "UnsupportedOperation", "UnsupportedProtocol", "UnsupportedRegion",
  ]

  /// Of IMS, both versions.
  static let ims: Set<String> = common.union([
    "InvalidParameterValue.InvalidContent", "InvalidParameterValue.EmptyImageContent",
    "InvalidParameterValue.InvalidDataId", "InvalidParameterValue.InvalidFileContentSize",
    "InvalidParameterValue.ImageSizeTooSmall", "InvalidParameter.ImageSizeTooSmall",
    "InvalidParameter.ImageDataTooSmall", "InvalidParameter.ImageAspectRatioTooLarge",
    "InvalidParameterValue.InvalidImageContent", "InvalidParameter.InvalidImageContent",
    "InvalidParameterValue.InvalidParameter", "InvalidParameter.InvalidParameter",
    "ResourceUnavailable.ImageDownloadError", "ResourceUnavailable.InvalidImageContent",
    "ResourceUnavailable.ModelCallFailed", "UnauthorizedOperation.Unauthorized", "InternalError.InternalError",
    "OperationDenied", "InvalidParameterValue.InvalidCallbackUrl", "ResourceUnavailable.InQueueError",
  ])

  /// Of TIIA's ImageModeration: what its own page lists, and what accounts and newer actions of TIIA have.
  static let tiia: Set<String> = common.union([
    "FailedOperation.DownLoadError", "FailedOperation.ImageDecodeFailed", "FailedOperation.InvokeChargeError",
    "FailedOperation.RequestTimeout", "FailedOperation.TooLargeFileError", "FailedOperation.UnKnowError",
    "FailedOperation.UnOpenError", "InvalidParameterValue.InvalidParameterValueLimit",
    "ResourcesSoldOut.ChargeStatusException", "LimitExceeded.TooLargeFileError",
  ])

  /// Codes of billing, which is done nowhere here.
  static let neverSaid: Set<String> = [
    "FailedOperation.InvokeChargeError", "ResourcesSoldOut.ChargeStatusException",
  ]
}
