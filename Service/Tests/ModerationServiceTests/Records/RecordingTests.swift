import Foundation
import ImageModeration
import ModerationStore
import ServiceAccounts
import Testing

@testable import ModerationService

/// The service with a store: what it judges is remembered.
@Suite("Records of judged pictures", .serialized, .timeLimit(.minutes(20)))
struct RecordingTests {
  private static func configuration(_ folder: ScratchFolder) throws -> ServiceConfiguration {
    var configuration = try TestEngine.configuration()
    configuration.store = folder.path + "/service.sqlite"
    return configuration
  }

  private static func ask(_ text: String, _ port: Int) async throws -> WireAnswer {
    try await wire(port) { wire in
      try wire.send(text)
      return try wire.answer()
    }
  }

  @Test("are there for each interface, with hashes, found again by the running service and after its end")
  func interfaces() async throws {
    let folder = try ScratchFolder()
    var configuration = try Self.configuration(folder)
    configuration.records.keepsThumbnails = true
    let server = try await TestServer(configuration)
    let content = TestPicture.base64(TestPicture.png(640, 480))
    let ims = try await Self.ask(
      tencent("{\"FileContent\":\"\(content)\",\"DataId\":\"photo-1\",\"BizType\":\"reads\"}"), server.port)
    #expect(try ims.json["Response"]?["Suggestion"]?.string == "Pass", "\(ims.body)")
    let own = try await Self.ask(
      request("{\"image\":{\"id\":\"mine\",\"base64\":\"\(content)\"}}", path: "/v1/moderations"), server.port)
    #expect(own.status == 200)
    let broken = TestPicture.base64(Array("not a picture".utf8))
    _ = try await Self.ask(
      request("{\"image\":{\"id\":\"broken\",\"base64\":\"\(broken)\"}}", path: "/v1/moderations"), server.port)
    // Written within a second, hashed soon.
    let isThere = await eventually {
      let answer = try? await Self.ask(request("", path: "/v1/records?limit=10", method: "GET"), server.port)
      let found = (try? answer?.json["records"]?.elements) ?? []
      return found.count == 3 && found.count { $0["pdq"] != nil } == 2
    }
    #expect(isThere)
    try await server.stop()
    let reader = try RecordReader(path: folder.path + "/service.sqlite")
    var query = RecordQuery()
    query.includesResult = true
    let hits = try reader.search(query, of: Account.defaultID).hits.map(\.record)
    #expect(hits.map(\.dataID) == ["broken", "mine", "photo-1"])
    #expect(hits.map(\.suggestion) == [nil, "PASS", "PASS"])
    #expect(hits[0].rejection != nil)
    #expect(hits[0].fingerprint == nil)
    #expect(hits[0].md5?.count == 32)
    let record = hits[2]
    #expect(record.interface == "ims.ImageModeration")
    #expect(record.sceneName == "reads")
    #expect(record.policy == "reads")
    #expect(record.requestID == (try ims.json["Response"]?["RequestId"]?.string))
    #expect(record.scenes.map(\.scene) == ["porn", "text"])
    #expect(record.models.allSatisfy { $0.sha256.count == 64 } && !record.models.isEmpty)
    #expect([record.width, record.height] == [640, 480])
    #expect(record.md5 == (try ims.json["Response"]?["FileMD5"]?.string))
    #expect(record.sha256 == hits[1].sha256)
    #expect(record.fingerprint == hits[1].fingerprint)
    #expect(record.thumbnail?.prefix(2) == [0xFF, 0xD8])
    #expect(record.result?.contains("\"source\":\"\(record.id)\"") == true)
    #expect(hits.allSatisfy { $0.url == nil && !$0.isCut })
  }

  @Test("are there for the pictures of tasks")
  func tasks() async throws {
    let folder = try ScratchFolder()
    let server = try await TestServer(try Self.configuration(folder))
    let content = TestPicture.base64(TestPicture.png(64, 48))
    let fields = ["X-TC-Action: CreateImageModerationAsyncTask", "X-TC-Version: 2020-12-29"]
    let accepted = try await Self.ask(
      request(
        "{\"FileContent\":\"\(content)\",\"DataId\":\"later-1\",\"CallbackUrl\":\"http://hooks.example.com/\"}",
        fields: fields), server.port)
    let id = try #require(try accepted.json["Response"]?["RequestId"]?.string, "\(accepted.body)")
    let isThere = await eventually {
      let answer = try? await Self.ask(request("", path: "/v1/records", method: "GET"), server.port)
      return (try? answer?.json["records"]?.elements)?.count == 1
    }
    #expect(isThere)
    try await server.stop()
    let reader = try RecordReader(path: folder.path + "/service.sqlite")
    let record = try #require(try reader.search(RecordQuery(), of: Account.defaultID).hits.first?.record)
    #expect(record.interface == "ims.CreateImageModerationAsyncTask")
    #expect([record.dataID, record.requestID] == ["later-1", id])
    #expect([record.width, record.height] == [64, 48])
  }

