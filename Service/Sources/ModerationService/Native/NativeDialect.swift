import Foundation
import ImageModeration
import ModerationJudging
import ServiceAccounts

/// Our own interface, `POST /v1/moderations`: pictures as JSON, as a form or as the body itself; the answer holds the
/// result documents that the command prints, evidence included.
///
/// OpenAI's interface has the same path: a JSON body with `input` is theirs.
struct NativeDialect: Dialect {
  /// The most pictures of a request.
  static let maximumPictureCount = 16
  /// The most bytes of a body.
  static let maximumBodyBytes = 64 << 20
  /// How many pictures of one request are worked on or wait at a time.
  static let concurrentPictures = 4
  /// How long a request of several pictures may take.
  static let deadline = Duration.seconds(60)
  /// How long each picture may take.
  static let pictureDeadline = Limits.ims20201229.deadline

  let service = "v1"
  let judge: any ImageJudging
  let authenticator: any Authenticating
  let openAI: OpenAIDialect

  private static let interface = "v1.moderations"

  func speaks(_ head: RequestHead) -> Bool { head.path == "/v1/moderations" }

  func open(_ head: RequestHead) throws(ServiceFailure) -> DialectOpening {
    guard head.method == "POST" else {
      throw ServiceFailure(.unknownAction, "the method is to be POST, not \(head.method.prefix(16))")
    }
    let scheme: SignatureScheme = head["x-api-key"] == nil ? .bearer : .key(field: "x-api-key")
    return DialectOpening(
      interface: Self.interface, maximumBodyBytes: Self.maximumBodyBytes, deadline: Self.deadline,
      claim: try authenticator.claim(head, by: scheme))
  }

  func answer(_ body: [UInt8], _ exchange: Exchange) async throws(ServiceFailure) -> ServiceAnswer {
    guard let claim = exchange.opening.claim else {
      throw ServiceFailure(.notGranted, "nobody is known to ask")
    }
    let caller = try authenticator.verified(claim, body)
    let order: NativeOrder
    switch exchange.head.mediaType {
    case "application/json":
      let value = try JSONReading.value(of: body)
      if OpenAIDialect.asks(value) { return await openAIAnswer(value, caller, exchange) }
      order = try NativeOrder(json: value)
    case "multipart/form-data": order = try NativeOrder(form: body, exchange.head)
    case let type where type.hasPrefix("image/") || type == "application/octet-stream":
      order = try NativeOrder(picture: body, exchange.head)
    case let type:
      throw ServiceFailure(
        .unsupportedMediaType,
        "the content type \(type.prefix(64)) is not taken; send application/json, multipart/form-data or the picture itself as image/jpeg"
      )
    }
    let answers = await judged(order, caller, exchange.id)
    if order.pictures.count == 1, case .failure(let failure) = answers[0] { throw failure }
    return Self.answer(answers, order, exchange.id)
  }

  /// The answer of the other interface, failures in its own shape.
  private func openAIAnswer(_ value: JSONValue, _ caller: Caller, _ exchange: Exchange) async -> ServiceAnswer {
    let arrival = exchange.deadline - Self.deadline
    let own = Exchange(
      id: exchange.id, head: exchange.head, opening: exchange.opening, deadline: arrival + openAI.deadline)
    do throws(ServiceFailure) {
      return try await openAI.answer(value, caller, own)
    } catch {
      var answer = openAI.answer(to: error, of: exchange.head, requestID: exchange.id)
      answer.failure = error
      return answer
    }
  }

  private typealias Answer = Result<Judged, ServiceFailure>

  private func judged(_ order: NativeOrder, _ caller: Caller, _ id: String) async -> [Answer] {
    if order.pictures.count == 1 { return [await judged(order.pictures[0], of: order, caller, id)] }
    let answers = await withTaskGroup(of: (Int, Answer).self) { group in
      var answers: [Int: Answer] = [:]
      for (index, picture) in order.pictures.enumerated() {
        // One more is begun when one is done.
        if index >= Self.concurrentPictures, let (done, answer) = await group.next() { answers[done] = answer }
        group.addTask { (index, await judged(picture, of: order, caller, id)) }
      }
      for await (done, answer) in group { answers[done] = answer }
      return answers
    }
    return order.pictures.indices.map {
      answers[$0] ?? .failure(ServiceFailure(.cancelled, "the picture was not begun"))
    }
  }

  private func judged(
    _ picture: NativeOrder.Picture, of order: NativeOrder, _ caller: Caller, _ id: String
  ) async -> Answer {
    let question = Question(
      picture: picture.picture, caller: caller, interface: Self.interface, policy: order.policy,
      scenes: order.scenes, deadline: .now + Self.pictureDeadline, takesRejections: true,
      dataID: picture.isNamed ? picture.id : nil, sceneName: order.policy, requestID: id)
    do throws(ServiceFailure) {
      return .success(try await judge.judge(question))
    } catch {
      return .failure(error)
    }
  }

  private static func answer(_ answers: [Answer], _ order: NativeOrder, _ id: String) -> ServiceAnswer {
    var worst = Suggestion.pass
    var isWhole = true
    let results = zip(answers, order.pictures).map { answer, picture -> String in
      switch answer {
      case .success(let judged):
        if let suggestion = judged.result.suggestion { worst = max(worst, suggestion) } else { isWhole = false }
        return ResultDocument(judged.result, source: picture.id, requestID: id).jsonLine()
      case .failure(let failure):
        isWhole = false
        return JSONValue.object(["source": .string(picture.id), "error": error(failure)]).text
      }
    }
    let text = "{\"id\":\"\(id)\",\"results\":[\(results.joined(separator: ","))]}"
    return ServiceAnswer(
      status: 200, contentType: "application/json", body: Array(text.utf8),
      outcome: isWhole || worst == .block ? "\(worst)" : "incomplete")
  }

  func answer(to failure: ServiceFailure, of head: RequestHead, requestID: String) -> ServiceAnswer {
    // Before the body is read only OpenAI's own clients tell that they are.
    if head["x-stainless-lang"] != nil { return openAI.answer(to: failure, of: head, requestID: requestID) }
    var answer = ServiceAnswer.json(
      .object(["id": .string(requestID), "error": Self.error(failure)]), status: NativeStatus.status(of: failure),
      outcome: failure.code)
    if failure.isTransient { answer.headers.append((name: "Retry-After", value: "1")) }
    if answer.status == 401 { answer.headers.append((name: "WWW-Authenticate", value: "Bearer")) }
    if answer.status == 405 { answer.headers.append((name: "Allow", value: "POST")) }
    return answer
  }

  private static func error(_ failure: ServiceFailure) -> JSONValue {
    .object([
      "code": .string(failure.code), "message": .string(failure.message), "isTransient": .bool(failure.isTransient),
    ])
  }
}

/// The HTTP status of a failure, where a dialect speaks by status.
enum NativeStatus {
  static func status(of failure: ServiceFailure) -> Int {
    switch failure.kind {
    case .notAuthenticated: 401
    case .notGranted, .notOpened: 403
    case .rateLimited: 429
    case .overloaded, .notQueued, .draining, .notJudged, .cancelled: 503
    case .deadlinePassed: 504
    case .bodyTooLarge: 413
    case .bodyTimedOut: 408
    case .unsupportedMediaType: 415
    case .unknownAction: 405
    case .unknownVersion: 404
    case .download: 422
    case .rejected: 422
    case .host: 500
    case .malformedBody, .missingParameter, .wrongType, .unknownParameter, .invalidValue, .unknownPolicy, .noImage,
      .invalidBase64, .unsupported, .iai, .sceneUnavailable:
      400
    }
  }
}
