import ImageModeration
import ServiceAccounts

/// `POST /v1/hook`: asks whether a file may be kept, before it is.
///
/// The file is the body, or the part `file` of a form. Whoever looks at the status alone is safe: 200 lets the file in,
/// every other status does not, whether the picture was blocked, refused or not looked at.
struct HookDialect: Dialect {
  /// The path.
  static let path = "/v1/hook"
  /// The most bytes of a file.
  static let maximumFileBytes = 31_457_279
  /// The most bytes of a body.
  static let maximumBodyBytes = maximumFileBytes + CloudRequest.overheadBytes
  /// What metering calls a call.
  static let interface = "hook.check"
  /// The status of a file that is not to be kept.
  static let refusedStatus = 422

  let service = "hook"
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
    _ = try Self.policy(of: head)
    _ = try Self.isForm(head)
    return DialectOpening(
      interface: Self.interface, maximumBodyBytes: Self.maximumBodyBytes, deadline: options.deadline,
      claim: try authenticator.claim(head, by: Self.scheme(of: head)))
  }

  private static func scheme(of head: RequestHead) -> SignatureScheme {
    head["x-api-key"] == nil ? .bearer : .key(field: "x-api-key")
  }

  private static func policy(of head: RequestHead) throws(ServiceFailure) -> String? {
    guard let parameters = head.queryParameters else {
      throw ServiceFailure(.invalidValue("query"), "the query cannot be read")
    }
    for parameter in parameters where parameter.name != "policy" {
      throw ServiceFailure(
        .unknownParameter(String(parameter.name.prefix(64))), "the query has the unknown \(parameter.name.prefix(64))")
    }
    guard parameters.count <= 1 else { throw ServiceFailure(.invalidValue("policy"), "policy stands twice") }
    guard let policy = parameters.first?.value else { return nil }
    guard !policy.isEmpty else { throw ServiceFailure(.invalidValue("policy"), "policy is empty") }
    return policy
  }

  /// Whether the body is a form; otherwise it is the file itself, whose bytes say what it is.
  private static func isForm(_ head: RequestHead) throws(ServiceFailure) -> Bool {
    let type = head.mediaType
    if type == "multipart/form-data" { return true }
    if type.isEmpty || type == "application/octet-stream" || type.hasPrefix("image/") || type.hasPrefix("video/") {
      return false
    }
    throw ServiceFailure(
      .unsupportedMediaType,
      "the content type \(type.prefix(64)) is not taken; send the file as image/…, application/octet-stream or a form")
  }

  func answer(_ body: [UInt8], _ exchange: Exchange) async throws(ServiceFailure) -> ServiceAnswer {
    let caller = try CloudRequest.caller(of: exchange, body, Self.scheme(of: exchange.head), authenticator)
    let file = try Self.file(of: body, exchange.head)
    guard !file.isEmpty else { throw ServiceFailure(.noImage, "the file is empty") }
    try CloudRequest.requireSize(file.count, Self.maximumFileBytes)
    let judged = try await judge.judge(
      Question(
        picture: .bytes(file, .local), caller: caller, interface: Self.interface,
        policy: try Self.policy(of: exchange.head), deadline: exchange.deadline, requestID: exchange.id))
    // A hook has words for all three, and a picture with a gap is let in by PASS alone.
    switch try VerdictReading(judged, review: .flag, gap: .error) {
    case .clean: return Self.answer(true, .pass, nil, nil, exchange.id)
    case .flagged(let suggestion, let findings):
      let allowed = suggestion == .review && options.hookAllowsReview && judged.gaps.isEmpty
      return Self.answer(allowed, suggestion, findings.first, nil, exchange.id)
    case .withheld(_, let suggestion, let sentence):
      return Self.answer(false, suggestion, nil, sentence, exchange.id)
    }
  }

  private static func file(of body: [UInt8], _ head: RequestHead) throws(ServiceFailure) -> [UInt8] {
    guard try isForm(head) else { return body }
    let form = try MultipartForm(body, contentType: head["content-type"] ?? "")
    for part in form.parts where part.name != "file" {
      throw ServiceFailure(
        .unknownParameter(String(part.name.prefix(64))), "the form has the unknown field \(part.name.prefix(64))")
    }
    guard let file = form["file"] else { throw ServiceFailure(.noImage, "the form has no field file") }
    return Array(file.bytes)
  }

  private static func answer(
    _ allowed: Bool, _ suggestion: Suggestion, _ finding: CountedFinding?, _ sentence: String?, _ id: String
  ) -> ServiceAnswer {
    .json(
      .object([
        "allowed": .bool(allowed), "suggestion": .string(suggestion.rawValue),
        "label": finding.map { .string($0.label.rawValue) },
        "subLabel": finding?.subLabel.map { .string($0.rawValue) },
        "reason": sentence.map(JSONValue.string), "requestId": .string(id),
      ]), status: allowed ? 200 : refusedStatus, outcome: suggestion.rawValue)
  }

  func answer(to failure: ServiceFailure, of head: RequestHead, requestID: String) -> ServiceAnswer {
    let status = CloudStatus(failure, of: head)
    var answer = ServiceAnswer.json(
      .object([
        "allowed": false,
        "error": .object(["code": .string(failure.code), "message": .string(failure.message)]),
        "requestId": .string(requestID),
      ]), status: status.code, outcome: failure.code)
    answer.headers = status.headers
    if status.code == 401 { answer.headers.append((name: "WWW-Authenticate", value: "Bearer")) }
    return answer
  }
}
