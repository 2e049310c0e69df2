import ImageFetching
import Testing

@Suite("The sender of callbacks", .timeLimit(.minutes(20)))
struct CallbackSenderTests {
  private static func send(
    to server: ScriptedServer, scheme: String = "http", names: [String] = ["127.0.0.1"], attempt: Int = 1,
    timeout: Duration = .seconds(60), rules change: (inout FetchRules) -> Void = { _ in }
  ) async throws -> Result<Int, FetchFailure> {
    var rules = try server.rules
    change(&rules)
    let sender = CallbackSender(rules: rules, resolver: StubResolver(["hooks.example": [names]]))
    let result: Result<Int, FetchFailure>
    do throws(FetchFailure) {
      result = .success(
        try await sender.send(
          Array("{\"a\":1}".utf8), to: "\(scheme)://hooks.example:\(server.port)/done?b=2",
          headers: [(name: "X-One", value: "two")], attempt: attempt, timeout: timeout))
    } catch {
      result = .failure(error)
    }
    await sender.shutdown()
    return result
  }

  private static func code(_ result: Result<Int, FetchFailure>) -> FetchFailure.Code? {
    if case .failure(let failure) = result { failure.code } else { nil }
  }

  @Test("sends the body once, and believes every 2xx", arguments: [200, 201, 202, 204, 299])
  func success(status: Int) async throws {
    try await ScriptedServer.running([[.send("HTTP/1.1 \(status) So\r\nContent-Length: 0\r\n\r\n"), .close]]) {
      server in
      let result = try await Self.send(to: server)
      #expect(result == .success(status))
      #expect(server.connections == 1)
      let head = try #require(server.heads.first)
      #expect(head.hasPrefix("POST /done?b=2 HTTP/1.1\r\n"))
      let lower = head.lowercased()
      for field in ["content-type: application/json", "x-one: two", "content-length: 7", "user-agent: server/cms"] {
        #expect(lower.contains(field), "\(field)")
      }
      #expect(!lower.contains("referer"))
    }
  }

  @Test("believes no other status", arguments: [301, 302, 307, 308, 400, 401, 404, 410, 429, 500, 503])
  func refusals(status: Int) async throws {
    let answer = "HTTP/1.1 \(status) So\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n"
    try await ScriptedServer.running([[.send(answer), .close]]) { server in
      guard case .failure(let failure) = try await Self.send(to: server) else { throw Unexpected() }
      #expect(failure.code == (status < 400 ? .redirectRefused : .statusRefused))
      #expect(failure.measured == status)
      #expect(server.connections == 1)
    }
  }

  struct Unexpected: Error {}

  @Test func `ends when nothing comes`() async throws {
    try await ScriptedServer.running { server in
      let result = try await Self.send(to: server, timeout: .milliseconds(200))
      #expect(Self.code(result) == .timedOut)
    }
  }

  @Test func `tells an answer that breaks off`() async throws {
    try await ScriptedServer.running([[.close]]) { server in
      let result = try await Self.send(to: server)
      #expect(Self.code(result) != nil)
    }
    try await ScriptedServer.running([[.send("HTTP/1.1 2"), .close]]) { server in
      let result = try await Self.send(to: server)
      #expect(Self.code(result) != nil)
    }
  }

  @Test(
    "needs only the head of an answer",
    arguments: [
      ScriptedServer.Step.flood("more and more of it, without end. "), .trickle("a", everyMilliseconds: 5), .close,
    ])
  func endless(rest: ScriptedServer.Step) async throws {
    try await ScriptedServer.running([[.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"), rest]]) {
      server in
      let result = try await Self.send(to: server, timeout: .seconds(20))
      #expect(result == .success(200))
    }
  }

  @Test(
    "goes nowhere inside",
    arguments: [["10.0.0.1"], ["127.0.0.1", "169.254.169.254"], ["::1"], ["192.168.1.1"], ["::ffff:10.0.0.1"]])
  func inside(names: [String]) async throws {
    try await ScriptedServer.running { server in
      let result = try await Self.send(to: server, names: names)
      #expect(Self.code(result) == .addressRefused)
      #expect(server.connections == 0)
    }
  }

  @Test func `takes another address at the next attempt`() async throws {
    // Nobody listens at the first.
    try await ScriptedServer.running([[.send(answer("")), .close]]) { server in
      let other = FetchRules.Endpoint(try address("127.0.0.3"), port: server.port)
      for (attempt, succeeds) in [(1, false), (2, true), (3, false)] {
        let result = try await Self.send(to: server, names: ["127.0.0.3", "127.0.0.1"], attempt: attempt) {
          $0.endpointsTreatedAsPublic.insert(other)
        }
        #expect((result == .success(200)) == succeeds, "\(attempt)")
      }
    }
  }

  @Test(
    "refuses by spelling",
    arguments: [
      "ftp://a.example.com/", "http://127.0.0.1/", "http://[::1]/", "//a.example.com/", "http://u:p@a.example.com/",
      "http://a.example.com:22/", "http://localhost/", "https://a.example.com/\r\nX: y", "unix:/x", "",
    ])
  func spelling(url: String) {
    let sender = CallbackSender(rules: FetchRules())
    #expect(throws: FetchFailure.self) { try sender.check(url) }
  }

  @Test func `tells the host`() throws {
    #expect(try CallbackSender(rules: FetchRules()).check("https://Hooks.Example.COM/a?b#c") == "hooks.example.com")
  }

  @Test func `believes no server with another's certificate`() async throws {
    try await ScriptedServer.running([[.send(answer(""))]], tls: true) { server in
      let result = try await Self.send(to: server, scheme: "https")
      #expect(Self.code(result) == .tlsFailed)
    }
  }
}

@Suite("A second attempt", .timeLimit(.minutes(20)))
struct SecondAttemptTests {
  @Test func `comes after a pause`() async throws {
    try await ScriptedServer.running([[.close], [.send(answer("picture")), .close]]) { server in
      let image = try await fetch(from: server) { $0.retryDelay = .milliseconds(10) }
      #expect(image.bytes == Array("picture".utf8))
      #expect(server.connections == 2)
    }
  }

  @Test func `has a time of its own`() async throws {
    try await ScriptedServer.running([[.close], [.awaitRequest]]) { server in
      let failed = await code { () throws(FetchFailure) in
        try await fetch(from: server) { $0.retryTimeout = .milliseconds(200) }
      }
      #expect(failed == .timedOut)
    }
  }

  @Test func `is not made where the pause would outlast the time`() async throws {
    try await ScriptedServer.running([[.close]]) { server in
      let failed = await code { () throws(FetchFailure) in
        try await fetch(from: server, deadline: .now + .seconds(30)) { $0.retryDelay = .seconds(60) }
      }
      #expect(failed != nil)
      #expect(server.connections == 1)
    }
  }

  @Test(arguments: [(Duration.zero, Duration.seconds(1)), (.seconds(61), .zero), (.seconds(1), .seconds(61))])
  func `has times within bounds`(timeout: Duration, delay: Duration) {
    var rules = FetchRules()
    (rules.retryTimeout, rules.retryDelay) = (timeout, delay)
    #expect(!rules.problems.isEmpty)
  }
}
