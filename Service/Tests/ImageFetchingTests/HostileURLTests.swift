import ImageFetching
import Testing

/// URLs of strangers that must lead nowhere. `PORT` stands for the port of a listener on 127.0.0.1 and, where this
/// machine has it, on ::1; its port is allowed, so that nothing but the host stands between a URL and a connection.
@Suite(.timeLimit(.minutes(20)))
struct HostileURLTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let url: String
    let code: FetchFailure.Code
    init(_ url: String, _ code: FetchFailure.Code) {
      self.url = url
      self.code = code
    }
    var testDescription: String { "\(url.prefix(80)) → \(code)" }
  }

  /// Names that resolve to the listener; all others have no address.
  private static let names: [String: [[String]]] = [
    "inside.example": [["127.0.0.1"]], "six.example": [["::1"]], "mapped.example": [["::ffff:127.0.0.1"]],
    "127.0.0.1.nip.example": [["127.0.0.1"]], "xn--bcher-kva.example": [["127.0.0.1"]],
    "localhost": [["127.0.0.1"]], "metadata.google.internal": [["169.254.169.254"]],
  ]

  static let spellings: [Case] = [
    // Addresses in every spelling that some resolver or browser understands.
    Case("http://127.0.0.1:PORT/a.png", .bareAddress), Case("http://127.1:PORT/", .bareAddress),
    Case("http://127.0.1:PORT/", .bareAddress), Case("http://2130706433:PORT/", .bareAddress),
    Case("http://0x7f000001:PORT/", .bareAddress), Case("http://0x7F.1:PORT/", .bareAddress),
    Case("http://0x7f.0x0.0x0.0x1:PORT/", .bareAddress), Case("http://0177.0.0.1:PORT/", .bareAddress),
    Case("http://017700000001:PORT/", .bareAddress), Case("http://0:PORT/", .bareAddress),
    Case("http://0.0.0.0:PORT/", .bareAddress), Case("http://127.0.0.1.:PORT/", .bareAddress),
    Case("http://127.00.00.01:PORT/", .bareAddress), Case("http://256.256.256.256:PORT/", .bareAddress),
    Case("http://127.0.0.0x1:PORT/", .bareAddress), Case("http://0x:PORT/", .bareAddress),
    Case("http://pictures.example.1:PORT/", .bareAddress), Case("http://18446744073709551617:PORT/", .bareAddress),
    Case("http://[::1]:PORT/", .bareAddress), Case("http://[::ffff:127.0.0.1]:PORT/", .bareAddress),
    Case("http://[::]:PORT/", .bareAddress), Case("http://[fe80::1%25lo]:PORT/", .bareAddress),
    Case("http://[0:0:0:0:0:0:0:1]:PORT/", .bareAddress), Case("http://[::127.0.0.1]:PORT/", .bareAddress),
    Case("http://[64:ff9b::7f00:1]:PORT/", .bareAddress), Case("http://[fd00:ec2::254]/", .bareAddress),
    Case("http://::1:PORT/", .bareAddress), Case("http://169.254.169.254/latest/meta-data/", .bareAddress),
    Case("http://100.100.100.200/", .bareAddress), Case("http://8.8.8.8/", .bareAddress),
    Case("http://127.0.0.1:PORT/", .bareAddress), Case("http://①②⑦.⓪.⓪.①:PORT/", .bareAddress),
    Case("http://127。0。0。1:PORT/", .bareAddress), Case("http://0x7f.0.0.1:PORT/", .bareAddress),
    // Inside names.
    Case("http://localhost:PORT/", .addressRefused), Case("http://LOCALHOST:PORT/", .addressRefused),
    Case("http://localhost.:PORT/", .addressRefused), Case("http://a.localhost:PORT/", .addressRefused),
    Case("http://ⓛocalhost:PORT/", .addressRefused), Case("http://printer.local:PORT/", .addressRefused),
    Case("http://metadata.google.internal/computeMetadata/v1/", .addressRefused),
    Case("http://metadata.google。internal/", .addressRefused), Case("http://minio:PORT/", .addressRefused),
    Case("http://db.corp:PORT/", .addressRefused), Case("http://1.0.0.127.in-addr.arpa:PORT/", .addressRefused),
    Case("http://nas.lan:PORT/", .addressRefused), Case("http://x.localdomain:PORT/", .addressRefused),
    Case("http://x.home.arpa:PORT/", .addressRefused), Case("http://x.intranet:PORT/", .addressRefused),
    // Hosts that are no names.
    Case("http://127%2e0%2e0%2e1:PORT/", .hostInvalid), Case("http://%6c%6f%63alhost:PORT/", .hostInvalid),
    Case("http://localhost%00.pictures.example:PORT/", .hostInvalid), Case("http://:PORT/", .hostInvalid),
    Case("http:///a.png", .hostInvalid), Case("http://?x", .hostInvalid),
    Case("http://inside..example:PORT/", .hostInvalid),
    Case("http://.inside.example:PORT/", .hostInvalid), Case("http://inside.example.:PORT/", .hostInvalid),
    Case("http://-inside.example:PORT/", .hostInvalid), Case("http://inside.example,a.example:PORT/", .hostInvalid),
    Case("http://inside*example.com:PORT/", .hostInvalid), Case("http://a\u{202E}b.example:PORT/", .hostInvalid),
    Case("http://a\u{2024}example:PORT/", .hostInvalid), Case("http://a\u{FF0F}b.example:PORT/", .hostInvalid),
    Case("http://\(String(repeating: "a", count: 64)).example:PORT/", .hostInvalid),
    Case("http://\(String(repeating: "a.", count: 140))example:PORT/", .hostInvalid),
    // User info, and what hides behind it.
    Case("http://user@inside.example:PORT/", .userInfoRefused), Case("http://u:p@127.0.0.1:PORT/", .userInfoRefused),
    Case("http://pictures.example@127.0.0.1:PORT/", .userInfoRefused),
    Case("http://pictures.example:80@127.0.0.1:PORT/", .userInfoRefused),
    Case("http://@127.0.0.1:PORT/", .userInfoRefused),
    Case("http://pictures.example@\u{301}127.0.0.1:PORT/", .userInfoRefused),
    // Punctuation that readers disagree on.
    Case("http://pictures.example\\@127.0.0.1:PORT/", .urlInvalid), Case("http:\\\\127.0.0.1:PORT\\", .urlInvalid),
    Case("http://127.0.0.1:PORT\\.pictures.example/", .urlInvalid), Case("http:127.0.0.1:PORT/", .urlInvalid),
    Case("http:/127.0.0.1:PORT/", .urlInvalid), Case("http://inside.example:PORT/a b.png", .urlInvalid),
    Case("http://inside.example:PORT/\r\nHost: x", .urlInvalid), Case("http://inside.example\t:PORT/", .urlInvalid),
    Case("http://127.0.0.1\u{0}:PORT/", .urlInvalid), Case("http://inside.example:PORT/\u{7F}", .urlInvalid),
    Case("http://inside.example:PORT/\u{85}", .urlInvalid),
    Case("http://inside.example:PORT/\(String(repeating: "a", count: 8192))", .urlInvalid),
    Case("http://127.0.0.1:PORT#@pictures.example/", .bareAddress),
    Case("http://127.0.0.1:PORT?@pictures.example/", .bareAddress),
    // Schemes.
    Case("file:///etc/passwd", .schemeRefused), Case("FILE:///etc/passwd", .schemeRefused),
    Case("unix:///var/run/docker.sock", .schemeRefused),
    Case("http+unix://%2Fvar%2Frun%2Fdocker.sock/", .schemeRefused),
    Case("https+unix://%2Ftmp%2Fs/", .schemeRefused), Case("data:image/png;base64,AAAA", .schemeRefused),
    Case("ftp://127.0.0.1:PORT/", .schemeRefused), Case("gopher://127.0.0.1:PORT/_x", .schemeRefused),
    Case("dict://127.0.0.1:PORT/", .schemeRefused), Case("javascript:alert(1)", .schemeRefused),
    Case("jar:http://127.0.0.1:PORT/!/", .schemeRefused), Case("view-source:http://127.0.0.1:PORT/", .schemeRefused),
    Case("", .schemeMissing), Case("127.0.0.1:PORT/a.png", .schemeMissing), Case("//127.0.0.1:PORT/", .schemeMissing),
    Case("inside.example:PORT/", .schemeMissing), Case(" http://127.0.0.1:PORT/", .schemeMissing),
    Case("\u{FEFF}http://127.0.0.1:PORT/", .schemeMissing), Case("http//127.0.0.1/", .schemeMissing),
    // Ports.
    Case("http://inside.example:22/", .portRefused), Case("http://inside.example:6379/", .portRefused),
    Case("http://inside.example:0/", .portRefused), Case("http://inside.example:65536/", .portRefused),
    Case("http://inside.example:65616/", .portRefused), Case("http://inside.example:080/", .portRefused),
    Case("http://inside.example:-1/", .portRefused), Case("http://inside.example:/", .portRefused),
    Case("http://inside.example:80:PORT/", .bareAddress), Case("http://inside.example:８０/", .portRefused),
  ]

  static let resolved: [Case] = [
    Case("http://inside.example:PORT/a.png", .addressRefused),
    Case("https://inside.example:PORT/a.png", .addressRefused),
    Case("hTTp://INSIDE.Example:PORT/a.png", .addressRefused), Case("http://six.example:PORT/", .addressRefused),
    Case("http://mapped.example:PORT/", .addressRefused), Case("http://127.0.0.1.nip.example:PORT/", .addressRefused),
    Case("http://bücher.example:PORT/", .addressRefused), Case("http://xn--bcher-kva.example:PORT/", .addressRefused),
    Case("http://nowhere.example:PORT/", .nameNotFound),
  ]

  private func expectNoConnection(_ test: Case, questions: ClosedRange<Int>) async throws {
    try await ScriptedServer.running { canary in
      let six = try? await ScriptedServer(address: "::1", port: canary.port)
      var rules = FetchRules()
      rules.allowedPorts.insert(canary.port)
      let resolver = StubResolver(Self.names)
      let url = test.url.replacing("PORT", with: "\(canary.port)")
      let failure = await failure(fetching: url, rules: rules, resolver: resolver)
      #expect(failure?.code == test.code, "\(failure?.message ?? "fetched")")
      #expect(canary.connections == 0)
      #expect(six?.connections ?? 0 == 0)
      #expect(questions.contains(resolver.questions.count))
      try await six?.stop()
    }
  }

  @Test("A hostile spelling is refused before any look-up", arguments: spellings)
  func spelling(_ test: Case) async throws { try await expectNoConnection(test, questions: 0...0) }

  @Test("A name with an inside address is looked up once and not connected to", arguments: resolved)
  func name(_ test: Case) async throws { try await expectNoConnection(test, questions: 1...1) }

  @Test("The listener of these tests is reached where it counts as public: the tests can fail")
  func control() async throws {
    try await ScriptedServer.running([[.send(answer("x"))]]) { canary in
      let resolver = StubResolver(Self.names)
      let rules = try canary.rules
      let failure = await failure(fetching: "http://inside.example:\(canary.port)/", rules: rules, resolver: resolver)
      #expect(failure == nil)
      #expect(canary.connections == 1)
    }
  }

  @Test(
    "A name without an address and a name with an inside one look the same to a caller",
    arguments: ["nowhere.example", "inside.example", "localhost", "six.example"])
  func sameWords(_ host: String) async throws {
    let failure = try #require(
      await failure(fetching: "http://\(host)/", rules: FetchRules(), resolver: StubResolver(Self.names)))
    #expect(failure.publicCode == .addressRefused)
    #expect(failure.publicMessage == "The URL's host cannot be used.")
  }

  @Test("No message holds user info, path or query", arguments: spellings + resolved)
  func messages(_ test: Case) async throws {
    let url = test.url.replacing("PORT", with: "80") + (test.url.hasSuffix("/") ? "secret-path?token=secret-token" : "")
    let failure = try #require(await failure(fetching: url, rules: FetchRules(), resolver: StubResolver(Self.names)))
    for words in [failure.message, failure.publicMessage] {
      #expect(
        !words.contains("secret") && !words.contains("token") && !words.contains("user@") && !words.contains("u:p"))
    }
  }
}
