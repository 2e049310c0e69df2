import ImageModeration
import ServiceAccounts

/// Misskey's detector of sensitive media, `POST /v1/detect-images`.
///
/// Source of the shapes: misskey-dev/sensitive-detector, `docs/api-detect-images.md`; of what becomes of answers: Misskey's
/// `SensitiveMediaDetectionService` and `FileInfoService`. There every error counts as "not sensitive"; hence
/// `DialectOptions.misskeyOthers`.
struct MisskeyDialect: Dialect {
  /// The path.
  static let path = "/v1/detect-images"
  /// The most pictures of a request.
  static let maximumPictureCount = 16
  /// The most bytes of a body.
  static let maximumBodyBytes = 16 * 1_048_576
  /// What metering calls a call; each picture is one.
  static let interface = "misskey.detectImages"
  /// The least probability of a class that counts: above the highest of Misskey's thresholds, 0.9 at the setting
  /// `veryLow`.
  static let flaggedProbability = 0.95

  let service = "misskey"
  private let judge: any ImageJudging
  private let authenticator: any Authenticating
  private let options: DialectOptions

  /// Makes the dialect.
  init(judge: any ImageJudging, authenticator: any Authenticating, options: DialectOptions = DialectOptions()) {
    self.judge = judge
    self.authenticator = authenticator
    self.options = options
  }

  func speaks(_ head: RequestHead) -> Bool { head.path == Self.path }

  func open(_ head: RequestHead) throws(ServiceFailure) -> DialectOpening {
    try CloudRequest.requirePost(head)
    let claim = try authenticator.claim(head, by: .bearer)
    try CloudRequest.requireMediaType(["multipart/form-data"], head)
    return DialectOpening(
      interface: Self.interface, maximumBodyBytes: Self.maximumBodyBytes, deadline: options.deadline, claim: claim)
  }

  func answer(_ body: [UInt8], _ exchange: Exchange) async throws(ServiceFailure) -> ServiceAnswer {
    let caller = try CloudRequest.caller(of: exchange, body, .bearer, authenticator)
    let form = try MultipartForm(body, contentType: exchange.head["content-type"] ?? "")
    guard !form.parts.isEmpty else { throw ServiceFailure(.noImage, "the form has no parts") }
    guard form.parts.count <= Self.maximumPictureCount else {
      throw ServiceFailure(
        .bodyTooLarge(byteCount: body.count, allowed: Self.maximumBodyBytes),
        "\(form.parts.count) pictures; allowed are \(Self.maximumPictureCount)")
    }
    let answers = await answers(to: form.parts.map { Array($0.bytes) }, caller, exchange)
    var items: [JSONValue] = []
    var worst = Suggestion.pass
    var outcome: String?
    for answer in answers {
      switch answer {
      case .success(let judged):
        let (item, suggestion) = try self.item(for: judged)
        items.append(item)
        worst = max(worst, suggestion)
      case .failure(let failure):
        // What holds for every picture is told once, where logs show it.
        if failure.concernsCaller { throw failure }
        items.append(item(for: failure))
        outcome = failure.code
      }
    }
    return .json(
      .object(["success": true, "result": .object(["results": .array(items)])]), outcome: outcome ?? worst.rawValue)
  }

  private func answers(
    to pictures: [[UInt8]], _ caller: Caller, _ exchange: Exchange
  ) async -> [Result<Judged, ServiceFailure>] {
    let judge = judge
    return await withTaskGroup(of: (Int, Result<Judged, ServiceFailure>).self) { group in
      for (index, picture) in pictures.enumerated() {
        group.addTask {
          do throws(ServiceFailure) {
            guard !picture.isEmpty else { throw ServiceFailure(.noImage, "the part is empty") }
            let question = Question(
              picture: .bytes(picture, .local), caller: caller, interface: Self.interface, deadline: exchange.deadline,
              requestID: exchange.id)
            return (index, .success(try await judge.judge(question)))
          } catch {
            return (index, .failure(error))
          }
        }
      }
      var answers: [Int: Result<Judged, ServiceFailure>] = [:]
      for await (index, answer) in group { answers[index] = answer }
      return pictures.indices.compactMap { answers[$0] }
    }
  }

