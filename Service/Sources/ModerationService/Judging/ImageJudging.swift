import ImageModeration
import ServiceAccounts

/// One picture to judge, as a dialect asks.
struct Question: Sendable {
  /// Where the picture is.
  enum Picture: Sendable {
    /// Bytes that came with the request.
    case bytes([UInt8], ImageOrigin)
    /// An address to download it from.
    case address(String, followsRedirects: Bool)
  }

  var picture: Picture
  /// Who asks; who pays.
  var caller: Caller
  /// What metering calls the call: `ims.ImageModeration`.
  var interface: String
  /// How many calls it counts for: TIIA counts scenes.
  var callCount = 1
  /// The policy; nil for the account's, or else the service's.
  var policy: String?
  /// The scenes to look at; nil for the policy's.
  var scenes: Set<Scene>?
  /// The limits to apply; nil for the policy's.
  var limits: Limits?
  /// Which frames of an animation; nil for the policy's.
  var sampling: FrameSampling?
  /// When the answer is due.
  var deadline: ContinuousClock.Instant
  /// How long a download may take in all; nil for as long as its attempts and the deadline allow.
  var downloadTime: Duration?
  /// Whether a refused picture is a result and not a failure: our own interface has a word for it.
  var takesRejections = false
  /// Whether it is a task that was let in before: rate and metering are not this call's, and its turn comes behind all
  /// calls.
  var isTask = false
  /// Whether the MD5 of the bytes is wanted.
  var needsMD5 = false
  /// The caller's own id of the picture, for records; nil for none.
  var dataID: String?
  /// What the caller gave as its BizType, for records; nil for none.
  var sceneName: String?
  /// The request's id, for records.
  var requestID: String?
}

/// A picture that was judged.
struct Judged: Sendable {
  /// The verdict or the refusal.
  let result: ModerationResult
  /// MD5 of the picture's bytes, 32 lower-case hexadecimal digits; nil where it was not asked for.
  let md5: String?
  /// The address that the picture came from in the end; nil where it came with the request.
  let address: String?

  /// The verdict; nil where the picture was refused.
  var verdict: Verdict? {
    if case .verdict(let verdict) = result.outcome { verdict } else { nil }
  }
}

/// Judges pictures for dialects.
protocol ImageJudging: Sendable {
  /// Judges one picture: grants, opening, rate, download, queue, verdict, metering.
  ///
  /// - Returns: A verdict in which every scene was looked at in time. Gaps of other kinds count as the policy says and
  ///   stand in the result.
  /// - Throws: `ServiceFailure`: also a picture that is refused, and a deadline that passed whatever was found until
  ///   then.
  func judge(_ question: Question) async throws(ServiceFailure) -> Judged

  /// Whether a caller may call an interface at all: grants and opened services, before parameters are looked at.
  ///
  /// - Throws: `ServiceFailure` of `notGranted` or `notOpened`.
  func check(_ caller: Caller, for interface: String) throws(ServiceFailure)

  /// The scenes that are looked at for a caller under a policy.
  func scenes(of policy: String?, for caller: Caller) throws(ServiceFailure) -> [Scene]
}

extension Judged {
  /// The scenes that were asked for and not looked at, or not whole.
  var gaps: [SceneResult] { verdict?.scenes.filter(\.status.isGap) ?? [] }
}

extension ImageJudging {
  /// Lets everybody call, who is asked again when the picture is judged.
  func check(_ caller: Caller, for interface: String) throws(ServiceFailure) {}
}
