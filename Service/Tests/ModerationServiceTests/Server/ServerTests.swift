import Foundation
import ImageModeration
import Testing

@testable import ModerationService

/// The service as it listens, asked over sockets.
@Suite("The server", .serialized, .timeLimit(.minutes(20)))
struct ServerTests {
  private static let content = TestPicture.base64(TestPicture.png(64, 64))
  private static let call = "{\"FileContent\":\"\(content)\"}"

  private struct Started: Sendable {
    let server: TestServer
    let pictures: PictureServer
  }

  /// One for all tests that leave it as it was.
  private static let shared = Task<Started, any Error> {
    let pictures = try PictureServer()
    return Started(server: try await TestServer(try TestEngine.configuration(), pictures: pictures), pictures: pictures)
  }

  private static func ask(_ text: String) async throws -> WireAnswer {
    try await wire(try await shared.value.server.port) { wire in
      try wire.send(text)
      return try wire.answer()
    }
  }

  @Test("judges the picture at an address, for each interface")
  func addresses() async throws {
    let picture = try await Self.shared.value.pictures.address("/picture")
    let ims = try await Self.ask(tencent("{\"FileUrl\":\"\(picture)\"}"))
    #expect(try ims.json["Response"]?["Suggestion"]?.string != nil, "\(ims.body)")
    let tiia = try await Self.ask(tencent("{\"Scenes\":[\"PORN\"],\"ImageUrl\":\"\(picture)\"}", version: "2019-05-29"))
    #expect(try tiia.json["Response"]?["PornResult"]?["Code"] == 0, "\(tiia.body)")
    let own = try await Self.ask(request("{\"image\":{\"url\":\"\(picture)\"}}", path: "/v1/moderations"))
    #expect(own.status == 200)
    #expect(try own.json["results"]?.elements?.first?["suggestion"]?.string != nil, "\(own.body)")
    #expect(try own.json["results"]?.elements?.first?["error"] == nil)
  }

  @Test("refuses a redirect on Tencent's actions and follows it on its own interface")
  func redirects() async throws {
    let moved = try await Self.shared.value.pictures.address("/moved")
    let ims = try await Self.ask(tencent("{\"FileUrl\":\"\(moved)\"}"))
    #expect(ims.tencentCode == "ResourceUnavailable.ImageDownloadError")
    let tiia = try await Self.ask(tencent("{\"Scenes\":[\"PORN\"],\"ImageUrl\":\"\(moved)\"}", version: "2019-05-29"))
    #expect(tiia.tencentCode == "FailedOperation.DownLoadError")
    let own = try await Self.ask(request("{\"image\":{\"url\":\"\(moved)\"}}", path: "/v1/moderations"))
    #expect(own.status == 200)
    #expect(try own.json["results"]?.elements?.first?["suggestion"]?.string != nil, "\(own.body)")
  }

  static let addressRows: [(String, ims: String, tiia: String)] = [
    ("images.example.com/a.png", "InvalidParameterValue.InvalidImageContent", "FailedOperation.DownLoadError"),
    ("ftp://images.example.com/a", "InvalidParameterValue.InvalidImageContent", "FailedOperation.DownLoadError"),
    // The name leads to this machine, at a port that does not count as public.
    ("http://images.example.com/a", "InvalidParameterValue.InvalidImageContent", "FailedOperation.DownLoadError"),
    ("http://127.0.0.1/a.png", "ResourceUnavailable.ImageDownloadError", "FailedOperation.DownLoadError"),
    ("http://[::1]/a.png", "ResourceUnavailable.ImageDownloadError", "FailedOperation.DownLoadError"),
  ]

  @Test("refuses addresses with the documented codes", arguments: addressRows)
  func wrongAddresses(address: String, ims: String, tiia: String) async throws {
    #expect(try await Self.ask(tencent("{\"FileUrl\":\"\(address)\"}")).tencentCode == ims)
    let answer = try await Self.ask(
      tencent("{\"Scenes\":[\"PORN\"],\"ImageUrl\":\"\(address)\"}", version: "2019-05-29"))
    #expect(answer.tencentCode == tiia)
  }