  @Test("are not kept where none are wanted")
  func none() async throws {
    let folder = try ScratchFolder()
    var configuration = try Self.configuration(folder)
    configuration.records.days = 0
    let server = try await TestServer(configuration)
    let content = TestPicture.base64(TestPicture.png(64, 64))
    #expect(try await Self.ask(tencent("{\"FileContent\":\"\(content)\"}"), server.port).status == 200)
    try await server.stop()
    let reader = try RecordReader(path: folder.path + "/service.sqlite")
    #expect(try reader.search(RecordQuery(), of: nil).hits.isEmpty)
  }

  private static func picture(_ question: Question) -> JudgedPicture {
    JudgedPicture(
      question: question, result: Sample.clean.judged.result, bytes: [], md5: nil, address: nil,
      duration: .milliseconds(12), milliseconds: Int64(Date.now.timeIntervalSince1970 * 1_000))
  }

  private static func question(_ account: Account, _ picture: Question.Picture = .bytes([1], .local)) -> Question {
    Question(
      picture: picture, caller: Caller(account: account, subAccount: "s", keyID: "K", grants: .call),
      interface: "ims.ImageModeration", deadline: .now)
  }

  @Test("have the names that the account gives a BizType")
  func names() {
    let album = ApplicationScene(application: "Chat", name: "相册")
    let account = Account(id: "acme", bizTypes: ["album": "own"], scenes: ["album": album])
    var question = Self.question(account, .address("https://example.com/a.png", followsRedirects: true))
    question.sceneName = "album"
    let record = ModerationRecord(Self.picture(question))
    #expect([record.application, record.sceneName] == ["Chat", "相册"])
    #expect([record.account, record.subAccount, record.key] == ["acme", "s", "K"])
    #expect(record.url == "https://example.com/a.png")
    #expect(record.durationMilliseconds == 12)
    question.sceneName = "other"
    #expect(ModerationRecord(Self.picture(question)).sceneName == "other")
    question.sceneName = nil
    #expect(ModerationRecord(Self.picture(question)).sceneName == "")
  }

  @Test("that find no room behind the answers are counted, and the others kept")
  func room() async throws {
    let folder = try ScratchFolder()
    let store = try ServiceStore(path: folder.path + "/service.sqlite").records
    let keeper = RecordKeeper(store, days: 30, hashing: nil, logger: TestEngine.logger)
    let picture = Self.picture(Self.question(Account(id: "acme")))
    for _ in 0..<RecordKeeper.maximumWaitingCount + 3 { keeper.note(picture) }
    let dropped = keeper.series.first { $0.name == "moderation_records_dropped_total" }
    #expect(dropped?.series.first?.value == "3")
    keeper.start()
    await keeper.finish()
    #expect(try await store.count(RecordQuery(), of: "acme") == RecordKeeper.maximumWaitingCount)
  }

  @Test("are cut to what is kept and stay a document")
  func cut() throws {
    let line =
      "{\"findings\":[],\"schema\":\"a\",\"text\":["
      + Array(repeating: "\"\(String(repeating: "x", count: 99))\"", count: 2_000).joined(separator: ",") + "]}"
    let (kept, isCut) = ModerationRecord.cut(line)
    #expect(isCut)
    let text = try #require(kept)
    #expect(text.utf8.count <= RecordBounds.maximumResultBytes)
    let value = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    #expect(value["schema"] == "a")
    #expect(try #require(value["text"]?.elements).count > 100)
    #expect(ModerationRecord.cut("{}") == ("{}", false))
  }

  @Test("are configured, strictly")
  func configured() throws {
    let folder = try ScratchFolder()
    let file = try folder.write("records: {days: 7, thumbnails: true, fingerprints: false}\n", to: "service.yaml")
    let records = try ServiceConfiguration(file: file).records
    #expect(records == ServiceConfiguration.Records(days: 7, keepsThumbnails: true, hashesPictures: false))
    #expect(
      ServiceConfiguration().records
        == ServiceConfiguration.Records(days: 30, keepsThumbnails: false, hashesPictures: true))
    for text in ["records: {days: -1}", "records: {days: 4000}", "records: {thumbnail: true}", "records: 30"] {
      let file = try folder.write(text + "\n", to: "wrong.yaml")
      #expect(throws: ConfigurationProblem.self) { try ServiceConfiguration(file: file) }
    }
  }
}
