import ImageModeration

/// TIIA `DetectLabel` 2019-05-29: what a picture shows, without judgement.
struct TIIADetectLabel: TencentAction {
  let service = "tiia"
  let name = "DetectLabel"
  let version = "2019-05-29"
  let pictureField = "ImageBase64"
  let deadline = Limits.tiia20190529.deadline
  let codes = TencentCodes.tiia

  /// The sets of labels that a caller may ask for, with the field that each is answered in. One model serves all of
  /// them, so all say the same.
  private static let sets: KeyValuePairs = [
    "WEB": "Labels", "CAMERA": "CameraLabels", "ALBUM": "AlbumLabels", "NEWS": "NewsLabels",
  ]

  var fields: [ParameterField] {
    [ParameterField("ImageUrl"), ParameterField("ImageBase64"), ParameterField("Scenes", .list(.string))]
  }

  func answer(_ call: TencentCall, _ judge: any ImageJudging) async throws(ServiceFailure) -> TencentResult {
    let given = call.parameters.texts("Scenes") ?? []
    let wanted = Set(given.isEmpty ? ["WEB"] : given)
    if let strange = wanted.sorted().first(where: { name in !Self.sets.contains { $0.key == name } }) {
      throw ServiceFailure(
        .invalidValue("Scenes"),
        "Scenes takes \(Self.sets.map(\.key).joined(separator: ", ")), not \(strange.prefix(32))")
    }
    // Sister actions of ImageModeration also take BMP.
    var limits = Limits.tiia20190529
    limits.formats.insert(.bmp)
    // Rules of the same profile would keep their own numbers.
    limits.name += "-labels"
    let question = Question(
      picture: try TIIAImageModeration.picture(call), caller: call.caller, interface: interface,
      callCount: wanted.count, scenes: [.tags], limits: limits, deadline: call.deadline,
      downloadTime: TIIAImageModeration.downloadTime, requestID: call.id)
    let judged = try await judge.judge(question)
    if let gap = judged.gaps.first {
      throw ServiceFailure(.notJudged, "not looked at: \(gap.scene); try again")
    }
    let labels = judged.verdict?.evidence.filter { EvidenceKind($0) == .tag }.map { one -> JSONValue in
      let category = (one.finding.details["category"] ?? "").split(separator: "/", maxSplits: 1).map(String.init)
      return .object([
        "Name": .string(one.finding.details["tag"] ?? ""), "Confidence": .integer(one.percent),
        "FirstCategory": .string(category.first ?? ""), "SecondCategory": .string(category.dropFirst().first ?? ""),
      ])
    }
    let fields = Self.sets.map { set in
      JSONValue.Member(name: set.value, value: wanted.contains(set.key) ? .array(labels ?? []) : .null)
    }
    return TencentResult(fields: fields, outcome: "labels")
  }
}