  @Test("tells a picture that is not there")
  func notFound() async throws {
    let address = try await Self.shared.value.pictures.address("/nothing")
    let answer = try await Self.ask(tencent("{\"FileUrl\":\"\(address)\"}"))
    #expect(answer.tencentCode == "ResourceUnavailable.ImageDownloadError")
  }

  @Test("asks for a body with 100 Continue before it comes")
  func hundredContinue() async throws {
    let text = tencent(Self.call, fields: ["Expect: 100-continue"])
    let end = try #require(text.range(of: "\r\n\r\n")).upperBound
    let (head, body) = (String(text[..<end]), String(text[end...]))
    let answer = try await wire(try await Self.shared.value.server.port) { wire in
      try wire.send(head)
      let interim = try wire.receive(until: "\r\n\r\n")
      try wire.send(body)
      return (interim, try wire.answer())
    }
    #expect(answer.0 == "HTTP/1.1 100 Continue\r\n\r\n")
    #expect(answer.1.status == 200)
  }

  @Test("does not ask for a body that it refuses")
  func noContinue() async throws {
    let text = tencent("", fields: ["Expect: 100-continue"], length: 11_000_000)
    let answer = try await Self.ask(text)
    #expect(answer.status == 200)
    #expect(answer.tencentCode == "RequestSizeLimitExceeded")
  }

