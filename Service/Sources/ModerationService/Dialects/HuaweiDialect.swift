import ImageModeration
import ServiceAccounts

/// Huawei Cloud's image moderation, `POST /v3/{project_id}/moderation/image`.
///
/// Source of the shapes: huaweicloudsdkmoderation 3.1.219; of the codes: Huawei Cloud's page of error codes of Content
/// Moderation. Its `review` says what ours says, so a gap needs no error here.
struct HuaweiDialect: Dialect {
  /// The longest base64 text of a picture, in characters.
  static let maximumBase64Characters = 10 * 1_048_576
  /// The most bytes of a picture: what such a text can hold.
  static let maximumImageBytes = maximumBase64Characters / 4 * 3
  /// The most bytes of a body.
  static let maximumBodyBytes = maximumBase64Characters + CloudRequest.overheadBytes
  /// What metering calls a call.
  static let interface = "huawei.imageModeration"

  /// Documented kinds of pictures, which change nothing here.
  static let eventTypes = [
    "head_image", "album", "dynamic", "article", "comment", "room_cover", "group_message", "message", "product",
  ]
  /// The documented categories, each with its scene.
  static let scenes: KeyValuePairs<String, Scene> = [
    "porn": .porn, "terrorism": .terror, "politics": .politics, "image_text": .text,
  ]

  let service = "huawei"
  private let judge: any ImageJudging
  private let authenticator: any Authenticating
  private let options: DialectOptions

  /// Makes the dialect.
  init(judge: any ImageJudging, authenticator: any Authenticating, options: DialectOptions = DialectOptions()) {
    self.judge = judge
    self.authenticator = authenticator
    self.options = options
  }

  func speaks(_ head: RequestHead) -> Bool {
    var parts = head.path.split(separator: "/", omittingEmptySubsequences: false)
    if parts.last == "" { parts.removeLast() }
    return parts.count == 5 && parts[0].isEmpty && parts[1] == "v3" && !parts[2].isEmpty && parts[3] == "moderation"
      && parts[4] == "image"
  }

  func open(_ head: RequestHead) throws(ServiceFailure) -> DialectOpening {
    try CloudRequest.requirePost(head)
    try CloudRequest.requireMediaType(["application/json"], head)
    return DialectOpening(
      interface: Self.interface, maximumBodyBytes: Self.maximumBodyBytes, deadline: options.deadline,
      claim: try authenticator.claim(head, by: .huawei))
  }

  func answer(_ body: [UInt8], _ exchange: Exchange) async throws(ServiceFailure) -> ServiceAnswer {
    let caller = try CloudRequest.caller(of: exchange, body, .huawei, authenticator)
    let request = try CloudRequest.object(
      try JSONReading.value(of: body), "the body",
      names: ["event_type", "categories", "image_text_config", "url", "image", "biz_type", "language"])
    let policy = try CloudRequest.text("biz_type", of: request)
    try Self.check(request, hasPolicy: policy != nil)
    let scenes = policy == nil ? try Self.scenes(of: request) : nil
    let judged = try await judge.judge(
      Question(
        picture: try Self.picture(of: request), caller: caller, interface: Self.interface,
        callCount: scenes?.count ?? 1, policy: policy, scenes: scenes, deadline: exchange.deadline, sceneName: policy,
        requestID: exchange.id))
    switch try VerdictReading(judged, review: .flag, gap: options.gap ?? .flag) {
    case .clean: return Self.answer(judged, .pass, nil, exchange.id)
    case .flagged(let suggestion, let findings):
      return Self.answer(judged, suggestion, findings.first, exchange.id)
    case .withheld(_, let suggestion, let sentence):
      return Self.error(400, "AIS.0505", sentence, exchange.id, outcome: suggestion.rawValue)
    }
  }

  /// What is asked for beside the picture and the scenes: nothing that would be passed over in silence.
  private static func check(_ request: JSONValue, hasPolicy: Bool) throws(ServiceFailure) {
    if let event = try CloudRequest.text("event_type", of: request) {
      guard eventTypes.contains(event) else {
        throw ServiceFailure(.invalidValue("event_type"), "there is no event_type \(event.prefix(64))")
      }
    } else if !hasPolicy {
      throw ServiceFailure(.missingParameter("event_type"), "event_type is missing, and there is no biz_type")
    }
    if let config = request["image_text_config"], config != .null, config != .object([JSONValue.Member]()) {
      throw ServiceFailure(.unsupported, "image_text_config is not supported: word lists belong to the policy here")
    }
    if let language = try CloudRequest.text("language", of: request), !["zh", "en"].contains(language) {
      throw ServiceFailure(.unsupported, "the language \(language.prefix(32)) is not supported; leave it out")
    }
  }

