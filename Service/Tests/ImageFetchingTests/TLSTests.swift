import ImageFetching
import Testing

@Suite(.timeLimit(.minutes(20)))
struct TLSTests {
  @Test("An https URL is fetched where the certificate is the name's and its authority is believed")
  func good() async throws {
    try await ScriptedServer.running([[.send(answer("picture"))]], tls: true) { server in
      let image = try await fetch(from: server, scheme: "https") { $0.trustRoots = .pem(TestAuthority.authority) }
      #expect(image.bytes == [UInt8]("picture".utf8))
      #expect(server.heads.first?.lowercased().contains("\r\nhost: pictures.example:\(server.port)\r\n") == true)
    }
  }

  @Test("A certificate of another name fails, and is not asked for twice")
  func otherName() async throws {
    try await ScriptedServer.running([[.send(answer("picture"))]], tls: true) { server in
      let code = await code { () throws(FetchFailure) in
        try await fetch(from: server, scheme: "https", host: "other.example") {
          $0.trustRoots = .pem(TestAuthority.authority)
        }
      }
      #expect(code == .tlsFailed)
      #expect(server.connections == 1 && server.heads == [])
    }
  }

  @Test("An authority that the system does not know is not believed")
  func unknownAuthority() async throws {
    try await ScriptedServer.running([[.send(answer("picture"))]], tls: true) { server in
      let code = await code { () throws(FetchFailure) in try await fetch(from: server, scheme: "https") }
      #expect(code == .tlsFailed)
      #expect(server.heads == [])
    }
  }

  @Test("A server without TLS fails")
  func plainServer() async throws {
    try await ScriptedServer.running([[.send("HTTP/1.1 400 Bad Request\r\n\r\n"), .close]]) { server in
      let code = await code { () throws(FetchFailure) in try await fetch(from: server, scheme: "https") }
      #expect(code == .tlsFailed)
    }
  }
}
