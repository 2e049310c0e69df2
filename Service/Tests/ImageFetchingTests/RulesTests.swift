import ImageFetching
import Testing

@Suite(.timeLimit(.minutes(20)))
struct RulesTests {
  private func code(_ host: String, address: String, _ change: (inout FetchRules) throws -> Void) async throws
    -> FetchFailure.Code?
  {
    var rules = FetchRules()
    try change(&rules)
    try #require(rules.problems == [])
    return rules.permits(try ImageFetchingTests.address(address), host: host) ? nil : .addressRefused
  }

  @Test("Without a word from the operator no private address is let through", arguments: ["10.1.2.3", "fd00::1"])
  func closed(_ address: String) async throws {
    #expect(try await code("images.corp.example", address: address) { _ in } == .addressRefused)
  }

  @Test(
    "An allowed host may lead into private networks",
    arguments: ["10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.9", "fd12::1"])
  func allowedHost(_ address: String) async throws {
    #expect(
      try await code("images.corp.example", address: address) { $0.allowedHosts = ["Images.Corp.Example"] } == nil)
    #expect(try await code("a.corp.example", address: address) { $0.allowedHosts = ["*.corp.example"] } == nil)
    #expect(
      try await code("corp.example", address: address) { $0.allowedHosts = ["*.corp.example"] } == .addressRefused)
    #expect(
      try await code("evilcorp.example", address: address) { $0.allowedHosts = ["*.corp.example"] } == .addressRefused)
    #expect(
      try await code("images.corp.example.evil.example", address: address) { $0.allowedHosts = ["images.corp.example"] }
        == .addressRefused)
  }

  @Test(
    "Nobody can open loopback, link-local, metadata services or mapped addresses",
    arguments: [
      "127.0.0.1", "::1", "169.254.169.254", "169.254.0.23", "100.100.100.200", "fd00:ec2::254", "::ffff:10.0.0.1",
      "64:ff9b::a00:1", "0.0.0.0", "224.0.0.1", "fe80::1",
    ])
  func neverOpen(_ address: String) async throws {
    let code = try await code("images.corp.example", address: address) {
      $0.allowedHosts = ["images.corp.example"]
      $0.allowedNetworks = try ["10.0.0.0/8", "100.64.0.0/10", "fc00::/7"].map { try CIDR($0) }
    }
    #expect(code == .addressRefused)
  }

  @Test("An allowed network is open to every name, and its neighbours to none")
  func allowedNetwork() async throws {
    let change = { (rules: inout FetchRules) in rules.allowedNetworks = [try CIDR("10.20.0.0/16")] }
    #expect(try await code("a.example", address: "10.20.3.4", change) == nil)
    #expect(try await code("a.example", address: "10.21.3.4", change) == .addressRefused)
  }

  @Test("An allowed single label or inside name passes the rules of spelling, and others still do not")
  func insideNames() async throws {
    var rules = FetchRules()
    rules.allowedHosts = ["minio", "*.svc.cluster.local"]
    let resolver = StubResolver([:])
    #expect(await failure(fetching: "http://minio/a", rules: rules, resolver: resolver)?.code == .nameNotFound)
    #expect(
      await failure(fetching: "http://a.svc.cluster.local/a", rules: rules, resolver: resolver)?.code == .nameNotFound)
    #expect(await failure(fetching: "http://other/a", rules: rules, resolver: resolver)?.code == .addressRefused)
    #expect(await failure(fetching: "http://a.local/a", rules: rules, resolver: resolver)?.code == .addressRefused)
    #expect(resolver.questions == ["minio", "a.svc.cluster.local"])
  }

  static let wrong: [(name: String, change: @Sendable (inout FetchRules) throws -> Void)] = [
    ("wildcard", { $0.allowedHosts = ["*"] }), ("public suffix", { $0.allowedHosts = ["*.com"] }),
    ("address", { $0.allowedHosts = ["10.0.0.1"] }), ("URL", { $0.allowedHosts = ["http://a.example"] }),
    ("inner star", { $0.allowedHosts = ["a.*.example"] }), ("empty", { $0.allowedHosts = [""] }),
    ("loopback", { $0.allowedNetworks = [try CIDR("127.0.0.0/8")] }),
    ("everything", { $0.allowedNetworks = [try CIDR("0.0.0.0/0")] }),
    ("all of v6", { $0.allowedNetworks = [try CIDR("::/0")] }),
    ("metadata", { $0.allowedNetworks = [try CIDR("169.254.169.254")] }),
    ("no attempts", { $0.attempts = 0 }), ("no time", { $0.attemptTimeout = .zero }),
    ("much time", { $0.attemptTimeout = .seconds(61) }), ("no bytes", { $0.maximumBytes = 0 }),
    ("little memory", { $0.maximumBytesInFlight = 1 }), ("no fetches", { $0.maximumConcurrentFetches = 0 }),
    ("redirects", { $0.maximumRedirects = -1 }), ("port", { $0.allowedPorts = [0] }),
    ("no port", { $0.allowedPorts = [] }),
    ("agent", { $0.userAgent = "a\r\nX: y" }), ("referer", { $0.referer = "a\nb" }),
    ("proxy port", { $0.proxy = OutboundProxy(host: "proxy", port: 0) }),
    ("proxy host", { $0.proxy = OutboundProxy(host: "a b", port: 3128) }),
    ("authority", { $0.trustRoots = .pem("no certificate") }),
  ]

  @Test("Rules that cannot be used let nothing be fetched, and say why", arguments: wrong.indices)
  func unusable(_ index: Int) async throws {
    var rules = FetchRules()
    try Self.wrong[index].change(&rules)
    let resolver = StubResolver([:])
    let failure = await failure(fetching: "http://pictures.example/", rules: rules, resolver: resolver)
    #expect(failure?.code == .rulesInvalid, "\(Self.wrong[index].name)")
    #expect(failure?.message.isEmpty == false)
    #expect(resolver.questions == [])
  }

  @Test("The default rules are the documented ones and have no problems")
  func defaults() {
    let rules = FetchRules()
    #expect(rules.problems == [])
    #expect(rules.attemptTimeout == .seconds(3) && rules.attempts == 2)
    #expect(rules.maximumBytes == 31_457_279 && rules.userAgent == "Server/CMS" && rules.referer == nil)
    #expect(rules.allowedPorts == [80, 443])
  }

  @Test(
    "A proxy is read from its URL, and other forms are refused",
    arguments: [
      ("http://proxy.corp.example:3128", "proxy.corp.example", 3128), ("HTTP://10.0.0.1:8080/", "10.0.0.1", 8080),
      ("http://[fd00::1]:3128", "fd00::1", 3128),
    ])
  func proxy(_ url: String, host: String, port: Int) throws {
    let proxy = try OutboundProxy(url: url)
    #expect(proxy.host == host && proxy.port == port && !proxy.connectsByName)
  }

  @Test(
    "Other forms of a proxy are refused",
    arguments: [
      "https://p:1", "socks5://p:1", "http://p", "http://u:p@p:1", "http://:1", "http://p:0", "p:1", "http://p:1/x",
    ])
  func badProxy(_ url: String) {
    let error = #expect(throws: FetchFailure.self) { try OutboundProxy(url: url) }
    #expect(error?.code == .rulesInvalid)
    #expect(error?.message.contains("u:p") != true)
  }
}
