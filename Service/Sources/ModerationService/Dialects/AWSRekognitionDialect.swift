import ImageModeration
import ServiceAccounts

/// AWS Rekognition's `DetectModerationLabels` for pictures that come with the request.
///
/// Source of shapes, limits and exceptions: botocore 1.44, service model `rekognition` 2016-06-27.
struct AWSRekognitionDialect: Dialect {
  /// The most bytes of a picture: `ImageBlob`'s bound.
  static let maximumImageBytes = 5_242_880
  /// The most bytes of a body: such a picture as base64.
  static let maximumBodyBytes = (maximumImageBytes + 2) / 3 * 4 + CloudRequest.overheadBytes
  /// The lowest confidence that is told where the caller names none, in percent.
  static let defaultMinimumConfidence = 50.0
  /// What metering calls a call.
  static let interface = "aws.DetectModerationLabels"
  private static let target = "RekognitionService.DetectModerationLabels"
  private static let contentType = "application/x-amz-json-1.1"

  let service = "aws"
  private let judge: any ImageJudging
  private let authenticator: any Authenticating
  private let options: DialectOptions

  /// Makes the dialect.
  init(judge: any ImageJudging, authenticator: any Authenticating, options: DialectOptions = DialectOptions()) {
    self.judge = judge
    self.authenticator = authenticator
    self.options = options
  }

  func speaks(_ head: RequestHead) -> Bool { head.path == "/" && head["x-amz-target"] != nil }

  func open(_ head: RequestHead) throws(ServiceFailure) -> DialectOpening {
    try CloudRequest.requirePost(head)
    guard head["x-amz-target"] == Self.target else {
      throw ServiceFailure(.unknownAction, "only \(Self.target) is answered here")
    }
    try CloudRequest.requireMediaType([Self.contentType], head)
    return DialectOpening(
      interface: Self.interface, maximumBodyBytes: Self.maximumBodyBytes, deadline: options.deadline,
      claim: try authenticator.claim(head, by: .aws))
  }

  func answer(_ body: [UInt8], _ exchange: Exchange) async throws(ServiceFailure) -> ServiceAnswer {
    let caller = try CloudRequest.caller(of: exchange, body, .aws, authenticator)
    let request = try CloudRequest.object(
      try JSONReading.value(of: body), "the body",
      names: ["Image", "MinConfidence", "HumanLoopConfig", "ProjectVersion"])
    for name in ["HumanLoopConfig", "ProjectVersion"] where (request[name] ?? .null) != .null {
      throw ServiceFailure(.unsupported, "\(name) is not supported here: leave it out")
    }
    let minimum = try Self.minimumConfidence(of: request)
    guard let given = request["Image"], given != .null else {
      throw ServiceFailure(.missingParameter("Image"), "Image is missing")
    }
    let image = try CloudRequest.object(given, "Image", names: ["Bytes", "S3Object"])
    if (image["S3Object"] ?? .null) != .null {
      return Self.error(
        400, "InvalidS3ObjectException", "there is no S3 here: send the picture as Image.Bytes", exchange.id,
        outcome: "unsupported")
    }
    guard let text = try CloudRequest.text("Bytes", of: image) else {
      throw ServiceFailure(.noImage, "Image has no Bytes")
    }
    let picture = try CloudRequest.picture(base64: text, "Image.Bytes", maximumBytes: Self.maximumImageBytes)
    let judged = try await judge.judge(
      Question(
        picture: picture, caller: caller, interface: Self.interface, deadline: exchange.deadline, requestID: exchange.id
      ))
    switch try VerdictReading(judged, review: options.review, gap: options.gap ?? .error) {
    case .clean:
      return Self.answer([], .pass, exchange.id)
    case .flagged(let suggestion, let findings):
      guard let labels = labels(for: findings, from: minimum) else {
        let names = findings.prefix(3).map(\.name).joined(separator: ", ")
        return Self.withheld(
          "the verdict is \(suggestion) (\(names)), for which there is no label here at a confidence of \(minimum)",
          suggestion, exchange.id)
      }
      return Self.answer(labels, suggestion, exchange.id)
    case .withheld(_, let suggestion, let sentence):
      return Self.withheld(sentence, suggestion, exchange.id)
    }
  }

  private static func minimumConfidence(of request: JSONValue) throws(ServiceFailure) -> Double {
    guard let given = request["MinConfidence"], given != .null else { return defaultMinimumConfidence }
    guard let value = given.numberValue else {
      throw ServiceFailure(.wrongType("MinConfidence"), "MinConfidence is not a number")
    }
    guard value >= 0, value <= 100 else {
      throw ServiceFailure(.invalidValue("MinConfidence"), "MinConfidence is \(value); allowed are 0 to 100")
    }
    return value
  }

