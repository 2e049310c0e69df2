import ImageFetching
import Synchronization
import Testing

/// Times, loads and leaving. Times are injected; nothing here waits for a clock of its own.
@Suite(.timeLimit(.minutes(20)))
struct TimeTests {
  static let slow: [(name: String, script: [ScriptedServer.Step])] = [
    ("says nothing", []), ("stops in the head", [.send("HTTP/1.1 200 OK\r\nA: b")]),
    ("stops in the body", [.send("HTTP/1.1 200 OK\r\nContent-Length: 70\r\n\r\npict")]),
    ("trickles its head", [.send("HTTP/1.1 200 OK\r\nA: "), .trickle("x", everyMilliseconds: 10)]),
    (
      "trickles its body",
      [.send("HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n"), .trickle("x", everyMilliseconds: 10)]
    ),
    ("trickles interim answers", [.trickle("HTTP/1.1 100 Continue\r\n\r\n", everyMilliseconds: 50)]),
  ]

  @Test("A slow server is left when the deadline passes, with no attempt after it", arguments: slow.indices)
  func deadline(_ index: Int) async throws {
    try await ScriptedServer.running([Self.slow[index].script]) { server in
      let error = await #expect(throws: FetchFailure.self) {
        try await fetch(from: server, deadline: .now.advanced(by: .milliseconds(200)))
      }
      #expect(error?.code == .timedOut, "\(Self.slow[index].name)")
      // One at most: a machine under load may need the whole time for the connection.
      #expect(server.connections <= 1)
    }
  }

  @Test("A slow attempt is followed by one other", arguments: slow.indices)
  func attempt(_ index: Int) async throws {
    try await ScriptedServer.running([Self.slow[index].script]) { server in
      var rules = try server.rules
      rules.attemptTimeout = .milliseconds(200)
      let resolver = StubResolver(["pictures.example": [["127.0.0.1"]]])
      let failure = await failure(
        fetching: "http://pictures.example:\(server.port)/", rules: rules, resolver: resolver)
      #expect(failure?.code == .timedOut, "\(Self.slow[index].name)")
      #expect(resolver.questions.count == 2)
      #expect(server.connections <= 2)
    }
  }

  @Test("A deadline that has passed connects nowhere")
  func passed() async throws {
    try await ScriptedServer.running([[.send(answer("x"))]]) { server in
      let code = await code { () throws(FetchFailure) in try await fetch(from: server, deadline: .now) }
      #expect(code == .timedOut)
      #expect(server.connections == 0)
    }
  }

  @Test("A resolver that does not answer is left when the deadline passes")
  func silentResolver() async {
    let failure = await failure(
      fetching: "http://pictures.example/", rules: FetchRules(), resolver: SilentResolver(),
      deadline: .now.advanced(by: .milliseconds(100)))
    #expect(failure?.code == .timedOut)
  }

  @Test("A TLS handshake that does not come is left when the deadline passes")
  func silentHandshake() async throws {
    try await ScriptedServer.running { server in
      let error = await #expect(throws: FetchFailure.self) {
        try await fetch(from: server, scheme: "https", deadline: .now.advanced(by: .milliseconds(200)))
      }
      #expect(error?.code == .timedOut)
    }
  }

  @Test("A cancelled caller leaves, and its connection is closed")
  func cancelled() async throws {
    let fetcher = ImageFetcher(rules: FetchRules(), resolver: SilentResolver())
    let task = Task {
      await code { () throws(FetchFailure) in
        try await fetcher.fetch("http://pictures.example/", maximumBytes: 1, followsRedirects: false, deadline: nil)
      }
    }
    task.cancel()
    #expect(await task.value == .cancelled)
    await fetcher.shutdown()
  }

  @Test("One fetch more than the bound is refused at once, and the place is free again afterwards")
  func busy() async throws {
    try await ScriptedServer.running([[.send(answer("picture"))]]) { server in
      var rules = try server.rules
      rules.maximumConcurrentFetches = 1
      let (entered, continuation) = AsyncStream<Void>.makeStream()
      let resolver = LateResolver(address: try address(server.address), asked: continuation)
      let fetcher = ImageFetcher(rules: rules, resolver: resolver)
      let url = "http://pictures.example:\(server.port)/"
      @Sendable func fetched() async -> FetchFailure.Code? {
        await code { () throws(FetchFailure) in
          try await fetcher.fetch(url, maximumBytes: 100, followsRedirects: false, deadline: nil)
        }
      }
      let first = Task { await fetched() }
      for await _ in entered { break }
      #expect(await fetched() == .busy)
      #expect(server.connections == 0)
      first.cancel()
      #expect(await first.value == .cancelled)
      #expect(await fetched() == nil)
      await fetcher.shutdown()
    }
  }

  @Test("Bytes of all fetches together are bounded, and given back")
  func bytesInFlight() async throws {
    let half = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + String(repeating: "x", count: 600)
    try await ScriptedServer.running([[.send(half)], [.send(half)], [.send(answer("picture"))]]) { server in
      var rules = try server.rules
      rules.maximumBytes = 1000
      rules.maximumBytesInFlight = 1000
      rules.attempts = 1
      let fetcher = ImageFetcher(rules: rules, resolver: StubResolver(["pictures.example": [["127.0.0.1"]]]))
      let url = "http://pictures.example:\(server.port)/"
      let codes = await withTaskGroup(of: FetchFailure.Code?.self) { group in
        for _ in 0..<2 {
          group.addTask {
            await code { () throws(FetchFailure) in
              try await fetcher.fetch(url, maximumBytes: 1000, followsRedirects: false, deadline: nil)
            }
          }
        }
        // The one that came second is refused; the other waits for bytes that never come, and is left.
        let first = await group.next() ?? nil
        group.cancelAll()
        let second = await group.next() ?? nil
        return [first, second]
      }
      #expect(codes == [.busy, .cancelled])
      let image = try await fetcher.fetch(url, maximumBytes: 1000, followsRedirects: false, deadline: nil)
      #expect(image.bytes.count == 7)
      await fetcher.shutdown()
    }
  }

  @Test("A fetcher that was shut down fetches nothing")
  func shutDown() async throws {
    let fetcher = ImageFetcher(rules: FetchRules(), resolver: StubResolver([:]))
    await fetcher.shutdown()
    await fetcher.shutdown()
    let code = await code { () throws(FetchFailure) in
      try await fetcher.fetch("http://pictures.example/", maximumBytes: 1, followsRedirects: false, deadline: nil)
    }
    #expect(code == .shutDown)
  }

  @Test("Many fetches at a time each get their own bytes")
  func many() async throws {
    let scripts: [[ScriptedServer.Step]] = [[.send(answer("picture"))]]
    try await ScriptedServer.running(scripts) { server in
      let fetcher = ImageFetcher(rules: try server.rules, resolver: StubResolver(["pictures.example": [["127.0.0.1"]]]))
      let count = await withTaskGroup(of: Bool.self) { group in
        for index in 0..<50 {
          group.addTask {
            let code = await code { () throws(FetchFailure) in
              try await fetcher.fetch(
                "http://pictures.example:\(server.port)/\(index)", maximumBytes: 100, followsRedirects: false,
                deadline: nil)
            }
            return code == nil
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(count == 50)
      #expect(server.connections == 50)
      await fetcher.shutdown()
    }
  }
}

/// Says when it is asked; it never answers the first question and gives one address to later ones.
private final class LateResolver: HostResolver {
  private let address: HostAddress
  private let asked: AsyncStream<Void>.Continuation
  private let wasAsked = Mutex(false)

  init(address: HostAddress, asked: AsyncStream<Void>.Continuation) {
    self.address = address
    self.asked = asked
  }

  func addresses(of host: String) async throws(FetchFailure) -> [HostAddress] {
    let isFirst = wasAsked.withLock { wasAsked in
      defer { wasAsked = true }
      return !wasAsked
    }
    asked.yield()
    return isFirst ? try await SilentResolver().addresses(of: host) : [address]
  }
}
