import ModerationStore
import ServiceAccounts
import Testing

@testable import ModerationService

@Suite("Callbacks", .timeLimit(.minutes(20)))
struct CallbackDeliveryTests {
  @Test func `are signed, and say task, attempt and key`() async throws {
    let receiver = try CallbackReceiver(.status(204))
    let rig = try TaskRig(FixedJudge(.clean), to: [receiver]) { $0.callbackSeconds = 60 }
    rig.start()
    try await rig.accept("t-1", receiver.address("hooks.example.com", "/done?x=1"))
    #expect(await rig.reaches(.delivered, "t-1"))
    try await rig.stop()
    #expect(receiver.requests.count == 1)
    let request = try #require(receiver.requests.first)
    #expect(request.head.hasPrefix("POST /done?x=1 HTTP/1.1\r\n"))
    #expect(request["content-type"] == "application/json")
    #expect(request["x-moderation-task-id"] == "t-1")
    #expect(request["x-moderation-attempt"] == "1")
    #expect(request["x-moderation-key-id"] == TaskRig.keyID)
    #expect(request["x-moderation-timestamp"] == "1795780800")
    let secret = try #require(Secret(TaskRig.secret))
    #expect(
      request["x-moderation-signature"]
        == CallbackSignature.signature(of: Array(request.body.utf8), timestamp: 1_795_780_800, secret: secret))
    #expect(request.body.contains("\"RequestId\":\"t-1\""))
    #expect(request.body.contains("\"Suggestion\":\"Pass\""))
  }

  @Test(
    "are tried again after a pause when a receiver misbehaves, and the next attempt says that it is the second",
    arguments: [
      CallbackReceiver.Manner.status(500), .status(404), .status(304), .close, .redirect("http://10.0.0.1/"),
      .redirect("/elsewhere"),
    ])
  func hostile(manner: CallbackReceiver.Manner) async throws {
    let receiver = try CallbackReceiver(manner, .status(200))
    let rig = try TaskRig(FixedJudge(.clean), to: [receiver]) { $0.callbackSeconds = 60 }
    rig.start()
    try await rig.judged("t-1", receiver.address())
    #expect(await rig.attempts(1, "t-1"))
    var task = try await rig.store.task("t-1", of: nil)
    #expect(task.nextAttempt == rig.clock.now + 1_000)
    #expect(task.lastError?.isEmpty == false)
    #expect(receiver.requests.count == 1)
    rig.advance(999)
    try await rig.tasks.look(sweeping: true)
    #expect(await rig.state("t-1") == .judged)
    rig.advance(1)
    #expect(await rig.reaches(.delivered, "t-1"))
    task = try await rig.store.task("t-1", of: nil)
    #expect(receiver.requests.map { $0["x-moderation-attempt"] } == ["1", "2"])
    #expect(Set(receiver.requests.map(\.body)).count == 1)
    try await rig.stop()
  }

  @Test func `are put off when a receiver takes them and says nothing`() async throws {
    let receiver = try CallbackReceiver(.hang)
    let rig = try TaskRig(FixedJudge(.clean), to: [receiver]) { $0.callbackSeconds = 1 }
    rig.start()
    try await rig.judged("t-1", receiver.address())
    #expect(await rig.attempts(1, "t-1"))
    let task = try await rig.store.task("t-1", of: nil)
    #expect(task.lastError == "timedOut: The URL's server did not deliver in time.")
    #expect((task.state, task.nextAttempt) == (.judged, rig.clock.now + 1_000))
    try await rig.stop()
  }

  @Test func `are delivered once a receiver said 200, though its answer breaks off`() async throws {
    let receiver = try CallbackReceiver(.brokenOff)
    let rig = try TaskRig(FixedJudge(.clean), to: [receiver]) { $0.callbackSeconds = 60 }
    rig.start()
    try await rig.judged("t-1", receiver.address())
    #expect(await rig.reaches(.delivered, "t-1"))
    try await rig.stop()
    #expect(receiver.requests.count == 1)
  }

  @Test func `go nowhere inside, and the reason tells nothing of what is there`() async throws {
    let receiver = try CallbackReceiver(.status(200))
    let rig = try TaskRig(FixedJudge(.clean), to: [receiver], names: TaskRig.inside)
    rig.start()
    try await rig.judged("t-1", receiver.address())
    #expect(await rig.attempts(1, "t-1"))
    #expect(try await rig.store.task("t-1", of: nil).lastError == "addressRefused: The URL's host cannot be used.")
    #expect(receiver.requests.isEmpty)
    try await rig.stop()
  }

  @Test func `are given up in the end, and sent anew when they are asked for`() async throws {
    let receiver = try CallbackReceiver(.status(500), .status(500), .status(500), .status(200))
    let rig = try TaskRig(FixedJudge(.clean), to: [receiver]) { $0.giveUpHours = 0 }
    rig.start()
    try await rig.judged("t-1", receiver.address())
    #expect(await rig.reaches(.dead, "t-1"))
    var task = try await rig.store.task("t-1", of: nil)
    #expect(task.lastError == "statusRefused (500): The URL's server did not answer with status 200.")
    #expect(task.body != nil)
    for _ in 0..<2 {
      try await rig.store.resend("t-1", of: "acct-1", at: rig.clock.now)
      rig.advance(0)
      #expect(await rig.reaches(.dead, "t-1"))
    }
    try await rig.store.resend("t-1", of: "acct-1", at: rig.clock.now)
    rig.advance(0)
    #expect(await rig.reaches(.delivered, "t-1"))
    task = try await rig.store.task("t-1", of: nil)
    #expect((task.body, task.lastError) == (nil, nil))
    #expect(receiver.requests.count == 4)
    try await rig.stop()
  }

  @Test func `pause for 24 hours together before they are given up`() async throws {
    let rig = try TaskRig(FixedJudge(.clean), names: TaskRig.inside)
    rig.start()
    try await rig.judged("t-1", "http://hooks.example.com/")
    var attempts = 0
    while await rig.state("t-1") == .judged, attempts < 100 {
      attempts += 1
      #expect(
        await eventually {
          let task = try? await rig.store.task("t-1", of: nil)
          return task?.attempts == attempts
        })
      rig.advance(3_600_000)
    }
    let task = try await rig.store.task("t-1", of: nil)
    #expect(task.state == .dead)
    // 12 doubled pauses make 4,095 s; 22 hours more fit into 24.
    #expect(task.pausedMilliseconds == (4_095 + 22 * 3_600) * 1_000)
    #expect(task.attempts == 12 + 22 + 1)
    try await rig.stop()
  }

  @Test func `to one host that hangs do not hold up the others`() async throws {
    let (slow, quick) = (try CallbackReceiver(.hang), try CallbackReceiver(.status(200)))
    let rig = try TaskRig(FixedJudge(.clean), to: [slow, quick]) { settings in
      (settings.callbackCount, settings.callbackCountPerHost) = (32, 3)
    }
    for index in 0..<20 { try await rig.judged("slow-\(index)", slow.address("slow.example.com")) }
    for index in 0..<20 { try await rig.judged("quick-\(index)", quick.address("quick.example.com")) }
    rig.start()
    #expect(await eventually { (try? await rig.store.load(of: nil).delivered) == 20 })
    #expect(quick.requests.count == 20)
    #expect(await eventually { slow.requests.count == 3 })
    try await rig.stop()
    #expect(slow.requests.count == 3)
  }

  @Test func `of one account do not hold up the others, whatever hosts they go to`() async throws {
    let (slow, quick) = (try CallbackReceiver(.hang), try CallbackReceiver(.status(200)))
    // Shared by accounts: of 16 at a time four are one's.
    let rig = try TaskRig(FixedJudge(.clean), to: [slow, quick]) { $0.callbackCount = 16 }
    for index in 0..<8 { try await rig.judged("slow-\(index)", slow.address("s\(index).example.com")) }
    // Unsigned it could not be: the key is the first account's.
    try await rig.judged("quick", quick.address("quick.example.com"), account: "other")
    rig.start()
    #expect(await eventually { await rig.state("quick") == .dead })
    #expect(try await rig.store.task("quick", of: nil).lastError == "the key that made the task is not there any more")
    #expect(quick.requests.isEmpty)
    #expect(await eventually { slow.requests.count == 4 })
    try await rig.stop()
    #expect(slow.requests.count == 4)
  }

  @Test func `of one account that hang do not hold up another's to the same host`() async throws {
    let (slow, quick) = (try CallbackReceiver(.hang), try CallbackReceiver(.status(200)))
    let rig = try TaskRig(FixedJudge(.clean), to: [slow, quick], keyed: ["acct-1", "other"])
    for index in 0..<12 { try await rig.judged("slow-\(index)", slow.address("hooks.example.com")) }
    for index in 0..<6 {
      try await rig.judged("quick-\(index)", quick.address("hooks.example.com"), account: "other")
    }
    rig.start()
    #expect(await eventually { quick.requests.count == 6 })
    #expect(await eventually { slow.requests.count == 4 })
    try await rig.stop()
    #expect(slow.requests.count == 4)
  }

  @Test func `to one host are bounded for all accounts together`() async throws {
    let slow = try CallbackReceiver(.hang)
    let accounts = (1...6).map { "acct-\($0)" }
    let rig = try TaskRig(FixedJudge(.clean), to: [slow], keyed: accounts) { $0.callbackCountPerHost = 1 }
    for account in accounts {
      for index in 0..<2 { try await rig.judged("\(account)-\(index)", slow.address(), account: account) }
    }
    rig.start()
    #expect(await eventually { slow.requests.count == 4 })
    try await rig.stop()
    #expect(Set(slow.requests.map { $0["x-moderation-key-id"] }).count == 4)
  }

  @Test func `begin with one of each account, whoever has the oldest`() async throws {
    let slow = try CallbackReceiver(.hang)
    let accounts = (1...6).map { "acct-\($0)" }
    // Two are one's; oldest first, four accounts would take all eight.
    let rig = try TaskRig(FixedJudge(.clean), to: [slow], keyed: accounts) { $0.callbackCount = 8 }
    for account in accounts {
      for index in 0..<3 {
        try await rig.judged("\(account)-\(index)", slow.address("\(account).example.com"), account: account)
      }
    }
    rig.start()
    #expect(await eventually { slow.requests.count == 8 })
    try await rig.stop()
    #expect(Set(slow.requests.map { $0["x-moderation-key-id"] }).count == 6)
  }

  @Test func `that a clock put off come when it goes back`() async throws {
    let receiver = try CallbackReceiver(.status(500), .status(200))
    let rig = try TaskRig(FixedJudge(.clean), to: [receiver]) { $0.callbackSeconds = 60 }
    rig.start()
    try await rig.judged("t-1", receiver.address())
    #expect(await rig.attempts(1, "t-1"))
    try await rig.tasks.look(sweeping: false)
    rig.clock.advance(-86_400_000)
    try await rig.tasks.look(sweeping: false)
    #expect(await rig.reaches(.delivered, "t-1"))
    try await rig.stop()
  }
}