  private func item(for judged: Judged) throws(ServiceFailure) -> (JSONValue, Suggestion) {
    switch try VerdictReading(judged, review: .flag, gap: .flag) {
    case .clean: return (Self.item([("Neutral", 1)]), .pass)
    case .withheld(_, let suggestion, let sentence): return (other("DETECTION_FAILED", sentence), suggestion)
    case .flagged(let suggestion, let findings):
      var probabilities: [String: Double] = [:]
      for finding in findings {
        guard let name = Self.className(for: finding.label) else { continue }
        probabilities[name] = max(probabilities[name] ?? Self.flaggedProbability, min(finding.score, 1))
      }
      guard probabilities.isEmpty else {
        return (Self.item(probabilities.sorted { ($0.value, $1.key) > ($1.value, $0.key) }), suggestion)
      }
      let what = findings.isEmpty ? "a gap" : findings.prefix(3).map(\.name).joined(separator: ", ")
      return (
        other("DETECTION_FAILED", "the verdict is \(suggestion) (\(what)), for which there is no class here"),
        suggestion
      )
    }
  }

  private func item(for failure: ServiceFailure) -> JSONValue {
    other(Self.code(of: failure), failure.message)
  }

  /// What cannot be told in Misskey's classes: flagged, or an error, which Misskey takes for "not sensitive".
  private func other(_ code: String, _ message: String) -> JSONValue {
    guard options.misskeyOthers == .error else { return Self.item([("Sexy", Self.flaggedProbability)]) }
    return .object(["success": false, "error": .object(["code": .string(code), "message": .string(message)])])
  }

  private static func item(_ predictions: [(key: String, value: Double)]) -> JSONValue {
    .object([
      "success": true,
      "predictions": .array(
        predictions.map { .object(["className": .string($0.key), "probability": .number($0.value)]) }),
    ])
  }

  private static func className(for label: Label) -> String? {
    switch label {
    case .porn: "Porn"
    case .sexy: "Sexy"
    default: nil
    }
  }

  func answer(to failure: ServiceFailure, of head: RequestHead, requestID: String) -> ServiceAnswer {
    let status = CloudStatus(failure, of: head)
    var answer = ServiceAnswer.json(
      .object([
        "success": false,
        "error": .object(["code": .string(Self.code(of: failure)), "message": .string(failure.message)]),
      ]), status: status.code, outcome: failure.code)
    answer.headers = status.headers
    if status.code == 401 { answer.headers.append((name: "WWW-Authenticate", value: "Bearer")) }
    return answer
  }

  private static func code(of failure: ServiceFailure) -> String {
    switch failure.kind {
    case .notAuthenticated, .notGranted, .notOpened: "AUTHENTICATION_REQUIRED"
    case .unsupportedMediaType: "UNSUPPORTED_MEDIA_TYPE"
    case .bodyTooLarge: "REQUEST_TOO_LARGE"
    case .rejected(let rejection):
      switch rejection.code {
      case .byteCountTooLarge, .sideTooLarge, .pixelBudgetExceeded: "REQUEST_TOO_LARGE"
      case .formatUnknown, .formatNotAccepted, .formatNotDecodable: "UNSUPPORTED_MEDIA_TYPE"
      default: "IMAGE_DECODE_FAILED"
      }
    case .overloaded, .notQueued, .draining, .rateLimited, .sceneUnavailable: "MODEL_UNAVAILABLE"
    case .deadlinePassed, .bodyTimedOut, .notJudged, .host, .cancelled: "DETECTION_FAILED"
    default: "INVALID_REQUEST"
    }
  }
}

extension ServiceFailure {
  /// Whether the failure is about who asks, and so the same for every picture of a request.
  fileprivate var concernsCaller: Bool {
    switch kind {
    case .notAuthenticated, .notGranted, .notOpened, .unknownPolicy: true
    default: false
    }
  }
}
