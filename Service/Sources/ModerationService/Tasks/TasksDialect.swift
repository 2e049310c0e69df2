import Foundation
import ImageModeration
import ModerationStore
import ServiceAccounts

/// Our own interface to an account's tasks, for keys with the grant `manage`.
///
///     GET    /v1/tasks?state=dead&after=ID&limit=100
///     GET    /v1/tasks/ID
///     POST   /v1/tasks/ID/resend
///     DELETE /v1/tasks/ID
struct TasksDialect: Dialect {
  static let path = "/v1/tasks"
  /// The tasks of a list that says nothing else.
  static let usualCount = 100
  /// What requests may have as a body: nothing that is looked at.
  static let maximumBodyBytes = 1_024

  let service = "v1"
  let tasks: TaskService?
  let authenticator: any Authenticating

  private static let interface = "v1.tasks"
  /// What a list takes; a single task takes nothing.
  private static let listParameters = ["state", "after", "limit"]

  func speaks(_ head: RequestHead) -> Bool { head.path == Self.path || head.path.hasPrefix(Self.path + "/") }

  func open(_ head: RequestHead) throws(ServiceFailure) -> DialectOpening {
    let scheme: SignatureScheme = head["x-api-key"] == nil ? .bearer : .key(field: "x-api-key")
    return DialectOpening(
      interface: Self.interface, maximumBodyBytes: Self.maximumBodyBytes, deadline: .seconds(15),
      claim: try authenticator.claim(head, by: scheme))
  }

  func answer(_ body: [UInt8], _ exchange: Exchange) async throws(ServiceFailure) -> ServiceAnswer {
    guard let claim = exchange.opening.claim else { throw ServiceFailure(.notGranted, "nobody is known to ask") }
    let caller = try authenticator.verified(claim, body)
    guard caller.account.services.contains(.v1) else {
      throw ServiceFailure(.notOpened, "the account \(caller.account.id) has not opened the service v1")
    }
    guard caller.grants.contains(.manage) else {
      throw ServiceFailure(.notGranted, "the key has no grant to manage tasks; its grants: \(caller.grants)")
    }
    guard let tasks else {
      throw ServiceFailure(
        .unsupported, "tasks are not kept here: the operator names a file for them, as `store: service.sqlite`")
    }
    let parts = exchange.head.path.dropFirst(Self.path.count).split(separator: "/", omittingEmptySubsequences: false)
    let names = parts.dropFirst().map { String($0).removingPercentEncoding ?? String($0) }
    let fields = try exchange.head.fieldsOfQuery()
    let known = names.isEmpty ? Self.listParameters : []
    if let strange = fields.keys.sorted().first(where: { !known.contains($0) }) {
      let words = known.isEmpty ? "none is taken here" : "there are \(known.joined(separator: ", "))"
      throw ServiceFailure(.unknownParameter(strange), "there is no parameter \(strange.prefix(64)); \(words)")
    }
    do throws(TaskStoreError) {
      switch (exchange.head.method, names.count) {
      case ("GET", 0): return try await list(tasks, caller, fields)
      case ("GET", 1):
        let task = try await tasks.store.task(names[0], of: caller.account.id)
        return .json(TaskDocument(task).value, outcome: "ok")
      case ("POST", 2) where names[1] == "resend":
        try await tasks.store.resend(names[0], of: caller.account.id, at: TaskService.wallTime())
        tasks.delivery.loop.wake()
        return .json(.object(["id": .string(names[0]), "state": "judged"]), outcome: "ok")
      case ("DELETE", 1):
        try await tasks.store.drop(names[0], of: caller.account.id)
        return .json(.object(["id": .string(names[0]), "dropped": true]), outcome: "ok")
      default:
        return Self.error(
          405, "methodNotAllowed", "GET \(Self.path), GET or DELETE \(Self.path)/ID, POST \(Self.path)/ID/resend")
      }
    } catch {
      return Self.answer(to: error)
    }
  }

  private func list(
    _ tasks: TaskService, _ caller: Caller, _ values: [String: String]
  ) async throws(TaskStoreError) -> ServiceAnswer {
    let states = KeptTask.State.allCases.map(\.rawValue)
    guard values["state"].map(states.contains) ?? true else {
      return Self.error(400, "invalidValue", "state takes \(states.joined(separator: ", "))")
    }
    let limit = values["limit"].map { Int($0) ?? 0 } ?? Self.usualCount
    guard (1...TaskLimits.maximumListCount).contains(limit) else {
      return Self.error(400, "invalidValue", "limit takes 1 to \(TaskLimits.maximumListCount)")
    }
    if let after = values["after"] {
      do throws(TaskStoreError) {
        _ = try await tasks.store.task(after, of: caller.account.id)
      } catch {
        guard error == .missing else { throw error }
        return Self.error(400, "invalidValue", "after names no task of the account")
      }
    }
    let found = try await tasks.store.tasks(
      of: caller.account.id, in: values["state"].flatMap(KeptTask.State.init(rawValue:)), after: values["after"],
      limit: limit)
    let load = try await tasks.store.load(of: caller.account.id)
    return .json(
      .object([
        "tasks": .array(found.map { TaskDocument($0).value }),
        "next": found.count == limit ? found.last.map { .string($0.id) } : nil,
        "counts": .object([
          "waiting": .integer(Int64(load.waiting)), "judged": .integer(Int64(load.judged)),
          "delivered": .integer(Int64(load.delivered)), "dead": .integer(Int64(load.dead)),
        ]),
      ]), outcome: "ok")
  }

  private static func answer(to error: TaskStoreError) -> ServiceAnswer {
    switch error {
    case .missing: return Self.error(404, "missing", "\(error)")
    case .wrongState: return Self.error(409, "wrongState", "\(error); only one that was given up is sent again")
    default:
      var answer = Self.error(503, "store", "tasks cannot be read or changed at present; try again later")
      answer.failure = ServiceFailure(.host(HostFailure(.storeUnusable, message: "\(error)")), "")
      return answer
    }
  }

  private static func error(_ status: Int, _ code: String, _ message: String) -> ServiceAnswer {
    .json(
      .object(["error": .object(["code": .string(code), "message": .string(message)])]), status: status, outcome: code)
  }

  func answer(to failure: ServiceFailure, of head: RequestHead, requestID: String) -> ServiceAnswer {
    Self.error(NativeStatus.status(of: failure), failure.code, failure.message)
  }
}
