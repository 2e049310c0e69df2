import ImageModeration
import ModerationStore
import ServiceAccounts
import Testing

@testable import ModerationService

@Suite("CreateImageModerationAsyncTask", .timeLimit(.minutes(20)))
struct TaskActionTests {
  private static let content = "bm90IGEgcGljdHVyZSBhdCBhbGw="
  private static let callback = "https://hooks.example.com/done"

  private static func ask(_ json: String, _ rig: TaskRig?) async -> ServiceAnswer {
    let dialect = TencentDialect(
      actions: [IMSAsyncTask(intake: rig?.tasks.intake)], judge: rig?.judge ?? FixedJudge(.clean),
      authenticator: FixedAuthenticator())
    return await TencentRequest(json, action: "CreateImageModerationAsyncTask").ask(dialect)
  }

  private static func with(_ parameter: String) -> String {
    "{\"CallbackUrl\":\"\(callback)\",\"FileContent\":\"\(content)\",\(parameter)}"
  }

  @Test func `answers with the DataId, and the id by which the callback is known`() async throws {
    let rig = try TaskRig(FixedJudge(.clean))
    let answer = await Self.ask(
      Self.with("\"DataId\":\"d-1\",\"BizType\":\"live_chat\",\"Interval\":3,\"MaxFrames\":9"), rig)
    #expect(try answer.response.memberNames == ["DataId", "RequestId"])
    #expect(try answer.response["DataId"] == "d-1")
    #expect(try answer.response["RequestId"] == .string(TencentRequest.id))
    let task = try await rig.store.task(TencentRequest.id, of: "acct-1")
    #expect(task.state == .waiting)
    #expect(task.order.dataID == "d-1")
    #expect(task.order.policy == "live_chat")
    #expect((task.order.frameInterval, task.order.maximumFrames) == (3, 5))
    #expect(task.order.callback == Self.callback)
    #expect(task.order.callbackHost == "hooks.example.com")
    #expect(task.order.keyID == "AKIDEXAMPLE")
    #expect(try await rig.store.picture(of: task.id) == Array("not a picture at all".utf8))
  }

  @Test func `keeps an address, and downloads nothing before the task's turn`() async throws {
    let rig = try TaskRig(FixedJudge(.clean))
    let answer = await Self.ask(
      "{\"CallbackUrl\":\"\(Self.callback)\",\"FileUrl\":\"https://images.example.com/a.png\"}", rig)
    #expect(answer.tencentCode == nil)
    let task = try await rig.store.task(TencentRequest.id, of: "acct-1")
    #expect(task.order.source == .address("https://images.example.com/a.png"))
    #expect(try await rig.store.picture(of: task.id) == nil)
  }

  static let rows: [(String, String)] = {
    let value = "InvalidParameterValue."
    let urls = [
      "", "ftp://hooks.example.com/", "hooks.example.com", "http://127.0.0.1/", "http://[::1]/", "http://localhost/",
      "http://user@hooks.example.com/", "http://hooks.example.com:22/", "unix:///run/x", "http://2130706433/",
      "http://hooks.internal/", "http://hooks.example.com/a b",
    ]
    return urls.map {
      ("{\"CallbackUrl\":\"\($0)\",\"FileContent\":\"\(content)\"}", value + "InvalidCallbackUrl")
    } + [
      ("{\"FileContent\":\"\(content)\"}", value + "InvalidCallbackUrl"),
      ("{\"CallbackUrl\":\"\(callback)\"}", value + "InvalidContent"),
      ("{\"CallbackUrl\":\"\(callback)\",\"FileContent\":\"###\"}", value + "InvalidContent"),
      ("{\"CallbackUrl\":\"\(callback)\",\"FileContent\":\"AAAA\"}", "InvalidParameter.ImageDataTooSmall"),
      ("{\"CallbackUrl\":\"\(callback)\",\"FileUrl\":\"a.png\"}", value + "InvalidImageContent"),
      (
        "{\"CallbackUrl\":\"\(callback)\",\"FileUrl\":\"http://192.0.2.1/a.png\"}",
        "ResourceUnavailable.ImageDownloadError"
      ),
      (with("\"DataId\":\"a b\""), value + "InvalidDataId"), (with("\"BizType\":\"ab\""), value + "InvalidParameter"),
      (with("\"Type\":\"VIDEO\""), value + "InvalidParameter"),
      (with("\"Type\":\"IMAGE_AIGC\""), "UnsupportedOperation"),
      (with("\"Interval\":-1"), value + "InvalidParameter"), (with("\"MaxFrames\":0"), value + "InvalidParameter"),
      (with("\"FileUrlList\":[\"https://example.com/\"]"), "UnsupportedOperation"),
      (with("\"TextContent\":\"YQ==\""), "UnsupportedOperation"), (with("\"BizTag\":\"x\""), "UnknownParameter"),
      (with("\"CallbackURL\":\"x\""), "UnknownParameter"), (with("\"CallbackUrl\":1"), "InvalidParameter"),
    ]
  }()

