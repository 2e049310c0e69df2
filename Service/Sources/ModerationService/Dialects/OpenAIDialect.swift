import ImageModeration
import ServiceAccounts

/// OpenAI's `POST /v1/moderations` for pictures.
///
/// The path is our own interface's as well, so this dialect speaks for no request by itself: a JSON body with `input` is
/// handed to it. Source of the shapes: openai-python 3.57, `types/moderation*.py`; of the limits: OpenAI's guide (20 MB
/// a picture) and the answer `too_many_images` (one picture a request).
struct OpenAIDialect: Dialect {
  /// The most bytes of a picture.
  static let maximumImageBytes = 20 * 1_048_576
  /// The most bytes of a body: such a picture as base64.
  static let maximumBodyBytes = (maximumImageBytes + 2) / 3 * 4 + CloudRequest.overheadBytes
  /// What metering calls a call.
  static let interface = "openai.moderations"

  let service = "openai"
  private let judge: any ImageJudging
  private let authenticator: any Authenticating
  private let options: DialectOptions

  /// Makes the dialect.
  init(judge: any ImageJudging, authenticator: any Authenticating, options: DialectOptions = DialectOptions()) {
    self.judge = judge
    self.authenticator = authenticator
    self.options = options
  }

  /// How long a request may take.
  var deadline: Duration { options.deadline }

  /// Whether a body of the shared path asks in this dialect.
  static func asks(_ value: JSONValue) -> Bool { value["input"] != nil }

  func speaks(_ head: RequestHead) -> Bool { false }

  func open(_ head: RequestHead) throws(ServiceFailure) -> DialectOpening {
    try CloudRequest.requirePost(head)
    try CloudRequest.requireMediaType(["application/json"], head)
    return DialectOpening(
      interface: Self.interface, maximumBodyBytes: Self.maximumBodyBytes, deadline: options.deadline,
      claim: try authenticator.claim(head, by: .bearer))
  }

  func answer(_ body: [UInt8], _ exchange: Exchange) async throws(ServiceFailure) -> ServiceAnswer {
    let caller = try CloudRequest.caller(of: exchange, body, .bearer, authenticator)
    return try await answer(try JSONReading.value(of: body), caller, exchange)
  }

  /// Answers a body that was parsed and whose sender is known.
  func answer(
    _ value: JSONValue, _ caller: Caller, _ exchange: Exchange
  ) async throws(ServiceFailure) -> ServiceAnswer {
    let request = try CloudRequest.object(value, "the body", names: ["input", "model"])
    try Self.check(model: try CloudRequest.text("model", of: request))
    let address = try picture(of: request)
    let judged = try await judge.judge(
      Question(
        picture: try Self.picture(at: address), caller: caller, interface: Self.interface, deadline: exchange.deadline,
        requestID: exchange.id))
    switch try VerdictReading(judged, review: options.review, gap: options.gap ?? .error) {
    case .clean:
      return Self.answer(OpenAICategories(judged.verdict, []), .pass, exchange)
    case .flagged(let suggestion, let findings):
      let categories = OpenAICategories(judged.verdict, findings)
      if categories.isEmpty, !findings.isEmpty, options.unmappedFindings == .error {
        let names = findings.prefix(3).map(\.name).joined(separator: ", ")
        return Self.error(
          422, "not_representable", "the verdict is \(suggestion) (\(names)), for which there is no category here",
          outcome: suggestion.rawValue)
      }
      return Self.answer(categories, suggestion, exchange)
    case .withheld(let obstacle, let suggestion, let sentence):
      return Self.error(
        422, obstacle == .gap ? "not_evaluated" : "review_needed", sentence, outcome: suggestion.rawValue)
    }
  }

  private static func answer(
    _ categories: OpenAICategories, _ suggestion: Suggestion, _ exchange: Exchange
  ) -> ServiceAnswer {
    .json(
      .object([
        "id": .string("modr-\(exchange.id)"), "model": .string(CloudRequest.modelName),
        "results": .array([categories.result(flagged: suggestion > .pass)]),
      ]), outcome: suggestion.rawValue)
  }

  /// Refuses models that judge texts alone, and names that are none of OpenAI's.
  private static func check(model: String?) throws(ServiceFailure) {
    guard let model, !model.hasPrefix("omni-moderation-") else { return }
    throw ServiceFailure(
      .invalidValue("model"),
      "the model \(model.prefix(64)) is not here; leave it out, or ask for omni-moderation-latest")
  }

