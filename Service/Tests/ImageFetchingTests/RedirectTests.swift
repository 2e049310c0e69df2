import ImageFetching
import Testing

/// Redirects and names that change their address. The public server of these tests is 127.0.0.2; the one that must
/// never be reached is 127.0.0.1, on the same port.
@Suite(.timeLimit(.minutes(20)))
struct RedirectTests {
  private func redirect(_ location: String, status: Int = 302) -> [ScriptedServer.Step] {
    [.send("HTTP/1.1 \(status) Moved\r\nLocation: \(location)\r\nContent-Length: 5\r\n\r\nnever")]
  }

  /// Runs a server at 127.0.0.2 and a canary at 127.0.0.1 on the same port, and expects the canary's silence.
  private func withCanary(
    _ scripts: (Int) -> [[ScriptedServer.Step]], _ body: (ScriptedServer) async throws -> Void
  ) async throws {
    try await ScriptedServer.running { canary in
      try await ScriptedServer.running(scripts(canary.port), address: "127.0.0.2", port: canary.port) { server in
        try await body(server)
        #expect(canary.connections == 0)
      }
    }
  }

  private func url(_ server: ScriptedServer) -> String { "http://pictures.example:\(server.port)/a.png" }

  @Test("A name is looked up once: what it would say next is never asked")
  func once() async throws {
    try await withCanary({ _ in [[.send(answer("picture"))]] }) { server in
      let resolver = StubResolver(["pictures.example": [["127.0.0.2"], ["127.0.0.1"]]])
      let failure = await failure(fetching: url(server), rules: try server.rules, resolver: resolver)
      #expect(failure == nil)
      #expect(server.connections == 1)
      #expect(resolver.questions == ["pictures.example"])
    }
  }

  @Test("A name that turns inside between two hops is refused at the second")
  func rebindsOnRedirect() async throws {
    try await withCanary({ [redirect("http://pictures.example:\($0)/b.png")] }) { server in
      let resolver = StubResolver(["pictures.example": [["127.0.0.2"], ["127.0.0.1"]]])
      let failure = await failure(fetching: url(server), rules: try server.rules, resolver: resolver)
      #expect(failure?.code == .addressRefused)
      #expect(server.connections == 1)
      #expect(resolver.questions.count == 2)
    }
  }

  @Test("A name that turns inside between two attempts is refused at the second")
  func rebindsOnRetry() async throws {
    try await withCanary({ _ in [[.close]] }) { server in
      let resolver = StubResolver(["pictures.example": [["127.0.0.2"], ["127.0.0.1"]]])
      let failure = await failure(fetching: url(server), rules: try server.rules, resolver: resolver)
      #expect(failure?.code == .addressRefused)
      #expect(server.connections == 1)
    }
  }

  @Test("A name that becomes a mix of addresses is refused as a whole", arguments: [0, 1])
  func mix(_ place: Int) async throws {
    try await withCanary({ [redirect("http://pictures.example:\($0)/b.png")] }) { server in
      var second = ["127.0.0.2"]
      second.insert("127.0.0.1", at: place)
      let resolver = StubResolver(["pictures.example": [["127.0.0.2"], second]])
      let failure = await failure(fetching: url(server), rules: try server.rules, resolver: resolver)
      #expect(failure?.code == .addressRefused)
      #expect(server.connections == 1)
    }
  }

  static let targets: [(location: String, code: FetchFailure.Code)] = [
    ("http://127.0.0.1:PORT/", .bareAddress), ("//127.0.0.1:PORT/", .bareAddress),
    ("http://2130706433:PORT/", .bareAddress),
    ("http://[::ffff:127.0.0.1]:PORT/", .bareAddress), ("http://localhost:PORT/", .addressRefused),
    ("http://inside.example:PORT/", .addressRefused), ("https://inside.example:PORT/", .addressRefused),
    ("//inside.example:PORT/", .addressRefused), ("http://nowhere.example:PORT/", .nameNotFound),
    ("http://u:p@pictures.example:PORT/", .userInfoRefused), ("http://pictures.example\\@127.0.0.1:PORT/", .urlInvalid),
    ("http://pictures.example:22/", .portRefused), ("file:///etc/passwd", .schemeRefused),
    ("http+unix://%2Ftmp%2Fs/", .schemeRefused), ("unix:///tmp/s", .schemeRefused),
    ("gopher://127.0.0.1:PORT/", .schemeRefused),
    ("data:image/png;base64,AAAA", .schemeRefused), ("http:127.0.0.1:PORT/", .urlInvalid),
    ("\\\\127.0.0.1:PORT\\", .urlInvalid),
    ("/a\\..\\b", .urlInvalid),
  ]

