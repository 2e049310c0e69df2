import ImageModeration
import ServiceAccounts

/// What operators and their machines ask: health, readiness, metrics, the description of our own interface.
struct OperatorPages: Sendable {
  let readiness: Readiness
  let metrics: ServiceMetrics
  let gauges: @Sendable () -> [(name: String, series: [(labels: String, value: String)])]
  /// Lets a caller see figures who is not on this machine; throws where the key may not.
  let mayReadFigures: @Sendable (RequestHead) -> Bool
  let openAPI: [UInt8]

  /// The answer for a page; nil where the path is none.
  func answer(_ head: RequestHead) async -> ServiceAnswer? {
    guard Self.paths.contains(head.path) else { return nil }
    guard head.method == "GET" || head.method == "HEAD" else {
      return ServiceAnswer(
        status: 405, contentType: "application/json", body: Array("{\"error\":\"GET only\"}".utf8),
        headers: [(name: "Allow", value: "GET, HEAD")], outcome: "methodNotAllowed")
    }
    switch head.path {
    case "/healthz": return .json(.object(["status": "ok"]), outcome: "ok")
    case "/readyz":
      let problem = await readiness.problem()
      return .json(
        .object(["status": problem == nil ? "ready" : "notReady", "reason": problem.map { .string($0) }]),
        status: problem == nil ? 200 : 503, outcome: problem == nil ? "ok" : "notReady")
    case "/metrics":
      guard mayReadFigures(head) else {
        return .json(
          .object(["error": "figures are for this machine, or for a key with the grant readRecords"]), status: 403,
          outcome: "notGranted")
      }
      return ServiceAnswer(
        status: 200, contentType: "text/plain; version=0.0.4; charset=utf-8",
        body: Array(metrics.text(gauges: gauges()).utf8), outcome: "ok")
    default:
      return ServiceAnswer(status: 200, contentType: "application/json", body: openAPI, outcome: "ok")
    }
  }

  private static let paths: Set<String> = ["/healthz", "/readyz", "/metrics", "/openapi.json"]
}