  /// The address of the one picture.
  private func picture(of request: JSONValue) throws(ServiceFailure) -> String {
    guard let input = request["input"], input != .null else {
      throw ServiceFailure(.missingParameter("input"), "input is missing")
    }
    var addresses: [String] = []
    var textCount = 0
    for item in input.elements ?? [input] {
      if item.string != nil {
        textCount += 1
        continue
      }
      let part = try CloudRequest.object(item, "an element of input", names: ["type", "text", "image_url"])
      switch try CloudRequest.text("type", of: part) {
      case "text"?: textCount += 1
      case "image_url"?:
        let image = try CloudRequest.object(part["image_url"] ?? .null, "image_url", names: ["url", "detail"])
        guard let url = try CloudRequest.text("url", of: image), !url.isEmpty else {
          throw ServiceFailure(.noImage, "image_url has no url")
        }
        addresses.append(url)
      default:
        throw ServiceFailure(.invalidValue("input"), "an element of input is neither of type text nor image_url")
      }
    }
    guard let address = addresses.first else {
      guard textCount > 0 else { throw ServiceFailure(.noImage, "input holds no picture") }
      throw ServiceFailure(.unsupported, "texts are not judged here; send a picture as image_url")
    }
    guard addresses.count == 1 else {
      throw ServiceFailure(.invalidValue("input"), Self.tooManyImages(addresses.count))
    }
    guard textCount == 0 || options.ignoresText else {
      throw ServiceFailure(.unsupported, "texts are not judged here; send the picture alone")
    }
    return address
  }

  private static func tooManyImages(_ count: Int) -> String { "Number of images (\(count)) exceeds maximum of 1" }

  private static func picture(at address: String) throws(ServiceFailure) -> Question.Picture {
    guard address.prefix(5).lowercased() == "data:" else { return .address(address, followsRedirects: true) }
    guard let bytes = Base64Picture.bytes(ofDataAddress: address) else {
      throw ServiceFailure(.invalidBase64("image_url.url"), "the data: address does not hold base64 (data:…;base64,…)")
    }
    guard !bytes.isEmpty else { throw ServiceFailure(.noImage, "the data: address is empty") }
    try CloudRequest.requireSize(bytes.count, maximumImageBytes)
    // Not `inline`, whose limit is that of Tencent's requests and smaller than OpenAI's.
    return .bytes(bytes, .local)
  }

  func answer(to failure: ServiceFailure, of head: RequestHead, requestID: String) -> ServiceAnswer {
    let status = CloudStatus(failure, of: head)
    // openai raises by status; a refused picture is a bad request of its own.
    let code = if case .rejected = failure.kind { 400 } else { status.code }
    var answer = Self.error(
      code, Self.code(of: failure), failure.message, parameter: Self.parameter(of: failure), outcome: failure.code)
    answer.headers += status.headers
    if code == 401 { answer.headers.append((name: "WWW-Authenticate", value: "Bearer")) }
    return answer
  }

  private static func error(
    _ status: Int, _ code: String, _ message: String, parameter: String? = nil, outcome: String
  ) -> ServiceAnswer {
    let type =
      switch status {
      case 429: "rate_limit_error"
      case 500...: "server_error"
      default: "invalid_request_error"
      }
    return .json(
      .object([
        "error": .object([
          "message": .string(message), "type": .string(type), "param": parameter.map(JSONValue.string) ?? .null,
          "code": .string(code),
        ])
      ]), status: status, outcome: outcome)
  }

  private static func parameter(of failure: ServiceFailure) -> String? {
    switch failure.kind {
    case .missingParameter(let name), .wrongType(let name), .unknownParameter(let name), .invalidValue(let name),
      .invalidBase64(let name):
      name
    case .noImage, .unsupported, .download, .rejected: "input"
    default: nil
    }
  }

  private static func code(of failure: ServiceFailure) -> String {
    switch failure.kind {
    case .notAuthenticated: "invalid_api_key"
    case .notGranted: "permission_denied"
    case .notOpened: "service_not_opened"
    case .rateLimited: "rate_limit_exceeded"
    case .overloaded, .notQueued, .draining: "overloaded"
    case .bodyTooLarge: "request_too_large"
    case .bodyTimedOut: "request_timeout"
    case .malformedBody: "invalid_json"
    case .unsupportedMediaType: "unsupported_media_type"
    case .unknownAction, .unknownVersion: "not_found"
    case .missingParameter: "missing_required_parameter"
    case .wrongType: "invalid_type"
    case .unknownParameter: "unknown_parameter"
    case .invalidValue("model"): "model_not_found"
    case .invalidValue: failure.message.hasPrefix("Number of images") ? "too_many_images" : "invalid_value"
    case .unknownPolicy: "unknown_policy"
    case .iai: "invalid_value"
    case .unsupported: "unsupported"
    case .noImage: "no_image"
    case .invalidBase64: "invalid_base64"
    case .download: "invalid_image_url"
    case .rejected(let rejection): "image_refused_\(rejection.code)"
    case .deadlinePassed: "deadline_passed"
    case .notJudged, .sceneUnavailable: "not_evaluated"
    case .host, .cancelled: "server_error"
    }
  }
}