  private static func scenes(of request: JSONValue) throws(ServiceFailure) -> Set<Scene> {
    guard let names = try CloudRequest.texts("categories", of: request), !names.isEmpty else {
      throw ServiceFailure(.missingParameter("categories"), "categories are missing, and there is no biz_type")
    }
    var asked: Set<Scene> = []
    for name in names {
      guard let scene = scenes.first(where: { $0.key == name })?.value else {
        throw ServiceFailure(.invalidValue("categories"), "there is no category \(name.prefix(64))")
      }
      asked.insert(scene)
    }
    return asked
  }

  private static func picture(of request: JSONValue) throws(ServiceFailure) -> Question.Picture {
    let (image, address) = (try CloudRequest.text("image", of: request), try CloudRequest.text("url", of: request))
    switch (image, address) {
    case (let image?, nil):
      return try CloudRequest.picture(base64: image, "image", maximumBytes: maximumImageBytes)
    case (nil, let address?) where !address.isEmpty: return .address(address, followsRedirects: false)
    case (.some, .some): throw ServiceFailure(.invalidValue("image"), "there are both image and url")
    default: throw ServiceFailure(.noImage, "there is neither image nor url")
    }
  }

  private static func answer(
    _ judged: Judged, _ suggestion: Suggestion, _ deciding: CountedFinding?, _ id: String
  ) -> ServiceAnswer {
    let reads = judged.verdict?.scenes.contains { $0.scene == .text } == true
    return .json(
      .object([
        "request_id": .string(id),
        "result": .object([
          "suggestion": .string(HuaweiDetail.word(for: suggestion)),
          "category": deciding.map { .string(HuaweiDetail.category(scene: $0.scene, label: $0.label)) },
          "details": .array(judged.verdict.map(HuaweiDetail.values) ?? []),
          "ocr_text": reads ? HuaweiDetail.text(judged.result.text).map(JSONValue.string) : nil,
        ]),
      ]), outcome: suggestion.rawValue)
  }

  func answer(to failure: ServiceFailure, of head: RequestHead, requestID: String) -> ServiceAnswer {
    let (status, code) = Self.code(of: failure, head)
    var answer = Self.error(status, code, failure.message, requestID, outcome: failure.code)
    answer.headers += CloudStatus(failure, of: head).headers
    return answer
  }

  private static func error(
    _ status: Int, _ code: String, _ message: String, _ id: String, outcome: String
  ) -> ServiceAnswer {
    .json(
      .object(["error_code": .string(code), "error_msg": .string(message), "request_id": .string(id)]),
      status: status, outcome: outcome)
  }

  private static func code(of failure: ServiceFailure, _ head: RequestHead) -> (status: Int, code: String) {
    switch failure.kind {
    case .notAuthenticated: (401, "APIG.0301")
    case .notGranted: (403, "AIS.0004")
    case .notOpened: (403, "AIS.0007")
    case .rateLimited: (429, "APIG.0308")
    case .bodyTooLarge: (413, "AIS.0020")
    case .malformedBody: (400, "AIS.0014")
    case .unsupportedMediaType: (415, "AIS.0010")
    case .unknownAction: head.method == "POST" ? (404, "APIG.0101") : (405, "AIS.0013")
    case .missingParameter, .noImage: (400, "AIS.0011")
    case .invalidBase64: (400, "AIS.0015")
    case .download: (400, "AIS.0029")
    case .rejected(let rejection): (400, code(of: rejection))
    case .unknownVersion, .wrongType, .unknownParameter, .invalidValue, .unknownPolicy, .unsupported, .iai,
      .sceneUnavailable:
      (400, "AIS.0012")
    case .bodyTimedOut: (408, "AIS.0003")
    case .overloaded, .notQueued, .draining, .deadlinePassed, .notJudged, .cancelled: (503, "AIS.0003")
    case .host: (CloudStatus(failure, of: head).code, "AIS.0003")
    }
  }

  private static func code(of rejection: InputRejection) -> String {
    switch rejection.code {
    case .formatUnknown, .formatNotAccepted, .formatNotDecodable: "AIS.0502"
    case .headerUnreadable, .decodingFailed, .decoderCrashed: "AIS.0503"
    default: "AIS.0504"
    }
  }
}
