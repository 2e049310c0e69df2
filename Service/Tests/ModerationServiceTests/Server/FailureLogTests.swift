import ImageModeration
import Logging
import ModerationStore
import Testing

@testable import ModerationService

@Suite("What the log says of failures", .timeLimit(.minutes(20)))
struct FailureLogTests {
  /// What only the operator is to see.
  static let secret = "/srv/moderation/service.sqlite: the disk is full"

  /// Why a store does not open, with the path that callers are not told.
  static func storeError() throws -> StoreError {
    try #require(throws: StoreError.self) { try ServiceStore(path: "/nowhere/at/all/service.sqlite") }
  }

  @Test(arguments: [
    ("2020-12-29", #"{"FileContent":"AAAA"}"#, "InternalError"),
    ("2019-05-29", #"{"Scenes":["PORN"],"ImageBase64":"AAAA"}"#, "FailedOperation.UnKnowError"),
  ])
  func `a failure of the host goes with Tencent's answer to the log, and not to the caller`(
    _ version: String, _ body: String, _ code: String
  ) async throws {
    let failure = ServiceFailure(HostFailure(.sourceUnreadable, message: Self.secret))
    let answer = await TencentRequest(body, of: version).ask(FixedJudge(.failure(failure)))
    #expect(answer.tencentCode == code)
    guard case .host(let host)? = answer.failure?.kind else {
      Issue.record("the answer has no failure of the host: \(answer)")
      return
    }
    #expect(host.message == Self.secret)
    #expect(!String(decoding: answer.body, as: UTF8.self).contains("/srv"))
  }

  @Test func `failures of the store have its own words for the log, and none of them for the caller`() throws {
    let error = try Self.storeError()
    var failures = [ServiceFailure(FaceStoreError.store(error))]
    for failure in [LibraryFailure(tiia: .store(error)), LibraryFailure(cms: .store(error))] {
      if case .service(let failure) = failure { failures.append(failure) }
    }
    #expect(failures.count == 3)
    for failure in failures {
      guard case .host(let host) = failure.kind else {
        Issue.record("\(failure) is no failure of the host")
        continue
      }
      #expect(host.message == "\(error)")
      #expect(!failure.message.contains("/nowhere"))
    }
    #expect("\(LibraryError.store(error))" == "\(error)")
    #expect(
      "\(LibraryError.tooMany(.wordsOfLibrary, count: 3, allowed: 2))"
        == "there would be 3 words of the library; 2 are allowed")
  }

  @Test func `a task that the store does not keep leaves the store's words`() throws {
    let error = try Self.storeError()
    let failure = ServiceFailure(TaskStoreError.store(error))
    guard case .notQueued(let host?) = failure.kind else {
      Issue.record("\(failure) has no failure of the host")
      return
    }
    #expect(host.message == "\(error)")
    #expect(!failure.message.contains("/nowhere"))
  }

  @Test func `what a Tencent call is refused for is in the log of the server, once`() async throws {
    let log = KeptLog()
    let server = try await TestServer(try TestEngine.configuration(), logger: Logger(label: "test") { _ in log })
    let answer = try await wire(server.port) { wire in
      try wire.send(tencent("{\"Colour\":1}"))
      return try wire.answer()
    }
    #expect(answer.tencentCode == "UnknownParameter")
    #expect(await eventually { log.events.count(of: "answered") == 1 })
    #expect(log.events.count(of: "refused") == 1)
    try await server.stop()
  }
}
