import Glibc
import ImageFetching
import Testing

/// What servers answer, and what comes of it.
@Suite(.timeLimit(.minutes(20)))
struct AnswerTests {
  private static let picture = [UInt8]("picture".utf8)

  static let good: [(name: String, script: [ScriptedServer.Step])] = [
    ("with a length", [.send(answer("picture"))]),
    ("in chunks", [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npict\r\n3\r\nure\r\n0\r\n\r\n")]),
    ("until the connection closes", [.send("HTTP/1.1 200 OK\r\n\r\npicture"), .close]),
    ("HTTP/1.0", [.send("HTTP/1.0 200 OK\r\n\r\npicture"), .close]),
    ("after an interim answer", [.send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + answer("picture"))]),
    ("identity", [.send(answer("picture", headers: "Content-Encoding: identity\r\n"))]),
    ("of any content type", [.send(answer("picture", headers: "Content-Type: text/html; charset=utf-8\r\n"))]),
    ("with cookies", [.send(answer("picture", headers: "Set-Cookie: a=b\r\n"))]),
    ("with more than it declared", [.send(answer("picture") + "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad")]),
  ]

  @Test("A whole answer is taken", arguments: good.indices)
  func whole(_ index: Int) async throws {
    try await ScriptedServer.running([Self.good[index].script]) { server in
      let image = try await fetch(from: server)
      #expect(image.bytes == Self.picture, "\(Self.good[index].name)")
      #expect(image.redirects == 0)
    }
  }

  static let bad: [(name: String, script: [ScriptedServer.Step], code: FetchFailure.Code, attempts: Int)] = [
    ("404", [.send("HTTP/1.1 404 Not Found\r\nContent-Length: 7\r\n\r\npicture")], .statusRefused, 1),
    ("405", [.send("HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n")], .statusRefused, 1),
    ("500", [.send("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")], .statusRefused, 1),
    ("503", [.send("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")], .statusRefused, 1),
    ("204", [.send("HTTP/1.1 204 No Content\r\n\r\n")], .statusRefused, 1),
    ("206", [.send("HTTP/1.1 206 Part\r\nContent-Length: 7\r\n\r\npicture")], .statusRefused, 1),
    ("gzip", [.send(answer("picture", headers: "Content-Encoding: gzip\r\n"))], .encodingRefused, 1),
    ("GZIP, br", [.send(answer("picture", headers: "Content-Encoding: GZIP, br\r\n"))], .encodingRefused, 1),
    (
      "gzip hidden", [.send(answer("picture", headers: "Content-Encoding: identity\r\nContent-Encoding: gzip\r\n"))],
      .encodingRefused, 1
    ),
    (
      "gzip as transfer coding",
      [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n7\r\npicture\r\n0\r\n\r\n")], .encodingRefused,
      1
    ),
    ("empty", [.send(answer(""))], .emptyBody, 1),
    ("empty chunks", [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")], .emptyBody, 1),
    ("empty at the end", [.send("HTTP/1.1 200 OK\r\n\r\n"), .close], .emptyBody, 1),
    ("closes at once", [.close], .answerBroken, 2),
    ("closes in the head", [.send("HTTP/1.1 200 OK\r\nContent-Le"), .close], .answerBroken, 2),
    ("closes in the body", [.send("HTTP/1.1 200 OK\r\nContent-Length: 70\r\n\r\npicture"), .close], .answerBroken, 2),
    (
      "closes in a chunk", [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\npicture"), .close],
      .answerBroken, 2
    ),
    (
      "closes between chunks",
      [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\npicture\r\n"), .close], .answerBroken, 2
    ),
    ("not HTTP", [.send("SSH-2.0-OpenSSH_9.2\r\n"), .close], .answerInvalid, 1),
    ("FTP", [.send("220 ready\r\n\r\n"), .close], .answerInvalid, 1),
    (
      "two lengths", [.send("HTTP/1.1 200 OK\r\nContent-Length: 7\r\nContent-Length: 8\r\n\r\npicture")],
      .answerInvalid, 1
    ),
    ("a length that is none", [.send("HTTP/1.1 200 OK\r\nContent-Length: -7\r\n\r\npicture")], .answerInvalid, 1),
    (
      "a huge length", [.send("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\npicture")],
      .answerInvalid, 1
    ),
    (
      "a bad chunk", [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\npicture\r\n0\r\n\r\n")],
      .answerInvalid, 1
    ),
    (
      "length and chunks",
      [.send("HTTP/1.1 200 OK\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n7\r\npicture\r\n0\r\n\r\n")],
      .answerInvalid, 1
    ),
    (
      "a huge field", [.send("HTTP/1.1 200 OK\r\nX: \(String(repeating: "x", count: 100_000))\r\n\r\n")],
      .answerInvalid, 1
    ),
    ("many fields", [.send("HTTP/1.1 200 OK\r\n\(String(repeating: "X: y\r\n", count: 300))\r\n")], .answerInvalid, 1),
    ("endless fields", [.send("HTTP/1.1 200 OK\r\n"), .flood("X: y\r\n")], .answerInvalid, 1),
    (
      "an endless field", [.send("HTTP/1.1 200 OK\r\nX: "), .flood(String(repeating: "x", count: 1000))],
      .answerInvalid, 1
    ),
    (
      "endless interim answers", [.flood(String(repeating: "HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n", count: 100))],
      .answerInvalid, 1
    ),
    ("an endless body", [.send("HTTP/1.1 200 OK\r\n\r\n"), .flood(String(repeating: "x", count: 1000))], .tooLarge, 1),
    (
      "endless chunks",
      [
        .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
        .flood("3e8\r\n\(String(repeating: "x", count: 1000))\r\n"),
      ], .tooLarge, 1
    ),
    (
      "crumbs",
      [
        .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
        .flood(String(repeating: "1\r\nx\r\n", count: 100)),
      ],
      .answerInvalid, 1
    ),
    (
      "an endless chunk extension",
      [
        .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7;x="), .flood(String(repeating: "x", count: 1000)),
      ], .tooLarge, 1
    ),
    ("a declared length above the bound", [.send("HTTP/1.1 200 OK\r\nContent-Length: 1000001\r\n\r\n")], .tooLarge, 1),
    ("a switch of protocols", [.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n")], .statusRefused, 1),
  ]

  @Test("An answer that is no picture's has its code and its number of attempts", arguments: bad.indices)
  func refused(_ index: Int) async throws {
    let test = Self.bad[index]
    try await ScriptedServer.running([test.script]) { server in
      let code = await code { () throws(FetchFailure) in
        try await fetch(from: server, maximumBytes: 1_000_000)
      }
      #expect(code == test.code, "\(test.name)")
      #expect(server.connections == test.attempts, "\(test.name)")
    }
  }

  @Test("A body of exactly the bound is taken, one byte more is not", arguments: [false, true])
  func bound(_ chunked: Bool) async throws {
    func script(_ count: Int) -> [ScriptedServer.Step] {
      let body = String(repeating: "x", count: count)
      return chunked
        ? [
          .send(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(String(count, radix: 16))\r\n\(body)\r\n0\r\n\r\n")
        ]
        : [.send(answer(body))]
    }
    try await ScriptedServer.running([script(1000), script(1001)]) { server in
      let image = try await fetch(from: server, maximumBytes: 1000)
      #expect(image.bytes.count == 1000)
      let error = await #expect(throws: FetchFailure.self) { try await fetch(from: server, maximumBytes: 1000) }
      #expect(error?.code == .tooLarge)
      #expect(error?.allowed == 1000 && error?.measured == 1001)
    }
  }

  @Test("The rules' own bound holds where the call's is higher")
  func rulesBound() async throws {
    try await ScriptedServer.running([[.send(answer("picture"))]]) { server in
      let code = await code { () throws(FetchFailure) in try await fetch(from: server) { $0.maximumBytes = 6 } }
      #expect(code == .tooLarge)
    }
  }

  @Test(
    "The second attempt succeeds after one that broke, wherever it broke",
    arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 70\r\n\r\npict"])
  func retry(_ first: String) async throws {
    try await ScriptedServer.running([[.send(first), .close], [.send(answer("picture"))]]) { server in
      let image = try await fetch(from: server)
      #expect(image.bytes == Self.picture)
      #expect(server.connections == 2)
    }
  }

  @Test("With one attempt nothing is tried again")
  func noRetry() async throws {
    try await ScriptedServer.running([[.close], [.send(answer("picture"))]]) { server in
      let code = await code { () throws(FetchFailure) in try await fetch(from: server) { $0.attempts = 1 } }
      #expect(code == .answerBroken)
      #expect(server.connections == 1)
    }
  }

  @Test("A refused connection is tried again and has its code")
  func refusedConnection() async throws {
    let closed = try ClosedPort()
    defer { withExtendedLifetime(closed) {} }
    var rules = FetchRules(treatingAsPublic: [FetchRules.Endpoint(try address("127.0.0.1"), port: closed.number)])
    rules.attemptTimeout = .seconds(60)
    let resolver = StubResolver(["pictures.example": [["127.0.0.1"]]])
    let failure = await failure(
      fetching: "http://pictures.example:\(closed.number)/", rules: rules, resolver: resolver)
    #expect(failure?.code == .connectionFailed)
    #expect(resolver.questions.count == 2)
  }

  @Test("The second attempt goes to another address, of the other family where there is one")
  func otherAddress() async throws {
    try await ScriptedServer.running([[.send(answer("picture"))]], address: "127.0.0.2") { server in
      var rules = try server.rules
      rules.endpointsTreatedAsPublic.insert(FetchRules.Endpoint(try address("127.0.0.3"), port: server.port))
      let resolver = StubResolver(["pictures.example": [["127.0.0.3", "127.0.0.2"]]])
      let failure = await failure(fetching: "http://pictures.example:\(server.port)/", rules: rules, resolver: resolver)
      #expect(failure == nil)
      #expect(server.connections == 1)
    }
  }

  @Test("The request says who asks and asks for nothing more")
  func request() async throws {
    try await ScriptedServer.running([[.send(answer("picture"))]]) { server in
      _ = try await fetch(
        from: server, host: "pictures.example", path: "/ü b.png".replacing(" ", with: "%20") + "?x[]=1|2&s=%zz#frag")
      let head = try #require(server.heads.first)
      let lines = head.split(separator: "\r\n").map { String($0).lowercased() }
      #expect(head.hasPrefix("GET /%C3%BC%20b.png?x%5B%5D=1%7C2&s=%25zz HTTP/1.1\r\n"))
      #expect(
        Set(lines.dropFirst()) == [
          "host: pictures.example:\(server.port)", "user-agent: server/cms", "accept: image/*, */*;q=0.5",
          "accept-encoding: identity", "connection: close",
        ])
    }
  }

  @Test("The Referer is sent where the operator wants it")
  func referer() async throws {
    try await ScriptedServer.running([[.send(answer("picture"))]]) { server in
      _ = try await fetch(from: server) { $0.referer = FetchRules.documentedReferer }
      #expect(server.heads.first?.lowercased().contains("\r\nreferer: http://cms.tencentcloudapi.com\r\n") == true)
    }
  }

  @Test("A name in capitals goes to the address that was checked")
  func capitals() async throws {
    try await ScriptedServer.running([[.send(answer("picture"))]]) { server in
      let fetcher = ImageFetcher(rules: try server.rules, resolver: StubResolver(["pictures.example": [["127.0.0.1"]]]))
      let image = try await fetcher.fetch(
        "HTTP://PicTures.EXAMPLE:\(server.port)/A.png", maximumBytes: 100, followsRedirects: false, deadline: nil)
      #expect(image.url == "http://pictures.example:\(server.port)/A.png")
      await fetcher.shutdown()
    }
  }

  @Test("An international name is asked for as punycode")
  func international() async throws {
    try await ScriptedServer.running([[.send(answer("picture"))]]) { server in
      let fetcher = ImageFetcher(
        rules: try server.rules, resolver: StubResolver(["xn--bcher-kva.example": [["127.0.0.1"]]]))
      let image = try await fetcher.fetch(
        "http://Bücher.example:\(server.port)", maximumBytes: 100, followsRedirects: false, deadline: nil)
      #expect(image.url == "http://xn--bcher-kva.example:\(server.port)/")
      await fetcher.shutdown()
    }
  }

  private static let hasIPv6 = getSocket(family: AF_INET6)

  private static func getSocket(family: Int32) -> Bool {
    let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var name = sockaddr_in6()
    name.sin6_family = sa_family_t(family)
    name.sin6_addr = in6addr_loopback
    return withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
      }
    }
  }

  @Test("A server with an IPv6 address is reached", .enabled(if: hasIPv6, "this machine has no IPv6 loopback"))
  func version6() async throws {
    try await ScriptedServer.running([[.send(answer("picture"))]], address: "::1") { server in
      let image = try await fetch(from: server)
      #expect(image.bytes == Self.picture)
    }
  }
}
