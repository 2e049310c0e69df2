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

  /// Of IAI 2020-03-03, by the constants of its SDK.
  static let iai: Set<String> = common.union([
    "AuthFailure.InvalidAuthorization", "FailedOperation.AcrossVersionsError",
    "FailedOperation.CheckDuplicatePersonTaskNotFinished", "FailedOperation.CheckSimilarPersonTimeExceed",
    "FailedOperation.ConflictOperation", "FailedOperation.CreateFaceConcurrent",
    "FailedOperation.DuplicatedGroupDescription", "FailedOperation.FaceQualityNotQualified",
    "FailedOperation.FaceSizeTooSmall", "FailedOperation.GroupCannotUpgrade",
    "FailedOperation.GroupInDeletedState", "FailedOperation.GroupLostFaces",
    "FailedOperation.GroupPersonMapExist", "FailedOperation.GroupPersonMapNotExist",
    "FailedOperation.ImageDecodeFailed", "FailedOperation.ImageDownloadError",
    "FailedOperation.ImageFacedetectFailed", "FailedOperation.ImageResolutionExceed",
    "FailedOperation.ImageResolutionTooSmall", "FailedOperation.ImageSizeExceed",
    "FailedOperation.JobCannnotRollback", "FailedOperation.JobIdNotExist", "FailedOperation.JobNotExist",
    "FailedOperation.RequestLimitExceeded", "FailedOperation.RequestTimeout", "FailedOperation.SearchFacesExceed",
    "FailedOperation.ServerError", "FailedOperation.UpgradeJobIdNotExist", "InternalError", "InvalidParameter",
    "InvalidParameter.InvalidParameter", "InvalidParameterValue.AccountFaceNumExceed",
    "InvalidParameterValue.DeleteFaceNumExceed", "InvalidParameterValue.FaceMatchThresholdIllegal",
    "InvalidParameterValue.FaceModelVersionIllegal", "InvalidParameterValue.GroupExDescriptionsExceed",
    "InvalidParameterValue.GroupExDescriptionsNameIdentical",
    "InvalidParameterValue.GroupExDescriptionsNameIllegal",
    "InvalidParameterValue.GroupExDescriptionsNameTooLong", "InvalidParameterValue.GroupFaceNumExceed",
    "InvalidParameterValue.GroupIdAlreadyExist", "InvalidParameterValue.GroupIdIllegal",
    "InvalidParameterValue.GroupIdNotExist", "InvalidParameterValue.GroupIdNotExists",
    "InvalidParameterValue.GroupIdTooLong", "InvalidParameterValue.GroupIdsExceed",
    "InvalidParameterValue.GroupNameAlreadyExist", "InvalidParameterValue.GroupNameIllegal",
    "InvalidParameterValue.GroupNameTooLong", "InvalidParameterValue.GroupNumExceed",
    "InvalidParameterValue.GroupNumPerPersonExceed", "InvalidParameterValue.GroupTagIllegal",
    "InvalidParameterValue.GroupTagTooLong", "InvalidParameterValue.ImageEmpty",
    "InvalidParameterValue.ImageEmptyError", "InvalidParameterValue.LimitExceed",
    "InvalidParameterValue.NoFaceInGroups", "InvalidParameterValue.NoFaceInPhoto",
    "InvalidParameterValue.OffsetExceed", "InvalidParameterValue.PersonExDescriptionInfosExceed",
    "InvalidParameterValue.PersonExDescriptionsNameIdentical",
    "InvalidParameterValue.PersonExDescriptionsNameIllegal",
    "InvalidParameterValue.PersonExDescriptionsNameTooLong", "InvalidParameterValue.PersonExistInGroup",
    "InvalidParameterValue.PersonFaceNumExceed", "InvalidParameterValue.PersonGenderIllegal",
    "InvalidParameterValue.PersonIdAlreadyExist", "InvalidParameterValue.PersonIdIllegal",
    "InvalidParameterValue.PersonIdNotExist", "InvalidParameterValue.PersonIdTooLong",
    "InvalidParameterValue.PersonNameIllegal", "InvalidParameterValue.PersonNameTooLong",
    "InvalidParameterValue.QualityControlIllegal", "InvalidParameterValue.SearchPersonsExceed",
    "InvalidParameterValue.UniquePersonControlIllegal", "InvalidParameterValue.UnsupportedGroupFaceModelVersion",
    "InvalidParameterValue.UploadFaceNumExceed", "InvalidParameterValue.UrlIllegal",
    "LimitExceeded.ErrorFaceNumExceed", "MissingParameter.ErrorParameterEmpty", "RequestLimitExceeded",
    "ResourceUnavailable.ChargeStatusException", "ResourceUnavailable.Delivering", "ResourceUnavailable.Freeze",
    "ResourceUnavailable.GetAuthInfoError", "ResourceUnavailable.InArrears", "ResourceUnavailable.LowBalance",
    "ResourceUnavailable.NotExist", "ResourceUnavailable.NotReady", "ResourceUnavailable.Recover",
    "ResourceUnavailable.StopUsing", "ResourceUnavailable.UnknownStatus",
    "ResourcesSoldOut.ChargeStatusException", "UnsupportedOperation.UnknowMethod",
  ])

  /// Codes of billing, which is done nowhere here.
  static let neverSaid: Set<String> = [
    "FailedOperation.InvokeChargeError", "ResourcesSoldOut.ChargeStatusException",
  ]
}