  @Test("refuses with the documented code, and keeps nothing", arguments: rows)
  func refusals(json: String, code: String) async throws {
    let rig = try TaskRig(FixedJudge(.clean))
    let answer = await Self.ask(json, rig)
    #expect(answer.tencentCode == code, "\(String(decoding: answer.body, as: UTF8.self))")
    #expect(try await rig.store.load(of: nil).waiting == 0)
    #expect(rig.notes.all.isEmpty)
  }

  @Test func `says InQueueError where as many tasks wait as may`() async throws {
    var limits = TaskLimits()
    limits.waitingCount = 1
    let rig = try TaskRig(FixedJudge(.clean), store: MemoryTaskStore(limits: limits))
    try await rig.accept("t-0", Self.callback)
    let answer = await Self.ask(Self.with("\"DataId\":\"d\""), rig)
    #expect(answer.tencentCode == "ResourceUnavailable.InQueueError")
    #expect(try await rig.store.load(of: nil).waiting == 1)
  }

  @Test func `says InQueueError where the file cannot be written, and it can be read beside the service`() async throws
  {
    let folder = try ScratchFolder()
    let path = folder.path + "/service.sqlite"
    let open = try ServiceStore(path: path)
    // Opened to be read, it refuses as a full disk does.
    let rig = try TaskRig(FixedJudge(.clean), store: try TaskStore(reading: path))
    let answer = await Self.ask(Self.with("\"DataId\":\"d\""), rig)
    #expect(answer.tencentCode == "ResourceUnavailable.InQueueError")
    #expect(try await open.tasks.load(of: nil).waiting == 0)
    let writing = try TaskRig(FixedJudge(.clean), store: open.tasks)
    #expect(await Self.ask(Self.with("\"DataId\":\"d\""), writing).tencentCode == nil)
    #expect(try await rig.store.load(of: nil).waiting == 1)
  }

  @Test func `says InQueueError where the disk is nearly full, and not how full it is`() async throws {
    let folder = try ScratchFolder()
    let open = try ServiceStore(path: folder.path + "/service.sqlite")
    var limits = TaskLimits()
    limits.reservedDiskBytes = .max / 2
    let rig = try TaskRig(FixedJudge(.clean), store: open.tasks.limited(to: limits))
    let answer = await Self.ask(Self.with("\"DataId\":\"d\""), rig)
    #expect(answer.tencentCode == "ResourceUnavailable.InQueueError")
    #expect(try answer.response["Error"]?["Message"] == "the task cannot be kept at present; try again later")
    #expect(try await open.tasks.load(of: nil).waiting == 0)
  }

  @Test func `says what is missing without a store`() async throws {
    let answer = await Self.ask(Self.with("\"DataId\":\"d\""), nil)
    #expect(answer.tencentCode == "UnsupportedOperation")
    #expect(try answer.response["Error"]?["Message"]?.string?.contains("store: service.sqlite") == true)
  }
}