  @Test("A redirect passes the same rules as a first URL", arguments: targets)
  func target(_ location: String, code: FetchFailure.Code) async throws {
    try await withCanary({ [redirect(location.replacing("PORT", with: "\($0)"))] }) { server in
      let resolver = StubResolver(["pictures.example": [["127.0.0.2"]], "inside.example": [["127.0.0.1"]]])
      let failure = await failure(fetching: url(server), rules: try server.rules, resolver: resolver)
      #expect(failure?.code == code, "\(failure?.message ?? "fetched")")
      #expect(server.connections == 1)
    }
  }

  @Test("Redirects are followed where the call follows them", arguments: [301, 302, 303, 307, 308])
  func followed(_ status: Int) async throws {
    try await ScriptedServer.running([redirect("/b.png", status: status), [.send(answer("picture"))]]) { server in
      let image = try await fetch(from: server, followsRedirects: true)
      #expect(image.bytes == [UInt8]("picture".utf8))
      #expect(image.redirects == 1)
      #expect(image.url == "http://pictures.example:\(server.port)/b.png")
    }
  }

  @Test("Redirects fail where the call follows none", arguments: [301, 302, 303, 307, 308])
  func notFollowed(_ status: Int) async throws {
    try await ScriptedServer.running([redirect("/b.png", status: status)]) { server in
      #expect(await code { () throws(FetchFailure) in try await fetch(from: server) } == .redirectRefused)
      #expect(server.connections == 1)
    }
  }

  @Test("Other statuses of the 300s are no redirects", arguments: [300, 304, 305, 306])
  func otherStatuses(_ status: Int) async throws {
    try await ScriptedServer.running([redirect("/b.png", status: status)]) { server in
      #expect(
        await code { () throws(FetchFailure) in try await fetch(from: server, followsRedirects: true) }
          == .statusRefused)
    }
  }

  @Test("Three redirects are followed, the fourth is not", arguments: [3, 4])
  func many(_ count: Int) async throws {
    let scripts = (0..<count).map { redirect("/\($0)") } + [[.send(answer("picture"))]]
    try await ScriptedServer.running(scripts) { server in
      let code = await code { () throws(FetchFailure) in try await fetch(from: server, followsRedirects: true) }
      #expect(code == (count == 3 ? nil : .tooManyRedirects))
      #expect(server.connections == 4)
    }
  }

  @Test("A circle of redirects ends")
  func circle() async throws {
    try await ScriptedServer.running([redirect("/a.png")]) { server in
      #expect(
        await code { () throws(FetchFailure) in try await fetch(from: server, followsRedirects: true) }
          == .tooManyRedirects)
      #expect(server.connections == 4)
    }
  }

  @Test(
    "A redirect with no target or two is refused",
    arguments: ["", "Location: /a\r\nLocation: /b\r\n"])
  func unclearTarget(_ headers: String) async throws {
    try await ScriptedServer.running([[.send("HTTP/1.1 302 Found\r\n\(headers)Content-Length: 0\r\n\r\n")]]) { server in
      #expect(
        await code { () throws(FetchFailure) in try await fetch(from: server, followsRedirects: true) }
          == .redirectRefused)
    }
  }

  @Test("A redirect from https to http is refused")
  func downgrade() async throws {
    try await ScriptedServer.running([redirect("http://pictures.example/b.png")], tls: true) { server in
      let code = await code { () throws(FetchFailure) in
        try await fetch(from: server, scheme: "https", followsRedirects: true) {
          $0.trustRoots = .pem(TestAuthority.authority)
        }
      }
      #expect(code == .redirectRefused)
    }
  }

  @Test(
    "A relative target is read against the URL that gave it",
    arguments: [
      ("b.png", "/x/b.png"), ("/b.png", "/b.png"), ("?v=2", "/x/a.png?v=2"), ("../b.png", "/b.png"),
      ("./b.png", "/x/b.png"),
      ("../../../b.png", "/b.png"), ("y/../z/./b.png?u=http://q/../r#f", "/x/z/b.png?u=http://q/../r"), ("..", "/"),
      ("", "/x/a.png"),
      ("/ü.png", "/%C3%BC.png"), ("#f", "/x/a.png"), ("b%2Fc.png", "/x/b%2Fc.png"),
    ])
  func relative(_ location: String, expected: String) async throws {
    try await ScriptedServer.running([redirect(location), [.send(answer("picture"))]]) { server in
      let image = try await fetch(from: server, path: "/x/a.png?v=1", followsRedirects: true)
      #expect(image.url == "http://pictures.example:\(server.port)\(expected)")
      #expect(server.heads.last?.hasPrefix("GET \(expected) HTTP/1.1\r\n") == true)
    }
  }
}
