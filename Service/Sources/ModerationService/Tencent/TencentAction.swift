import ImageModeration
import ServiceAccounts

/// One action of one version of Tencent's interfaces.
protocol TencentAction: Sendable {
  /// What accounts open: `ims`, `tiia`, `ticm`.
  var service: String { get }
  /// `ImageModeration`.
  var name: String { get }
  /// `2020-12-29`.
  var version: String { get }
  /// The parameters, as documented.
  var fields: [ParameterField] { get }
  /// The parameter that takes a picture's bytes as base64: where multipart and octet-stream bodies put theirs.
  var pictureField: String { get }
  /// How long a call may take from its first byte to its answer.
  var deadline: Duration { get }
  /// The most values of a body.
  var maximumValueCount: Int { get }
  /// The code for a failure.
  var codes: TencentCodes { get }

  /// The fields of the answer, without `RequestId`.
  func answer(_ call: TencentCall, _ judge: any ImageJudging) async throws(ServiceFailure) -> TencentResult
}

extension TencentAction {
  /// What metering calls it.
  var interface: String { "\(service).\(name)" }

  var maximumValueCount: Int { JSONReading.maximumValueCount }
}

/// A call whose sender is known.
struct TencentCall: Sendable {
  let parameters: ActionParameters
  /// A picture that came as bytes beside the parameters, in a multipart or octet-stream body; nil for none.
  let picture: [UInt8]?
  let caller: Caller
  let deadline: ContinuousClock.Instant
  /// The request's id.
  var id = ""
}

/// What an action says.
struct TencentResult: Sendable {
  let fields: [JSONValue.Member]
  /// For metrics and logs.
  let outcome: String
}
