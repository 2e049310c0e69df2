import ImageModeration
import ModerationStore
import ServiceAccounts

/// An action of IAI 2020-03-03.
struct IAIAction: TencentAction {
  /// What answers call our one model.
  static let faceModelVersion = "3.0"

  /// What an action does: the fields of its answer.
  typealias Body = @Sendable (IAICall) async throws(ServiceFailure) -> [JSONValue.Member]

  let service = ServiceName.iai.rawValue
  let version = "2020-03-03"
  let name: String
  let fields: [ParameterField]
  let pictureField = "Image"
  let deadline = Limits.iai20200303.deadline
  let codes = TencentCodes.iai
  private let desk: FaceDesk
  private let needsStore: Bool
  private let scene: String?
  private let body: Body

  /// - Parameters:
  ///   - meter: The action whose meter this one shares; nil for its own.
  init(
    _ name: String, _ fields: [ParameterField], at desk: FaceDesk, needsStore: Bool = true,
    sharingMeterOf meter: String? = nil,
    _ body: @escaping Body
  ) {
    (self.name, self.fields, self.desk, self.needsStore, self.body) = (name, fields, desk, needsStore, body)
    scene = meter
  }

  /// Every action.
  static func all(at desk: FaceDesk) -> [IAIAction] {
    recognition(desk) + groups(desk) + persons(desk) + faces(desk) + searches(desk) + unsupported(desk)
  }

  func answer(_ call: TencentCall, _ judge: any ImageJudging) async throws(ServiceFailure) -> TencentResult {
    if needsStore, desk.store == nil {
      throw ServiceFailure(
        .unsupported, "\(name) needs a store of faces, and none is set up here: the operator sets `store`")
    }
    let meter = FaceDesk.Meter(interface: scene.map { "iai.\($0)" } ?? interface, scenes: scene == nil ? [] : [name])
    let fields = try await desk.counted(call.caller, interface, meter) { () async throws(ServiceFailure) in
      try await body(
        IAICall(
          parameters: call.parameters, picture: call.picture, account: call.caller.account.id,
          deadline: call.deadline, milliseconds: desk.now(), desk: desk))
    }
    return TencentResult(fields: fields, outcome: "ok")
  }
}

/// A call of an action of IAI.
struct IAICall: Sendable {
  let parameters: ActionParameters
  /// A picture that came as bytes beside the parameters; nil for none.
  let picture: [UInt8]?
  /// The account's id.
  let account: String
  let deadline: ContinuousClock.Instant
  /// When it came: milliseconds since 1970.
  let milliseconds: Int64
  let desk: FaceDesk

  /// Asks the store.
  func stored<Value: Sendable>(
    _ body: (any FaceStoring) async throws(FaceStoreError) -> Value
  ) async throws(ServiceFailure) -> Value {
    guard let store = desk.store else { throw ServiceFailure(.unsupported, "there is no store of faces here") }
    do throws(FaceStoreError) {
      return try await body(store)
    } catch {
      throw ServiceFailure(error)
    }
  }
}

extension ServiceFailure {
  /// Of a refusal of the store of faces.
  init(_ error: FaceStoreError) {
    switch error {
    case .groupExists: self.init(.iai(.groupIdAlreadyExist), "the account has a group of this GroupId")
    case .groupNameExists: self.init(.iai(.groupNameAlreadyExist), "another group of the account has this GroupName")
    case .groupMissing(let id): self.init(.iai(.groupIdNotExist), "the account has no group \(id)")
    case .personExists: self.init(.iai(.personIdAlreadyExist), "the account has a person of this PersonId")
    case .personMissing: self.init(.iai(.personIdNotExist), "the account has no person of this PersonId")
    case .personInGroup(let id): self.init(.iai(.personExistInGroup), "the person is in the group \(id) already")
    case .personNotInGroup: self.init(.iai(.groupPersonMapNotExist), "the person is not in the group")
    case .fieldMissing(let index):
      self.init(.iai(.personExDescriptionInfosExceed), "the group has no field of its own of index \(index)")
    case .fieldNameExists:
      self.init(.iai(.duplicatedGroupDescription), "two fields of the group would have one name")
    case .tooMany(let what, let count, let allowed):
      let (code, words): (IAICode, String) =
        switch what {
        case .groups: (.groupNumExceed, "groups of all accounts here")
        case .groupsOfPerson: (.groupNumPerPersonExceed, "groups of the person")
        case .facesOfPerson: (.personFaceNumExceed, "faces of the person")
        case .facesOfAccount: (.accountFaceNumExceed, "faces of the account")
        case .facesOfStore: (.errorFaceNumExceed, "faces of all accounts here")
        }
      self.init(.iai(code), "there would be \(count) \(words); at most \(allowed) are allowed")
    case .lastFace: self.init(.iai(.deleteFaceNumExceed), "the person would have 0 faces; at least 1 stays")
    case .nothingToSearch: self.init(.iai(.noFaceInGroups), "the groups have 0 faces; at least 1 is needed to search")
    case .store(let error):
      // The message names the operator's file, which callers are not told.
      self.init(
        .host(HostFailure(.storeUnusable, message: "\(error)")), "what is kept cannot be reached; try again later")
    }
  }
}

extension HostFailure.Code {
  /// The service's store cannot be read or written.
  static let storeUnusable = HostFailure.Code(rawValue: "storeUnusable")
}
