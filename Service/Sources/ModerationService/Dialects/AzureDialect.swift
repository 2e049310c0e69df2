import ImageModeration
import ServiceAccounts

/// Azure AI Content Safety's `image:analyze`.
///
/// Source of the shapes: azure-ai-contentsafety 1.0.0; of the error codes: Azure's page "error codes" of Content Safety.
struct AzureDialect: Dialect {
  /// The path.
  static let path = "/contentsafety/image:analyze"
  /// The versions of the interface that are answered; of pictures they say the same.
  static let versions = ["2023-10-01", "2024-09-01"]
  /// The most bytes of a picture.
  static let maximumImageBytes = 4_194_304
  /// The most bytes of a body: such a picture as base64.
  static let maximumBodyBytes = (maximumImageBytes + 2) / 3 * 4 + CloudRequest.overheadBytes
  /// What metering calls a call.
  static let interface = "azure.analyzeImage"
  /// The status of a verdict that cannot be told: one that SDKs do not try again by themselves.
  static let withheldStatus = 422
  private static let scheme = SignatureScheme.key(field: "ocp-apim-subscription-key")

  /// Azure's categories, in the order of its answers.
  enum Category: String, CaseIterable {
    case hate = "Hate"
    case selfHarm = "SelfHarm"
    case sexual = "Sexual"
    case violence = "Violence"

    /// The scene that looks for it; nil where none does.
    var scene: Scene? {
      switch self {
      case .hate, .selfHarm: nil
      case .sexual: .porn
      case .violence: .terror
      }
    }

    /// Whether a finding is in it.
    func holds(_ finding: CountedFinding) -> Bool {
      switch self {
      case .hate, .selfHarm: false
      case .sexual: finding.label == .porn || finding.label == .sexy
      case .violence: finding.label == .terror
      }
    }
  }

