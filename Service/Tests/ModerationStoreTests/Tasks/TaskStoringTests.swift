import Foundation
import GRDB
import Testing

@testable import ModerationStore

/// Both stores, which every test here is for.
enum TaskStoreKind: String, CaseIterable, Sendable {
  case memory, file

  /// A store in a folder of its own.
  func make(_ limits: TaskLimits = TaskLimits()) throws -> OpenTasks {
    switch self {
    case .memory: OpenTasks(tasks: MemoryTaskStore(limits: limits), file: nil)
    case .file: try OpenTasks(limits)
    }
  }
}

/// A store for the length of a test.
final class OpenTasks {
  let tasks: any TaskStoring
  let file: ServiceStore?
  private let folder: URL?

  init(tasks: any TaskStoring, file: ServiceStore?) { (self.tasks, self.file, folder) = (tasks, file, nil) }

  init(_ limits: TaskLimits = TaskLimits()) throws {
    let folder = URL.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let store = try ServiceStore(path: folder.appending(path: "service.sqlite").path)
    (self.folder, file, tasks) = (folder, store, store.tasks.limited(to: limits))
  }

  deinit { if let folder { try? FileManager.default.removeItem(at: folder) } }
}

extension NewTask {
  static func sample(
    _ id: String, _ account: String = "acme", host: String = "hooks.example.com", source: Source = .picture
  ) -> NewTask {
    var task = NewTask(
      id: id, account: account, keyID: "AKID1", interface: "ims.CreateImageModerationAsyncTask",
      callback: "https://\(host)/done?a=1", callbackHost: host, source: source)
    (task.policy, task.dataID, task.frameInterval, task.maximumFrames) = ("live", "d-1", 5, 3)
    return task
  }
}

func refusal<Value>(_ body: () async throws(TaskStoreError) -> Value) async -> TaskStoreError? {
  do throws(TaskStoreError) {
    _ = try await body()
    return nil
  } catch {
    return error
  }
}

@Suite("Tasks are kept", .timeLimit(.minutes(20)))
struct TaskStoringTests {
  let picture: [UInt8] = Array(repeating: 7, count: 1_000)

  @Test(arguments: TaskStoreKind.allCases)
  func `whole, from acceptance to delivery`(kind: TaskStoreKind) async throws {
    let open = try kind.make()
    let store = open.tasks
    try await store.accept(.sample("a"), picture: picture, at: 100)
    try await store.accept(.sample("b", source: .address("https://example.com/x.png")), picture: nil, at: 200)
    #expect(try await store.waiting(at: 99, except: [], countPerAccount: 9).isEmpty)
    let waiting = try await store.waiting(at: 200, except: [], countPerAccount: 9)
    #expect(waiting.map(\.order) == [.sample("a"), .sample("b", source: .address("https://example.com/x.png"))])
    #expect(waiting.map(\.pictureByteCount) == [1_000, 0])
    #expect(try await store.picture(of: "a") == picture)
    #expect(try await store.picture(of: "b") == nil)
    #expect(try await store.begin("a") == 1)
    #expect(try await store.due(at: 900, except: BusyCallbacks(), count: 9).isEmpty)
    try await store.finish("a", body: [1, 2], at: 300)
    #expect(try await store.picture(of: "a") == nil)
    #expect(try await store.begin("a") == nil)
    let due = try await store.due(at: 300, except: BusyCallbacks(), count: 9)
    #expect(due.map(\.body) == [[1, 2]])
    #expect(due.map(\.attempts) == [0])
    var load = try await store.load(of: nil)
    #expect((load.waiting, load.judged, load.waitingBytes, load.oldestAccepted) == (1, 1, 0, 100))
    try await store.deliver("a", at: 400)
    let told = try await store.task("a", of: "acme")
    #expect((told.state, told.body, told.accepted, told.judged, told.ended) == (.delivered, nil, 100, 300, 400))
    load = try await store.load(of: nil)
    #expect((load.waiting, load.judged, load.delivered, load.oldestAccepted) == (1, 0, 1, 200))
  }

