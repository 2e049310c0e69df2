import ModerationStore
import ServiceAccounts
import Testing

@testable import ModerationService

@Suite("The interface to tasks", .timeLimit(.minutes(20)))
struct TasksDialectTests {
  /// Lets in one caller with the grants that a test gives.
  private struct Granting: Authenticating {
    let grants: Grants
    let services: Set<ServiceName>

    func claim(_ head: RequestHead, by scheme: SignatureScheme) -> RequestClaim {
      let caller = Caller(account: Account(id: "acct-1", services: services), keyID: "k", grants: grants)
      return RequestClaim(account: "acct-1") { _ in caller }
    }

    func claim(_ head: RequestHead, parameters: [(name: String, value: String)]) -> RequestClaim {
      claim(head, by: .bearer)
    }
  }

  private static func ask(
    _ method: String, _ path: String, _ rig: TaskRig?, query: String = "", grants: Grants = .manage,
    services: Set<ServiceName> = [.v1]
  ) async -> ServiceAnswer {
    let dialect = TasksDialect(tasks: rig?.tasks, authenticator: Granting(grants: grants, services: services))
    let head = RequestHead(method: method, path: path, query: query, headers: [])
    do throws(ServiceFailure) {
      let opening = try dialect.open(head)
      return try await dialect.answer([], Exchange(id: "r", head: head, opening: opening, deadline: .now + .seconds(9)))
    } catch {
      return dialect.answer(to: error, of: head, requestID: "r")
    }
  }

  private static func rig() async throws -> TaskRig {
    let rig = try TaskRig(FixedJudge(.clean))
    for (id, account) in [("t-1", "acct-1"), ("t-2", "other"), ("t-3", "acct-1")] {
      try await rig.judged(id, "http://hooks.example.com/", account: account)
      try await rig.store.bury(id, because: "gone", at: rig.clock.now)
    }
    try await rig.accept("t-4", "http://hooks.example.com/")
    return rig
  }

  private static func ids(_ answer: ServiceAnswer) throws -> [String?] {
    try #require(try answer.json["tasks"]?.elements).map { $0["id"]?.string }
  }

  @Test func `lists the account's own tasks, by state and page by page`() async throws {
    let rig = try await Self.rig()
    let all = await Self.ask("GET", "/v1/tasks", rig)
    #expect(try Self.ids(all) == ["t-1", "t-3", "t-4"])
    #expect(try all.json["counts"]?["dead"] == 2)
    #expect(try all.json["counts"]?["waiting"] == 1)
    #expect(try Self.ids(await Self.ask("GET", "/v1/tasks", rig, query: "state=dead")) == ["t-1", "t-3"])
    let first = await Self.ask("GET", "/v1/tasks", rig, query: "limit=1&state=dead")
    #expect(try first.json["next"] == "t-1")
    #expect(try Self.ids(await Self.ask("GET", "/v1/tasks", rig, query: "limit=1&state=dead&after=t-1")) == ["t-3"])
  }

  @Test(
    "refuses a query that is unknown, doubled or wrong",
    arguments: [
      "state=x", "limit=0", "limit=1001", "limit=a", "limit=", "stat=dead", "State=dead", "limit=1&limit=2",
      "state=dead&state=dead", "after=nobody", "after=", "after=t-2", "account=other", "state=%zz",
    ])
  func queries(query: String) async throws {
    let answer = await Self.ask("GET", "/v1/tasks", try await Self.rig(), query: query)
    #expect(answer.status == 400, "\(String(decoding: answer.body, as: UTF8.self))")
  }

  @Test func `takes no parameters for a single task, and does nothing where there are some`() async throws {
    let rig = try await Self.rig()
    #expect(await Self.ask("GET", "/v1/tasks/t-1", rig, query: "state=dead").status == 400)
    #expect(await Self.ask("POST", "/v1/tasks/t-1/resend", rig, query: "force=1").status == 400)
    #expect(await Self.ask("DELETE", "/v1/tasks/t-1", rig, query: "x").status == 400)
    #expect(await rig.state("t-1") == .dead)
  }

  @Test func `are for accounts that have opened the service v1`() async throws {
    let answer = await Self.ask("GET", "/v1/tasks", try await Self.rig(), services: [.ims, .iai])
    #expect(answer.status == 403)
    #expect(try answer.json["error"]?["message"]?.string?.contains("v1") == true)
  }

  @Test func `sends again what was given up, and nothing else`() async throws {
    let rig = try await Self.rig()
    #expect(await Self.ask("POST", "/v1/tasks/t-1/resend", rig).status == 200)
    #expect(await rig.state("t-1") == .judged)
    #expect(await Self.ask("POST", "/v1/tasks/t-1/resend", rig).status == 409)
    #expect(await Self.ask("POST", "/v1/tasks/t-4/resend", rig).status == 409)
    #expect(await Self.ask("POST", "/v1/tasks/t-2/resend", rig).status == 404)
    #expect(await rig.state("t-2") == .dead)
  }

  @Test func `shows and drops the account's own`() async throws {
    let rig = try await Self.rig()
    #expect(try await Self.ask("GET", "/v1/tasks/t-1", rig).json["body"]?["RequestId"] == "t-1")
    #expect(await Self.ask("GET", "/v1/tasks/t-2", rig).status == 404)
    #expect(await Self.ask("DELETE", "/v1/tasks/t-2", rig).status == 404)
    #expect(await Self.ask("DELETE", "/v1/tasks/t-1", rig).status == 200)
    #expect(await rig.state("t-1") == nil)
    #expect(await rig.state("t-2") == .dead)
  }

  @Test(
    "refuses odd requests",
    arguments: [
      ("PUT", "/v1/tasks"), ("POST", "/v1/tasks/t-1"), ("POST", "/v1/tasks/t-1/other"), ("GET", "/v1/tasks/a/b/c"),
      ("DELETE", "/v1/tasks"), ("GET", "/v1/tasks/"), ("GET", "/v1/tasks/%00"), ("GET", "/v1/tasks/t-1%2F.."),
    ])
  func odd(method: String, path: String) async throws {
    let answer = await Self.ask(method, path, try await Self.rig())
    #expect([404, 405].contains(answer.status))
  }

  @Test func `asks for the grant to manage, and for a store`() async throws {
    let rig = try await Self.rig()
    #expect(await Self.ask("GET", "/v1/tasks", rig, grants: [.call, .readRecords]).status == 403)
    #expect(await Self.ask("GET", "/v1/tasks", nil).status == 400)
  }
}
