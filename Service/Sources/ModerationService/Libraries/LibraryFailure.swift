import ImageFetching
import ImageModeration
import ModerationStore

/// Why a library action has no answer.
enum LibraryFailure: Error, Sendable {
  /// The action's own documented code.
  case refusal(code: String, message: String)
  /// What every action may fail with.
  case service(ServiceFailure)

  /// A value that is wrong, with what follows `InvalidParameterValue.`.
  static func value(_ code: String, _ message: String) -> LibraryFailure {
    .refusal(code: "InvalidParameterValue.\(code)", message: message)
  }

  /// The rest of the sender's faults, with what follows `FailedOperation.`.
  static func failed(_ code: String, _ message: String) -> LibraryFailure {
    .refusal(code: "FailedOperation.\(code)", message: message)
  }

  /// Of a picture that is refused.
  init(_ rejection: InputRejection) {
    let code =
      switch rejection.code {
      case .byteCountTooLarge: "ImageSizeExceed"
      case .byteCountTooSmall: "EmptyImageError"
      case .sideTooLarge, .pixelBudgetExceeded: "ImageResolutionExceed"
      case .sideTooSmall: "ImageResolutionInsufficient"
      case .formatUnknown, .formatNotAccepted, .formatNotDecodable: "ImageNotSupported"
      default: "ImageDecodeFailed"
      }
    self = .failed(code, rejection.publicMessage)
  }

  /// Of a picture that could not be had. A host that is not there and one that leads inside have the same code.
  init(_ failure: FetchFailure) {
    switch failure.publicCode {
    case .busy: self = .service(ServiceFailure(.download(failure), failure.publicMessage))
    case .tooLarge: self = .failed("ImageSizeExceed", failure.publicMessage)
    case .emptyBody: self = .failed("EmptyImageError", failure.publicMessage)
    case .schemeMissing, .schemeRefused, .urlInvalid: self = .failed("ImageUrlInvalid", failure.publicMessage)
    default: self = .failed("ImageDownloadError", failure.publicMessage)
    }
  }

  /// Of the store, in TIIA's words.
  init(tiia error: LibraryError) {
    switch error {
    case .groupExists: self = .value("ImageGroupIdAlreadyExist", "there is a group of this GroupId already")
    case .groupMissing: self = .value("ImageGroupIdNotExist", "there is no group of this GroupId")
    case .pictureExists: self = .value("PicNameAlreadyExist", "the group has a picture of this PicName already")
    case .pictureMissing: self = .failed("ImageNotFoundInfo", "the group has no such picture of the EntityId")
    case .groupEmpty: self = .failed("ImageGroupEmpty", "the group has no picture to search")
    case .tooMany(let counted, let count, let allowed):
      let code =
        switch counted {
        case .groupsOfAccount: "GroupCountExceeded"
        case .picturesOfEntity: "ImageEntityCountExceed"
        default: "ImageNumExceed"
        }
      self = .failed(code, "there would be \(count); \(allowed) are allowed")
    case .libraryMissing, .store: self = .store(error)
    }
  }

  /// Of the store, in CMS's words.
  init(cms error: LibraryError) {
    switch error {
    case .libraryMissing:
      self = .refusal(
        code: "ResourceNotFound", message: "there is no library of this LibID; the operator sets up libraries")
    case .tooMany(_, let count, let allowed):
      self = .refusal(
        code: "LimitExceeded", message: "the library would have \(count) words; \(allowed) are allowed; none was added")
    default: self = .store(error)
    }
  }

  /// What this machine failed at; nothing of it is shown to callers.
  private static func store(_ error: LibraryError) -> LibraryFailure {
    let failure = HostFailure(.storeUnusable, message: "\(error)")
    return .service(ServiceFailure(.host(failure), "the store cannot be read or written; nothing was changed"))
  }
}
