import ImageFetching
import Testing

@Suite(.timeLimit(.minutes(20)))
struct ProxyTests {
  private func fetch(
    _ url: String, through proxy: ScriptedServer, byName: Bool, resolver: StubResolver
  ) async -> FetchFailure? {
    var rules = FetchRules()
    rules.proxy = OutboundProxy(host: proxy.address, port: proxy.port, connectsByName: byName)
    rules.attempts = 1
    rules.attemptTimeout = .seconds(60)
    return await failure(fetching: url, rules: rules, resolver: resolver)
  }

  @Test(
    "The proxy is asked for the checked address, or for the name where it decides by name",
    arguments: [(false, "93.184.216.34:80"), (true, "pictures.example:80")])
  func connect(_ byName: Bool, target: String) async throws {
    try await ScriptedServer.running([[.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")]]) { proxy in
      let resolver = StubResolver(["pictures.example": [["93.184.216.34"]]])
      let failure = await fetch("http://pictures.example/a.png", through: proxy, byName: byName, resolver: resolver)
      #expect(failure?.code == .proxyFailed)
      #expect(proxy.heads.first?.hasPrefix("CONNECT \(target) HTTP/1.1\r\n") == true, "\(proxy.heads)")
    }
  }

  @Test(
    "With a proxy the rules for names and addresses hold all the same: it is not even asked",
    arguments: ["http://127.0.0.1/", "http://localhost/", "http://inside.example/", "http://nowhere.example/"],
    [false, true])
  func rules(_ url: String, byName: Bool) async throws {
    try await ScriptedServer.running { proxy in
      let resolver = StubResolver(["inside.example": [["10.0.0.1"]]])
      let failure = await fetch(url, through: proxy, byName: byName, resolver: resolver)
      #expect(failure?.publicCode == .addressRefused || failure?.code == .bareAddress)
      #expect(proxy.connections == 0)
    }
  }

  @Test("A picture comes through the tunnel, asked for by its own name")
  func tunnel() async throws {
    let script: [ScriptedServer.Step] = [
      .send("HTTP/1.1 200 Connection established\r\n\r\n"), .awaitRequest, .send(answer("picture")),
    ]
    try await ScriptedServer.running([script]) { proxy in
      let resolver = StubResolver(["pictures.example": [["93.184.216.34"]]])
      let failure = await fetch("http://pictures.example/a.png", through: proxy, byName: false, resolver: resolver)
      #expect(failure == nil)
      #expect(proxy.heads.count == 2)
      #expect(proxy.heads.last?.lowercased().contains("\r\nhost: pictures.example\r\n") == true, "\(proxy.heads)")
    }
  }
}