  /// The labels of a picture that does not pass: never none. Nil where they cannot be told.
  private func labels(for findings: [CountedFinding], from minimum: Double) -> [JSONValue]? {
    var labels = AWSLabels()
    for finding in findings {
      if let path = AWSTaxonomy.path(of: finding) {
        labels.add(path, confidence: finding.score * 100)
      } else if options.unmappedFindings != .error {
        labels.add(AWSTaxonomy.ownPath(of: finding), confidence: finding.score * 100)
      }
    }
    if !labels.isEmpty(from: minimum) { return labels.values(from: minimum) }
    guard options.unmappedFindings != .error else { return nil }
    // Nothing is as sure as the caller asks, but the policy does not let the picture pass: what decided stands with its
    // true confidence.
    var deciding = AWSLabels()
    guard let gravest = findings.first else {
      deciding.add([CloudRequest.gapName], confidence: 100)
      return deciding.values(from: 0)
    }
    for finding in findings where finding.suggestion == gravest.suggestion {
      deciding.add(
        AWSTaxonomy.path(of: finding) ?? AWSTaxonomy.ownPath(of: finding), confidence: finding.score * 100)
    }
    return deciding.values(from: 0)
  }

  private static func answer(_ labels: [JSONValue], _ suggestion: Suggestion, _ id: String) -> ServiceAnswer {
    var answer = ServiceAnswer.json(
      .object([
        "ModerationLabels": .array(labels), "ModerationModelVersion": .string(CloudRequest.modelName),
        "ContentTypes": [],
      ]), contentType: contentType, outcome: suggestion.rawValue)
    answer.headers = [(name: "x-amzn-RequestId", value: id)]
    return answer
  }

  /// A verdict that the taxonomy has no words for. An exception that SDKs know and do not try again by themselves.
  private static func withheld(_ sentence: String, _ suggestion: Suggestion, _ id: String) -> ServiceAnswer {
    error(400, "ResourceNotReadyException", sentence, id, outcome: suggestion.rawValue)
  }

  func answer(to failure: ServiceFailure, of head: RequestHead, requestID: String) -> ServiceAnswer {
    let (status, type) = Self.exception(of: failure, head)
    var answer = Self.error(status, type, failure.message, requestID, outcome: failure.code)
    answer.headers += CloudStatus(failure, of: head).headers
    return answer
  }

  private static func error(
    _ status: Int, _ type: String, _ message: String, _ id: String, outcome: String
  ) -> ServiceAnswer {
    var answer = ServiceAnswer.json(
      .object(["__type": .string(type), "Message": .string(message)]), status: status, contentType: contentType,
      outcome: outcome)
    answer.headers = [(name: "x-amzn-RequestId", value: id), (name: "x-amzn-ErrorType", value: type)]
    return answer
  }

  /// Statuses as AWS documents them: 500 for what is the service's fault, 400 for the rest.
  private static func exception(of failure: ServiceFailure, _ head: RequestHead) -> (status: Int, type: String) {
    switch failure.kind {
    case .notAuthenticated(let failure): (400, type(of: failure))
    case .notGranted, .notOpened: (400, "AccessDeniedException")
    case .rateLimited: (400, "ProvisionedThroughputExceededException")
    case .overloaded, .notQueued, .draining: (500, "ThrottlingException")
    case .bodyTooLarge: (400, "ImageTooLargeException")
    case .malformedBody, .unsupportedMediaType: (400, "SerializationException")
    case .unknownAction: (head.method == "POST" ? 400 : 405, "UnknownOperationException")
    case .rejected(let rejection): (400, type(of: rejection))
    case .sceneUnavailable: (400, "ResourceNotReadyException")
    case .bodyTimedOut, .deadlinePassed, .notJudged, .host, .cancelled: (500, "InternalServerError")
    case .unknownVersion, .missingParameter, .wrongType, .unknownParameter, .invalidValue, .unknownPolicy, .unsupported,
      .iai, .noImage, .invalidBase64, .download:
      (400, "InvalidParameterException")
    }
  }

  private static func type(of failure: AuthenticationFailure) -> String {
    switch failure.tencentCode {
    case "AuthFailure.SecretIdNotFound", "AuthFailure.InvalidSecretId": "UnrecognizedClientException"
    case "AuthFailure.InvalidAuthorization": "IncompleteSignatureException"
    default: "InvalidSignatureException"
    }
  }

  private static func type(of rejection: InputRejection) -> String {
    switch rejection.code {
    case .byteCountTooLarge, .sideTooLarge, .pixelBudgetExceeded, .decodeMemoryExceeded, .drawingWorkExceeded:
      "ImageTooLargeException"
    case .sideTooSmall, .aspectRatioTooLarge: "InvalidParameterException"
    default: "InvalidImageFormatException"
    }
  }
}
