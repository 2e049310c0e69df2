import ImageModeration
import ModerationStore
import ServiceAccounts

/// IMS `CreateImageModerationAsyncTask`, 2020-12-29: keeps the picture, answers at once, and tells the verdict at the
/// caller's address.
///
/// What the parameters and the length of the picture break is refused at once, with the codes of the synchronous
/// action; what is found later comes as the callback.
struct IMSAsyncTask: TencentAction {
  let service = "ims"
  let name = "CreateImageModerationAsyncTask"
  let version = "2020-12-29"
  let pictureField = "FileContent"
  let deadline = Limits.ims20201229.deadline
  let codes = TencentCodes.ims

  /// Where tasks go; nil for a service without a store.
  let intake: TaskIntake?

  var fields: [ParameterField] {
    IMSImageModeration(version: version).fields.filter { $0.name != "BizTag" } + [
      ParameterField("CallbackUrl"), ParameterField("FileUrlList", .list(.string)), ParameterField("TextContent"),
    ]
  }

  func answer(_ call: TencentCall, _ judge: any ImageJudging) async throws(ServiceFailure) -> TencentResult {
    guard let intake else {
      throw ServiceFailure(
        .unsupported, "tasks are not kept here: the operator names a file for them, as `store: service.sqlite`")
    }
    let parameters = call.parameters
    let dataID = try IMSImageModeration.dataID(parameters)
    let bizType = try IMSImageModeration.bizType(parameters)
    try IMSImageModeration.checkType(parameters)
    guard let callback = parameters.text("CallbackUrl") else {
      throw ServiceFailure(.invalidValue("CallbackUrl"), "CallbackUrl is missing")
    }
    let host = try intake.host(ofCallback: callback)
    for name in ["FileUrlList", "TextContent"] where parameters.has(name) {
      throw ServiceFailure(.unsupported, "\(name): several pictures and texts are not judged in one task here")
    }
    let sampling = try IMSImageModeration.sampling(parameters)
    let (picture, source) = try Self.source(try IMSImageModeration.picture(call), intake)
    _ = try judge.scenes(of: bizType, for: call.caller)
    var task = NewTask(
      id: call.id, account: call.caller.account.id, keyID: call.caller.keyID, interface: interface,
      callback: callback, callbackHost: host, source: source)
    (task.policy, task.dataID) = (bizType, dataID)
    (task.frameInterval, task.maximumFrames) = (sampling?.interval, sampling?.maximumFrames)
    try await intake.accept(task, picture: picture, of: call.caller)
    return TencentResult(
      fields: [JSONValue.Member(name: "DataId", value: .string(dataID ?? ""))], outcome: "accepted")
  }

  private static func source(
    _ picture: Question.Picture, _ intake: TaskIntake
  ) throws(ServiceFailure) -> ([UInt8]?, NewTask.Source) {
    switch picture {
    case .bytes(let bytes, let origin):
      do throws(InputRejection) {
        try Limits.ims20201229.checkByteCount(bytes.count, from: origin)
      } catch {
        throw ServiceFailure(.rejected(error), error.publicMessage)
      }
      return (bytes, .picture)
    case .address(let address, _):
      try intake.check(address: address)
      return (nil, .address(address))
    }
  }
}