  @Test(arguments: TaskStoreKind.allCases)
  func `and an id is taken once`(kind: TaskStoreKind) async throws {
    let open = try kind.make()
    try await open.tasks.accept(.sample("a"), picture: nil, at: 1)
    #expect(
      await refusal { () throws(TaskStoreError) in
        try await open.tasks.accept(.sample("a", "other"), picture: nil, at: 1)
      } == .exists)
  }

  @Test(arguments: TaskStoreKind.allCases)
  func `apart by account`(kind: TaskStoreKind) async throws {
    let open = try kind.make()
    let store = open.tasks
    for (id, account) in [("a", "acme"), ("b", "other")] {
      try await store.accept(.sample(id, account), picture: picture, at: 1)
      try await store.finish(id, body: [1], at: 2)
      try await store.bury(id, because: "it hangs", at: 3)
    }
    #expect(try await store.tasks(of: "acme", in: nil, after: nil, limit: 9).map(\.id) == ["a"])
    #expect(try await store.tasks(of: nil, in: .dead, after: nil, limit: 9).map(\.id) == ["a", "b"])
    #expect(try await store.tasks(of: nil, in: .dead, after: "a", limit: 9).map(\.id) == ["b"])
    #expect(try await store.tasks(of: nil, in: .waiting, after: nil, limit: 9).isEmpty)
    #expect(await refusal { () throws(TaskStoreError) in try await store.task("b", of: "acme") } == .missing)
    #expect(await refusal { () throws(TaskStoreError) in try await store.drop("b", of: "acme") } == .missing)
    #expect(await refusal { () throws(TaskStoreError) in try await store.resend("b", of: "acme", at: 4) } == .missing)
    #expect(try await store.load(of: "other").dead == 1)
    try await store.drop("b", of: "other")
    #expect(try await store.load(of: "other").dead == 0)
    #expect(try await store.load(of: nil).dead == 1)
  }

  @Test(arguments: TaskStoreKind.allCases)
  func `a callback that was given up is tried anew, and no other`(kind: TaskStoreKind) async throws {
    let open = try kind.make()
    let store = open.tasks
    try await store.accept(.sample("a"), picture: picture, at: 1)
    #expect(
      await refusal { () throws(TaskStoreError) in
        try await store.resend("a", of: nil, at: 2)
      } == .wrongState(.waiting))
    try await store.finish("a", body: [9], at: 2)
    try await store.postpone("a", by: 1_000, because: "500", at: 3)
    let again = try await store.task("a", of: nil)
    #expect((again.attempts, again.pausedMilliseconds, again.nextAttempt, again.lastError) == (1, 1_000, 1_003, "500"))
    try await store.bury("a", because: "500 again", at: 4)
    #expect(try await store.due(at: .max / 2, except: BusyCallbacks(), count: 9).isEmpty)
    try await store.resend("a", of: "acme", at: 5)
    let due = try await store.due(at: 5, except: BusyCallbacks(), count: 9)
    #expect(due.map(\.body) == [[9]])
    #expect(due.map(\.attempts) == [0])
    #expect(due.map(\.pausedMilliseconds) == [0])
  }

  @Test(arguments: TaskStoreKind.allCases)
  func `busy tasks, hosts and accounts are passed over`(kind: TaskStoreKind) async throws {
    let open = try kind.make()
    let store = open.tasks
    for (id, account, host) in [("a", "acme", "x"), ("b", "acme", "y"), ("c", "other", "x"), ("d", "third", "z")] {
      try await store.accept(.sample(id, account, host: host), picture: nil, at: 1)
      try await store.finish(id, body: [1], at: 2)
    }
    func due(_ change: (inout BusyCallbacks) -> Void) async throws -> [String] {
      var busy = BusyCallbacks()
      change(&busy)
      return try await store.due(at: 2, except: busy, count: 3).map(\.id)
    }
    #expect(try await due { _ in } == ["a", "b", "c"])
    #expect(try await due { $0.ids = ["a", "c"] } == ["b", "d"])
    #expect(try await due { $0.hosts = ["x"] } == ["b", "d"])
    #expect(try await due { $0.places = [.init(account: "acme", host: "x")] } == ["b", "c", "d"])
    #expect(
      try await due {
        ($0.ids, $0.places) = (["d"], [.init(account: "acme", host: "y"), .init(account: "other", host: "x")])
      } == ["a"])
    #expect(try await due { $0.accounts = ["acme", "third"] } == ["c"])
    #expect(try await due { ($0.ids, $0.hosts, $0.accounts) = (["d"], ["y"], ["acme"]) } == ["c"])
  }

  @Test(arguments: TaskStoreKind.allCases)
  func `of each account the oldest that nobody is at`(kind: TaskStoreKind) async throws {
    let open = try kind.make()
    let store = open.tasks
    for index in 0..<5 { try await store.accept(.sample("a\(index)"), picture: nil, at: Int64(index)) }
    try await store.accept(.sample("b", "other"), picture: nil, at: 9)
    try await store.postpone("a1", by: 100, because: "busy", at: 9)
    let found = try await store.waiting(at: 9, except: ["a0"], countPerAccount: 2).map(\.id)
    #expect(found == ["a2", "a3", "b"])
  }

  @Test(arguments: TaskStoreKind.allCases)
  func `a clock that goes back delays nothing`(kind: TaskStoreKind) async throws {
    let open = try kind.make()
    let store = open.tasks
    try await store.accept(.sample("a"), picture: nil, at: 1_000_000)
    try await store.finish("a", body: [1], at: 1_000_000)
    try await store.postpone("a", by: 1_000, because: "500", at: 1_000_000)
    try await store.accept(.sample("b"), picture: nil, at: 500)
    try await store.postpone("b", by: 1_000, because: "busy", at: 500)
    #expect(try await store.due(at: 600, except: BusyCallbacks(), count: 9).isEmpty)
    try await store.rewind(to: 600)
    #expect(try await store.due(at: 600, except: BusyCallbacks(), count: 9).map(\.id) == ["a"])
    // What was decided on before that time keeps its pause.
    #expect(try await store.waiting(at: 600, except: [], countPerAccount: 9).isEmpty)
  }

  @Test(arguments: TaskStoreKind.allCases)
  func `no more than allowed, of one account and of all`(kind: TaskStoreKind) async throws {
    var limits = TaskLimits()
    (limits.waitingCount, limits.waitingCountPerAccount) = (3, 2)
    (limits.waitingBytes, limits.waitingBytesPerAccount) = (2_500, 1_500)
    (limits.undeliveredCount, limits.undeliveredCountPerAccount) = (2, 1)
    let open = try kind.make(limits)
    let store = open.tasks
    func accept(_ id: String, _ account: String, bytes: Int = 0) async -> TaskStoreError? {
      await refusal { () throws(TaskStoreError) in
        try await store.accept(
          .sample(id, account), picture: bytes > 0 ? Array(repeating: 1, count: bytes) : nil, at: 1)
      }
    }
    #expect(await accept("a1", "a", bytes: 1_000) == nil)
    #expect(await accept("a2", "a", bytes: 1_000) == .full(.waitingBytesOfAccount, count: 2_000, allowed: 1_500))
    #expect(await accept("b1", "b", bytes: 1_501) == .full(.waitingBytes, count: 2_501, allowed: 2_500))
    #expect(await accept("a2", "a") == nil)
    #expect(await accept("a3", "a") == .full(.waitingOfAccount, count: 3, allowed: 2))
    #expect(await accept("b1", "b") == nil)
    #expect(await accept("c1", "c") == .full(.waiting, count: 4, allowed: 3))
    try await store.finish("a1", body: [1], at: 2)
    #expect(await accept("a3", "a") == .full(.undeliveredOfAccount, count: 2, allowed: 1))
    try await store.finish("b1", body: [1], at: 2)
    #expect(await accept("c1", "c") == .full(.undelivered, count: 3, allowed: 2))
    try await store.deliver("b1", at: 3)
    #expect(await accept("c1", "c", bytes: 2_500) == .full(.waitingBytesOfAccount, count: 2_500, allowed: 1_500))
    #expect(await accept("c1", "c", bytes: 1_500) == nil)
    let tooLarge = NewTask.maximumPictureBytes + 1
    #expect(await accept("d", "d", bytes: tooLarge) == .tooLarge(byteCount: tooLarge, allowed: tooLarge - 1))
  }

  @Test(arguments: TaskStoreKind.allCases)
  func `not longer than said`(kind: TaskStoreKind) async throws {
    var limits = TaskLimits()
    (limits.deadCount, limits.deliveredCount) = (4, 2)
    let open = try kind.make(limits)
    let store = open.tasks
    for (id, account) in [("a1", "a"), ("a2", "a"), ("a3", "a"), ("a4", "a"), ("a5", "a"), ("b1", "b")] {
      try await store.accept(.sample(id, account), picture: nil, at: 1)
      try await store.finish(id, body: [1], at: 1)
      try await store.bury(id, because: "gone", at: id == "a1" ? 1 : 2)
    }
    try await store.sweep(at: 2 + limits.deadMilliseconds)
    #expect(try await store.tasks(of: nil, in: nil, after: nil, limit: 9).map(\.id) == ["a3", "a4", "a5", "b1"])
    try await store.accept(.sample("c"), picture: picture, at: 5)
    try await store.accept(.sample("d"), picture: picture, at: 5)
    try await store.finish("d", body: [1], at: 5)
    try await store.deliver("d", at: 5)
    try await store.sweep(at: 6 + limits.deliveredMilliseconds)
    #expect(try await store.tasks(of: nil, in: nil, after: nil, limit: 9).map(\.id) == ["a3", "a4", "a5", "b1", "c"])
  }

  @Test(arguments: TaskStoreKind.allCases)
  func `whatever bytes a text has`(kind: TaskStoreKind) async throws {
    let open = try kind.make()
    for id in ["'; DROP TABLE task; --", "\u{1}\u{7F}", "é", "%", "_", "", "💡\r\n", "\u{202E}a"] {
      try await open.tasks.accept(.sample(id), picture: nil, at: 1)
      #expect(try await open.tasks.task(id, of: "acme").id.unicodeScalars.elementsEqual(id.unicodeScalars))
    }
    for id in ["\u{0}", "a\u{0}b"] {
      let refused = await refusal { () throws(TaskStoreError) in
        try await open.tasks.accept(.sample(id), picture: nil, at: 1)
      }
      #expect(refused == .unsuitable)
    }
  }
}
