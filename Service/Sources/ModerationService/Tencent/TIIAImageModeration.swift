import ImageModeration

/// TIIA `ImageModeration` 2019-05-29, and TICM 2018-11-27, which is the same without text.
struct TIIAImageModeration: TencentAction {
  let service: String
  let version: String
  let options: TIIAOptions

  let name = "ImageModeration"
  let pictureField = "ImageBase64"
  /// How long a download may take: 3 s, and no second attempt. Source: LIMITS.md §C.
  static let downloadTime = Duration.seconds(3)
  let deadline = Limits.tiia20190529.deadline
  let codes = TencentCodes.tiia

  private let scenes: KeyValuePairs<String, Scene>

  private init(service: String, version: String, scenes: KeyValuePairs<String, Scene>, options: TIIAOptions) {
    (self.service, self.version, self.scenes, self.options) = (service, version, scenes, options)
  }

  /// The action of TIIA.
  static func tiia(_ options: TIIAOptions) -> TIIAImageModeration {
    TIIAImageModeration(
      service: "tiia", version: "2019-05-29",
      scenes: ["PORN": .porn, "TERRORISM": .terror, "POLITICS": .politics, "TEXT": .text], options: options)
  }

  /// The action of TICM.
  static func ticm(_ options: TIIAOptions) -> TIIAImageModeration {
    TIIAImageModeration(
      service: "ticm", version: "2018-11-27", scenes: ["PORN": .porn, "TERRORISM": .terror, "POLITICS": .politics],
      options: options)
  }

  var fields: [ParameterField] {
    [ParameterField("Scenes", .list(.string), isRequired: true)]
      + ["ImageUrl", "ImageBase64", "Config", "Extra"].map { ParameterField($0) }
  }

  func answer(_ call: TencentCall, _ judge: any ImageJudging) async throws(ServiceFailure) -> TencentResult {
    let wanted = try scenes(call.parameters)
    var unavailable: Set<Scene> = []
    var asked = wanted
    if options.unavailableScenes == .gap {
      unavailable = wanted.subtracting(try judge.scenes(of: nil, for: call.caller))
      asked.subtract(unavailable)
      guard !asked.isEmpty else {
        throw ServiceFailure(
          .sceneUnavailable(wanted.sorted()[0]), "none of the scenes asked for is set up here")
      }
    }
    let question = Question(
      picture: try Self.picture(call), caller: call.caller, interface: interface, callCount: wanted.count,
      scenes: asked, limits: .tiia20190529, deadline: call.deadline, downloadTime: Self.downloadTime,
      requestID: call.id)
    let judged = try await judge.judge(question)
    let answer = TIIAAnswer(
      judged, scenes: wanted, unavailable: unavailable, isStrict: options.isStrict, hasText: service == "tiia",
      extra: call.parameters.text("Extra"))
    return TencentResult(fields: answer.fields, outcome: "\(answer.suggestion)")
  }

  private func scenes(_ parameters: ActionParameters) throws(ServiceFailure) -> Set<Scene> {
    let given = parameters.texts("Scenes") ?? []
    guard !given.isEmpty else {
      throw ServiceFailure(.missingParameter("Scenes"), "the parameter Scenes is missing or empty")
    }
    var wanted: Set<Scene> = []
    for name in given {
      guard let scene = scenes.first(where: { $0.key == name })?.value else {
        throw ServiceFailure(
          .invalidValue("Scenes"),
          "Scenes takes \(scenes.map(\.key).joined(separator: ", ")), not \(name.prefix(32))")
      }
      wanted.insert(scene)
    }
    return wanted
  }

  /// The picture of a call; an address beats bytes, as documented.
  static func picture(_ call: TencentCall) throws(ServiceFailure) -> Question.Picture {
    if let address = call.parameters.text("ImageUrl") { return .address(address, followsRedirects: false) }
    if let bytes = call.picture { return .bytes(bytes, .inline(base64Length: (bytes.count + 2) / 3 * 4)) }
    guard let content = call.parameters.text("ImageBase64") else {
      throw ServiceFailure(.noImage, "ImageUrl and ImageBase64 are both empty")
    }
    let origin = ImageOrigin.inline(base64Length: content.utf8.count)
    do throws(InputRejection) {
      try Limits.tiia20190529.checkByteCount(1, from: origin)
    } catch {
      throw ServiceFailure(.rejected(error), error.publicMessage)
    }
    guard let bytes = Base64Picture.bytes(of: content) else {
      throw ServiceFailure(.invalidBase64("ImageBase64"), "ImageBase64 is not base64, or has a data: header")
    }
    return .bytes(bytes, origin)
  }
}

/// What the operator chooses about TIIA.
struct TIIAOptions: Hashable, Sendable {
  /// What becomes of a scene that is asked for and not set up, as politics without a gallery.
  enum Unavailable: String, CaseIterable, Sendable {
    /// The call fails with `FailedOperation.UnOpenError`.
    case error
    /// The scene's result has the code -2 and asks for a person.
    case gap
  }

  var unavailableScenes = Unavailable.error
  /// Whether sides and aspect outside the documented advice make TextResult and PoliticsResult -1401.
  var isStrict = false
}