  /// Length of the body that is announced, and the code.
  @Test("refuses a body by its length, closes, and reads none of it", arguments: [10_485_761, 13_993_388])
  func earlyRefusal(length: Int) async throws {
    let (answer, ended) = try await wire(try await Self.shared.value.server.port) { wire in
      try wire.send(tencent("", length: length))
      let answer = try wire.answer()
      return (answer, try wire.receive() == nil)
    }
    #expect(answer.tencentCode == "RequestSizeLimitExceeded")
    #expect(answer["connection"] == "close")
    #expect(ended)
    #expect(
      try answer.json["Response"]?["Error"]?["Message"]
        == .string("Your current request size exceed max 10485760B, but your \(length)B."))
    #expect(answer["content-type"] == "application/json")
  }

  @Test("takes a body of 10485760 bytes")
  func largestBody() async throws {
    let body = Self.call + String(repeating: " ", count: 10_485_760 - Self.call.utf8.count)
    #expect(try await Self.ask(tencent(body)).tencentCode == nil)
  }

  @Test("answers HEAD without a body, so that the next answer is read as such")
  func head() async throws {
    let text = try await wire(try await Self.shared.value.server.port) { wire in
      try wire.send(
        "HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      return try wire.receive(until: "never")
    }
    let parts = text.components(separatedBy: "\r\n\r\n")
    #expect(parts.count == 3)
    #expect(parts[0].contains("Content-Length: 15"))
    #expect(parts[1].hasPrefix("HTTP/1.1 200"))
    #expect(parts[2] == "{\"status\":\"ok\"}")
  }

  /// Holds all places of a queue until it is let go.
  private static func hold(_ queue: FairQueue) async -> AsyncStream<Void>.Continuation {
    let (gate, continuation) = AsyncStream<Void>.makeStream()
    for _ in 0..<queue.bounds.slotCount {
      Task {
        try await queue.run(for: "test", until: .now + .seconds(600)) { () async throws(ServiceFailure) in
          for await _ in gate {}
        }
      }
    }
    _ = await eventually { queue.load.running == queue.bounds.slotCount }
    return continuation
  }

  @Test("gives back the place of a client that left, in the queue and at a download")
  func leaving() async throws {
    let (server, hang) = (try await Self.shared.value.server, try await Self.shared.value.pictures.address("/hang"))
    let queue = server.service.queue
    let gate = await Self.hold(queue)
    let waiting = try await wire(server.port) { wire in
      try wire.send(tencent(Self.call))
      return wire
    }
    #expect(await eventually { queue.load.waiting == 1 })
    let downloading = try await wire(server.port) { wire in
      try wire.send(tencent("{\"FileUrl\":\"\(hang)\"}"))
      return wire
    }
    #expect(await eventually { server.service.responder.connections.count == 2 })
    withExtendedLifetime((waiting, downloading)) {}
    _ = consume waiting
    _ = consume downloading
    #expect(await eventually { queue.load.waiting == 0 && server.service.responder.connections.count == 0 })
    gate.finish()
    #expect(await eventually { queue.load == FairQueue.Load() })
  }

  @Test("answers what was taken when it is told to end, and nothing after")
  func gracefulEnd() async throws {
    let server = try await TestServer(try TestEngine.configuration())
    let queue = server.service.queue
    let gate = await Self.hold(queue)
    let port = server.port
    let answer = Task {
      try await wire(port) { wire in
        try wire.send(tencent(Self.call))
        return try wire.answer()
      }
    }
    #expect(await eventually { queue.load.waiting == 1 })
    await server.beginShutdown()
    #expect(await eventually { await server.service.readiness.problem() == "the service is about to end" })
    gate.finish()
    #expect(try await answer.value.status == 200)
    #expect(try await answer.value.tencentCode == nil)
    try await server.stop()
    await #expect(throws: WireFailure.self) { try await wire(port) { try $0.send("x") } }
  }

  @Test("is ready when a picture was judged")
  func ready() async throws {
    let get = "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n"
    // Several ask at a time while the first picture is judged.
    #expect(await eventually { (try? await Self.ask(get).status) == 200 })
    #expect(try await Self.ask(get).json == .object(["status": "ready"]))
  }

  @Test("tells figures in Prometheus' format")
  func metrics() async throws {
    _ = try await Self.ask(tencent(Self.call))
    let answer = try await Self.ask("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(answer["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
    let page = try FiguresPage(answer.body)
    #expect(page.problems == [])
    #expect(
      page.names.isSuperset(of: [
        "moderation_requests_total", "moderation_request_seconds", "moderation_queue_seconds",
        "moderation_suggestions_total", "moderation_scenes_total", "moderation_stage_seconds",
        "moderation_workers_total",
        "moderation_policy_info", "moderation_bytes_held", "moderation_pictures_waiting",
      ]))
    #expect(answer.body.contains("moderation_requests_total{interface=\"ims.ImageModeration\",outcome=\"PASS\""))
  }

  @Test("describes its interface as the script writes it")
  func openAPI() async throws {
    let answer = try await Self.ask("GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n")
    let service = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized
    let kept = service.appending(path: "Sources/ModerationService/Resources/openapi.json")
    #expect(answer.body == (try String(contentsOf: kept, encoding: .utf8)))
    let script = try Command.run("python3", service.appending(path: "Scripts/openapi.py").path, "--check")
    #expect(script.status == 0, "\(script.errors)")
  }

  @Test("asks for a key before the body")
  func keys() async throws {
    let folder = try ScratchFolder()
    var configuration = try TestEngine.configuration()
    configuration.skipsAuthentication = false
    // A file that has no key yet: everybody is refused.
    let keys = try folder.write("", to: "keys")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keys)
    configuration.keys = keys
    let server = try await TestServer(configuration)
    let scope = "AKIDnobody/2026-01-01/ims/tc3_request"
    let head = tencent(
      "",
      fields: [
        "X-TC-Timestamp: \(Int(Date().timeIntervalSince1970))",
        "Authorization: TC3-HMAC-SHA256 Credential=\(scope), SignedHeaders=content-type;host, Signature=\(String(repeating: "0", count: 64))",
      ], length: 10_000_000)
    let answer = try await wire(server.port) { wire in
      try wire.send(head)
      return try wire.answer()
    }
    #expect(answer.status == 200)
    #expect(answer.tencentCode == "AuthFailure.SecretIdNotFound")
    #expect(answer["connection"] == "close")
    let own = try await wire(server.port) { wire in
      try wire.send(request("", path: "/v1/moderations", length: 60_000_000))
      return try wire.answer()
    }
    #expect(own.status == 401)
    #expect(own["www-authenticate"] == "Bearer")
    try await server.stop()
  }
}
