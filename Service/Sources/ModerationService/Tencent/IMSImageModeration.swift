import ImageModeration

/// IMS `ImageModeration`, 2020-12-29 and its predecessor 2020-07-13.
struct IMSImageModeration: TencentAction {
  /// The most frames that a caller may ask for. Source: LIMITS.md §B.
  static let maximumFrameCount = 5
  /// The step and the number of frames where a caller gives only one of them.
  static let documentedInterval = 5

  /// Which of the two.
  let version: String

  let service = "ims"
  let name = "ImageModeration"
  let pictureField = "FileContent"
  let deadline = Limits.ims20201229.deadline
  let codes = TencentCodes.ims

  /// The versions there are.
  static let versions = ["2020-12-29", "2020-07-13"]

  private var isCurrent: Bool { version == "2020-12-29" }

  var fields: [ParameterField] {
    let user =
      ["UserId", "Nickname", "AccountType", "Phone", "Desc", "HeadUrl"].map { ParameterField($0) }
      + ["Gender", "Age", "Level"].map { ParameterField($0, .unsigned) }
    let device =
      ["Ip", "Mac", "TokenId", "DeviceId", "IMEI", "IDFA", "IDFV"].map { ParameterField($0) }
      + [ParameterField("IpType", .unsigned)]
    let common =
      ["BizType", "DataId", "FileContent", "FileUrl"].map { ParameterField($0) }
      + [
        ParameterField("Interval", .integer), ParameterField("MaxFrames", .integer),
        ParameterField("User", .structure(user)), ParameterField("Device", .structure(device)),
      ]
    return isCurrent ? common + [ParameterField("Type"), ParameterField("BizTag")] : common
  }

  func answer(_ call: TencentCall, _ judge: any ImageJudging) async throws(ServiceFailure) -> TencentResult {
    let parameters = call.parameters
    let dataID = try Self.dataID(parameters)
    let bizType = try Self.bizType(parameters)
    try Self.checkType(parameters)
    let question = Question(
      picture: try Self.picture(call), caller: call.caller, interface: interface, policy: bizType,
      limits: .ims20201229, sampling: try Self.sampling(parameters), deadline: call.deadline, needsMD5: isCurrent,
      dataID: dataID, sceneName: bizType, requestID: call.id)
    return try Self.result(
      of: try await judge.judge(question), isCurrent: isCurrent, dataID: dataID, bizType: bizType)
  }

  /// What is said of a judged picture.
  ///
  /// - Throws: `notJudged` where a scene was not looked at and nothing else says BLOCK.
  static func result(
    of judged: Judged, isCurrent: Bool, dataID: String?, bizType: String?
  ) throws(ServiceFailure) -> TencentResult {
    let gaps = judged.gaps.filter { GapMeaning($0) == .modelFailed && $0.suggestion != .pass }
    guard gaps.isEmpty || judged.result.suggestion == .block else {
      throw ServiceFailure(
        .notJudged, "not looked at: \(gaps.map(\.scene.rawValue).joined(separator: ", ")); try again")
    }
    let answer = IMSAnswer(judged, isCurrent: isCurrent, dataID: dataID, bizType: bizType)
    return TencentResult(fields: answer.fields, outcome: "\(answer.suggestion)")
  }

  static func dataID(_ parameters: ActionParameters) throws(ServiceFailure) -> String? {
    guard let id = parameters.text("DataId") else { return nil }
    guard id.unicodeScalars.count <= 64 else {
      throw ServiceFailure(
        .invalidValue("DataId"), "DataId has \(id.unicodeScalars.count) characters; 64 are allowed")
    }
    guard id.unicodeScalars.allSatisfy({ isWord($0) || $0 == "-" || $0 == "@" || $0 == "#" }) else {
      throw ServiceFailure(.invalidValue("DataId"), "DataId takes letters, digits and _ - @ #")
    }
    return id
  }

  static func bizType(_ parameters: ActionParameters) throws(ServiceFailure) -> String? {
    guard let type = parameters.text("BizType") else { return nil }
    guard (3...32).contains(type.unicodeScalars.count), type.unicodeScalars.allSatisfy(isWord) else {
      throw ServiceFailure(.invalidValue("BizType"), "BizType takes 3 to 32 letters, digits and _")
    }
    return type
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_")
  }

  static func checkType(_ parameters: ActionParameters) throws(ServiceFailure) {
    switch parameters.text("Type") {
    case nil, "IMAGE": return
    case "IMAGE_AIGC":
      throw ServiceFailure(
        .unsupported, "Type IMAGE_AIGC: there is no detector of generated pictures here; call with IMAGE")
    case let type?:
      throw ServiceFailure(.invalidValue("Type"), "Type takes IMAGE or IMAGE_AIGC, not \(type.prefix(32))")
    }
  }

  static func picture(_ call: TencentCall) throws(ServiceFailure) -> Question.Picture {
    if let bytes = call.picture {
      return .bytes(bytes, .inline(base64Length: (bytes.count + 2) / 3 * 4))
    }
    // Both given is not documented; the one that needs no network goes first.
    if let content = call.parameters.text("FileContent") {
      // Too large by its length alone: nothing of it is decoded.
      let origin = ImageOrigin.inline(base64Length: content.utf8.count)
      do throws(InputRejection) {
        try Limits.ims20201229.checkByteCount(Limits.ims20201229.minimumFileBytes, from: origin)
      } catch {
        throw ServiceFailure(.rejected(error), error.publicMessage)
      }
      guard let bytes = Base64Picture.bytes(of: content) else {
        throw ServiceFailure(.invalidBase64("FileContent"), "FileContent is not base64")
      }
      return .bytes(bytes, origin)
    }
    guard let address = call.parameters.text("FileUrl") else {
      throw ServiceFailure(.noImage, "FileContent and FileUrl are both empty")
    }
    return .address(address, followsRedirects: false)
  }

  /// What was asked for explicitly is honoured, up to five frames; nil where nothing was.
  static func sampling(_ parameters: ActionParameters) throws(ServiceFailure) -> FrameSampling? {
    let (interval, count) = (parameters.integer("Interval"), parameters.integer("MaxFrames"))
    guard interval != nil || count != nil else { return nil }
    if let interval, interval < 0 {
      throw ServiceFailure(.invalidValue("Interval"), "Interval is \(interval); it is to be 0 or more")
    }
    if let count, count < 1 {
      throw ServiceFailure(.invalidValue("MaxFrames"), "MaxFrames is \(count); it is to be 1 or more")
    }
    return FrameSampling(
      interval: Int(min(interval ?? Int64(documentedInterval), Int64(Int32.max))),
      maximumFrames: Int(min(count ?? Int64(maximumFrameCount), Int64(maximumFrameCount))))
  }
}
