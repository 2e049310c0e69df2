import ImageFetching
import ImageModeration
import ServiceAccounts

/// Why a request has no verdict. Each dialect has its own words for these; none is ever told as a clean picture.
struct ServiceFailure: Error, Sendable {
  /// What kind of failure, with what dialects need to choose their code.
  enum Kind: Sendable {
    /// No valid signature or key.
    case notAuthenticated(AuthenticationFailure)
    /// The caller's key is good and may not do this.
    case notGranted
    /// The account has not opened the service.
    case notOpened
    /// More calls a second than the account may make.
    case rateLimited
    /// Everything that may wait waits; nothing was looked at.
    case overloaded
    /// A task is not kept: as many are kept as may be, or, where there is a failure, the store refuses.
    case notQueued(HostFailure? = nil)
    /// The process is about to end.
    case draining
    /// The body is larger than the dialect takes.
    case bodyTooLarge(byteCount: Int, allowed: Int)
    /// The body did not come in time.
    case bodyTimedOut
    /// The body cannot be read: not JSON, not a form, a name twice.
    case malformedBody
    /// The content type is not one that the dialect takes.
    case unsupportedMediaType
    /// There is no such thing here.
    case unknownAction
    /// There is no such version of the interface.
    case unknownVersion
    /// A parameter is missing.
    case missingParameter(String)
    /// A parameter of another type or form than documented.
    case wrongType(String)
    /// A parameter that the interface does not have.
    case unknownParameter(String)
    /// A value that is not allowed.
    case invalidValue(String)
    /// The policy that was asked for is not here.
    case unknownPolicy(String)
    /// Something documented that this service cannot do.
    case unsupported
    /// Neither a picture nor an address.
    case noImage
    /// The text is not base64.
    case invalidBase64(String)
    /// The picture at the address could not be had.
    case download(FetchFailure)
    /// The picture breaks a limit or is not one.
    case rejected(InputRejection)
    /// The time was up before everything was looked at.
    case deadlinePassed
    /// A scene that was asked for was not looked at: its model failed, or is not set up.
    case notJudged
    /// A scene that was asked for is not set up here.
    case sceneUnavailable(Scene)
    /// This machine failed.
    case host(HostFailure)
    /// A refusal that one of IAI's documented codes says.
    case iai(IAICode)
    /// The caller went away.
    case cancelled
  }

  /// What kind of failure.
  let kind: Kind
  /// A sentence that the caller may see: what was measured, what is allowed, what to do.
  let message: String

  /// The most bytes of a message, which may quote what a stranger sent.
  static let maximumMessageBytes = 2_000

  init(_ kind: Kind, _ message: String) {
    self.kind = kind
    // By scalars: one character may have a million of them.
    self.message =
      message.utf8.count <= Self.maximumMessageBytes
      ? message
      : String(String.UnicodeScalarView(message.unicodeScalars.prefix(Self.maximumMessageBytes / 4))) + "…"
  }

  /// Of a failure of this machine.
  init(_ failure: HostFailure) {
    switch failure.code {
    case .queueFull, .workerBusy, .decodeMemoryBusy:
      self.init(.overloaded, failure.publicMessage)
    case .deadlinePassed: self.init(.deadlinePassed, failure.publicMessage)
    case .draining: self.init(.draining, failure.publicMessage)
    case .cancelled: self.init(.cancelled, failure.publicMessage)
    default: self.init(.host(failure), failure.publicMessage)
    }
  }

  /// What logs and metrics call it.
  var code: String {
    switch kind {
    case .notAuthenticated: "notAuthenticated"
    case .notGranted: "notGranted"
    case .notOpened: "notOpened"
    case .rateLimited: "rateLimited"
    case .overloaded: "overloaded"
    case .notQueued: "notQueued"
    case .draining: "draining"
    case .bodyTooLarge: "bodyTooLarge"
    case .bodyTimedOut: "bodyTimedOut"
    case .malformedBody: "malformedBody"
    case .unsupportedMediaType: "unsupportedMediaType"
    case .unknownAction: "unknownAction"
    case .unknownVersion: "unknownVersion"
    case .missingParameter: "missingParameter"
    case .wrongType: "wrongType"
    case .unknownParameter: "unknownParameter"
    case .invalidValue: "invalidValue"
    case .unknownPolicy: "unknownPolicy"
    case .unsupported: "unsupported"
    case .noImage: "noImage"
    case .invalidBase64: "invalidBase64"
    case .download(let failure): "download.\(failure.publicCode)"
    case .rejected(let rejection): "\(rejection.code)"
    case .deadlinePassed: "deadlinePassed"
    case .notJudged: "notJudged"
    case .sceneUnavailable: "sceneUnavailable"
    case .host(let failure): "\(failure.code)"
    case .iai(let code): code.rawValue
    case .cancelled: "cancelled"
    }
  }

  /// Whether the sender's picture or parameters are to blame, and not this machine or the moment.
  var isSendersFault: Bool {
    switch kind {
    case .rejected, .unknownPolicy, .sceneUnavailable, .invalidValue, .iai: true
    case .download(let failure): failure.code != .busy && failure.code != .shutDown && failure.code != .rulesInvalid
    default: false
    }
  }

  /// Whether the same request may well succeed a moment later.
  var isTransient: Bool {
    switch kind {
    case .rateLimited, .overloaded, .notQueued, .draining, .deadlinePassed, .notJudged, .bodyTimedOut, .cancelled: true
    case .host(let failure): failure.isTransient
    default: false
    }
  }
}
