import Foundation
import ImageFetching
import ImageModeration
import HTTPTypes
public import Hummingbird
import Logging
import NIOCore
import NIOHTTPTypes

/// Answers every request: finds the dialect, looks at the head, takes the body, has it answered, and closes the
/// connection where something of the body was left.
public struct ServiceResponder: HTTPResponder {
  let dialects: [any Dialect]
  let pages: OperatorPages
  let bodies: BodyReader
  let connections: Connections
  let metrics: ServiceMetrics
  let logger: Logger

  /// How much longer than its deadline a request may hold the service, whatever hangs.
  static let grace = Duration.seconds(1)

  public func respond(to request: Request, context: ServiceContext) async throws -> Response {
    let arrival = ContinuousClock.now
    let head = RequestHead(request.head, remoteAddress: context.channel.remoteAddress?.ipAddress)
    let id = UUID().uuidString.lowercased()
    let work = Task { await answer(request, head, id, context.channel, arrival) }
    connections.begin(context.channel) { work.cancel() }
    let (found, closes) = await withTaskCancellationHandler {
      await work.value
    } onCancel: {
      work.cancel()
    }
    connections.end(context.channel)
    let response = Self.response(found, id, closes: closes)
    // A body behind the answer to HEAD would be taken for the next answer.
    return request.method == .head ? response.createHeadResponse() : response
  }

  private static func response(_ answer: ServiceAnswer, _ id: String, closes: Bool) -> Response {
    var fields = HTTPFields()
    fields[.contentType] = answer.contentType
    if let name = HTTPField.Name("X-Request-Id") { fields[name] = id }
    for (name, value) in answer.headers {
      if let name = HTTPField.Name(name) { fields[name] = value }
    }
    if closes { fields[.connection] = "close" }
    return Response(
      status: HTTPResponse.Status(code: answer.status), headers: fields,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
  }

  /// - Returns: The answer, and whether something of the body was not read.
  private func answer(
    _ request: Request, _ head: RequestHead, _ id: String, _ channel: any Channel,
    _ arrival: ContinuousClock.Instant
  ) async -> (ServiceAnswer, closes: Bool) {
    if let page = await pages.answer(head) {
      return (page, closes: head.contentLength ?? 0 > 0 || head["transfer-encoding"] != nil)
    }
    guard let dialect = dialects.first(where: { $0.speaks(head) }) else {
      let answer = ServiceAnswer.json(
        .object(["error": "there is nothing at this path for this method and these fields"]), status: 404,
        outcome: "notFound")
      return (answer, closes: true)
    }
    var progress = Progress()
    let answer: ServiceAnswer
    do throws(ServiceFailure) {
      answer = try await speak(dialect, request, head, id, channel, arrival, &progress)
      if let failure = answer.failure { log(failure, id, head, progress) }
    } catch {
      answer = dialect.answer(to: error, of: head, requestID: id)
      log(error, id, head, progress)
    }
    let time = arrival.duration(to: .now)
    metrics.answered(
      progress.interface ?? dialect.service, outcome: answer.outcome, status: answer.status, after: time,
      byteCount: progress.byteCount)
    logger.info(
      "answered",
      metadata: [
        "request": "\(id)", "interface": "\(progress.interface ?? dialect.service)", "outcome": "\(answer.outcome)",
        "status": "\(answer.status)", "milliseconds": "\(time / .milliseconds(1))", "bytes": "\(progress.byteCount)",
        "account": "\(progress.account ?? "")", "remote": "\(head.remoteAddress ?? "")",
      ])
    return (answer, closes: !progress.isBodyRead)
  }

  /// What is known of a request however it ends.
  private struct Progress {
    var interface: String?
    var account: String?
    var byteCount = 0
    var isBodyRead = false
  }

  private func speak(
    _ dialect: any Dialect, _ request: Request, _ head: RequestHead, _ id: String, _ channel: any Channel,
    _ arrival: ContinuousClock.Instant, _ progress: inout Progress
  ) async throws(ServiceFailure) -> ServiceAnswer {
    let opening = try dialect.open(head)
    progress.interface = opening.interface
    progress.account = opening.claim?.account
    let expects = head["expect"]?.lowercased() == "100-continue"
    let (body, reservation) = try await bodies.read(
      request.body, of: head, atMost: opening.maximumBodyBytes,
      copies: head.mediaType == "application/json" ? ByteBudget.copiesOfJSON : 1,
      for: opening.claim?.account ?? ""
    ) {
      if expects { channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)), promise: nil) }
    }
    progress.isBodyRead = true
    progress.byteCount = body.count
    defer { withExtendedLifetime(reservation) {} }
    let exchange = Exchange(id: id, head: head, opening: opening, deadline: arrival + opening.deadline)
    let late = ServiceFailure(.deadlinePassed, "the time was up before everything was looked at")
    return try await TimeBound.run(until: exchange.deadline + Self.grace, late: late) {
      () async throws(ServiceFailure) in
      try await dialect.answer(body, exchange)
    }
  }

  private func log(_ failure: ServiceFailure, _ id: String, _ head: RequestHead, _ progress: Progress) {
    switch failure.kind {
    case .notQueued(let host?), .host(let host):
      logger.error("failed", metadata: ["request": "\(id)", "code": "\(host.code)", "problem": "\(host.message)"])
    case .download(let download):
      logger.info("download", metadata: ["request": "\(id)", "code": "\(download.code)"])
    default:
      logger.debug(
        "refused", metadata: ["request": "\(id)", "code": "\(failure.code)", "problem": "\(failure.message)"])
    }
  }
}