  let service = "azure"
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
    guard let parameters = head.queryParameters else {
      throw ServiceFailure(.invalidValue("query"), "the query cannot be read")
    }
    for parameter in parameters where parameter.name != "api-version" {
      throw ServiceFailure(
        .unknownParameter(String(parameter.name.prefix(64))), "the query has the unknown \(parameter.name.prefix(64))")
    }
    guard let version = parameters.first?.value else {
      throw ServiceFailure(.missingParameter("api-version"), "the query has no api-version")
    }
    guard parameters.count == 1, Self.versions.contains(version) else {
      throw ServiceFailure(
        .unknownVersion,
        "the api-version \(version.prefix(32)) is not here; there are \(Self.versions.joined(separator: ", "))")
    }
    try CloudRequest.requireMediaType(["application/json"], head)
    return DialectOpening(
      interface: Self.interface, maximumBodyBytes: Self.maximumBodyBytes, deadline: options.deadline,
      claim: try authenticator.claim(head, by: Self.scheme))
  }

  func answer(_ body: [UInt8], _ exchange: Exchange) async throws(ServiceFailure) -> ServiceAnswer {
    let caller = try CloudRequest.caller(of: exchange, body, Self.scheme, authenticator)
    let request = try CloudRequest.object(
      try JSONReading.value(of: body), "the body", names: ["image", "categories", "outputType"])
    let outputType = try CloudRequest.text("outputType", of: request)
    guard outputType == nil || outputType == "FourSeverityLevels" else {
      throw ServiceFailure(.invalidValue("outputType"), "outputType can be FourSeverityLevels alone")
    }
    let asked = try categories(of: request)
    let judged = try await judge.judge(
      Question(
        picture: try Self.picture(of: request), caller: caller, interface: Self.interface,
        scenes: asked.map { Set($0.compactMap(\.scene)) }, deadline: exchange.deadline, requestID: exchange.id))
    let categories = asked ?? Category.allCases
    switch try VerdictReading(judged, review: options.review, gap: options.gap ?? .error) {
    case .clean: return answer(categories, [], .pass, judged.verdict, exchange.id)
    case .flagged(let suggestion, let findings):
      return answer(categories, findings, suggestion, judged.verdict, exchange.id)
    case .withheld(let obstacle, let suggestion, let sentence):
      return Self.error(
        Self.withheldStatus, obstacle == .gap ? "NotEvaluated" : "ReviewNeeded", sentence, exchange.id,
        outcome: suggestion.rawValue)
    }
  }

  /// The categories that were asked for by name; nil where none was.
  private func categories(of request: JSONValue) throws(ServiceFailure) -> [Category]? {
    guard let names = try CloudRequest.texts("categories", of: request) else {
      guard options.unlookedCategories == .omit else {
        throw ServiceFailure(
          .unsupported,
          "all categories are asked for, and Hate and SelfHarm are not looked for here; name Sexual, Violence")
      }
      return nil
    }
    var categories: Set<Category> = []
    for name in names {
      guard let category = Category(rawValue: name) else {
        throw ServiceFailure(.invalidValue("categories"), "there is no category \(name.prefix(64))")
      }
      categories.insert(category)
    }
    let looked = categories.filter { $0.scene != nil }
    guard !looked.isEmpty, looked.count == categories.count || options.unlookedCategories == .omit else {
      throw ServiceFailure(
        .unsupported, "Hate and SelfHarm are not looked for here; name Sexual, Violence or both")
    }
    return Category.allCases.filter(looked.contains)
  }

  private static func picture(of request: JSONValue) throws(ServiceFailure) -> Question.Picture {
    guard let given = request["image"], given != .null else {
      throw ServiceFailure(.missingParameter("image"), "image is missing")
    }
    let image = try CloudRequest.object(given, "image", names: ["content", "blobUrl"])
    let (content, address) = (
      try CloudRequest.text("content", of: image), try CloudRequest.text("blobUrl", of: image)
    )
    switch (content, address) {
    case (let content?, nil):
      return try CloudRequest.picture(base64: content, "image.content", maximumBytes: maximumImageBytes)
    case (nil, let address?) where !address.isEmpty: return .address(address, followsRedirects: false)
    case (.some, .some): throw ServiceFailure(.invalidValue("image"), "image has both content and blobUrl")
    default: throw ServiceFailure(.noImage, "image has neither content nor blobUrl")
    }
  }

  /// A severity for every category that was looked at. Where the gravest that was found is in none of them, the answer
  /// would read milder than the verdict.
  private func answer(
    _ categories: [Category], _ findings: [CountedFinding], _ suggestion: Suggestion, _ verdict: Verdict?, _ id: String
  ) -> ServiceAnswer {
    var analysis: [(name: String, suggestion: Suggestion)] = []
    for category in categories {
      let worst = findings.filter(category.holds).map(\.suggestion).max()
      if let worst {
        analysis.append((category.rawValue, worst))
      } else if let scene = category.scene, verdict?.looked(at: scene) == true {
        analysis.append((category.rawValue, .pass))
      }
    }
    let others = findings.filter { finding in !categories.contains { $0.holds(finding) } }
    if options.unmappedFindings == .flag {
      for finding in others where !analysis.contains(where: { $0.name == finding.label.rawValue }) {
        analysis.append((finding.label.rawValue, finding.suggestion))
      }
    }
    if findings.isEmpty, suggestion > .pass { analysis.append((CloudRequest.gapName, suggestion)) }
    guard suggestion == .pass || analysis.contains(where: { $0.suggestion == suggestion }) else {
      let names = findings.prefix(3).map(\.name).joined(separator: ", ")
      return Self.error(
        Self.withheldStatus, "NotRepresentable",
        "the verdict is \(suggestion) (\(names)), for which there is no category here", id,
        outcome: suggestion.rawValue)
    }
    guard !analysis.isEmpty else {
      return Self.error(
        Self.withheldStatus, "NotEvaluated", "none of the categories was looked at", id, outcome: suggestion.rawValue)
    }
    var answer = ServiceAnswer.json(
      .object([
        "categoriesAnalysis": .array(
          analysis.map {
            .object(["category": .string($0.name), "severity": .integer(Self.severity(of: $0.suggestion))])
          })
      ]), outcome: suggestion.rawValue)
    answer.headers = [(name: "apim-request-id", value: id)]
    return answer
  }

  /// Four levels: 0, 2, 4 and 6; 2 is never given.
  private static func severity(of suggestion: Suggestion) -> Int64 {
    switch suggestion {
    case .pass: 0
    case .review: 4
    case .block: 6
    }
  }

  func answer(to failure: ServiceFailure, of head: RequestHead, requestID: String) -> ServiceAnswer {
    let status = CloudStatus(failure, of: head)
    // Refused pictures are bad requests to Azure's clients, whatever is wrong with them.
    let code = if case .rejected = failure.kind { 400 } else { status.code }
    var answer = Self.error(
      code, Self.code(of: failure, status: code), failure.message, requestID, outcome: failure.code)
    answer.headers += status.headers
    return answer
  }

  private static func code(of failure: ServiceFailure, status: Int) -> String {
    switch status {
    case 401: "401"
    case 403: "PermissionDenied"
    case 404: "ResourceNotFound"
    case 405: "MethodNotAllowed"
    case 408: "RequestTimeout"
    case 415: "UnsupportedMediaType"
    case 422: "NotEvaluated"
    case 429: "TooManyRequests"
    case 503: "ServerBusy"
    case 500...: "InternalError"
    default:
      switch failure.kind {
      case .missingParameter("api-version"): "MissingApiVersionParameter"
      case .unknownVersion: "InvalidApiVersionParameter"
      case .unsupported: "NotSupported"
      default: "InvalidRequestBody"
      }
    }
  }

  private static func error(
    _ status: Int, _ code: String, _ message: String, _ id: String, outcome: String
  ) -> ServiceAnswer {
    var answer = ServiceAnswer.json(
      .object(["error": .object(["code": .string(code), "message": .string(message)])]), status: status,
      outcome: outcome)
    answer.headers = [(name: "apim-request-id", value: id), (name: "x-ms-error-code", value: code)]
    return answer
  }
}
