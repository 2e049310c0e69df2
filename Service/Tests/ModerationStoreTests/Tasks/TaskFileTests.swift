import Foundation
import GRDB
import Testing

@testable import ModerationStore

@Suite("Tasks in the file", .timeLimit(.minutes(20)))
struct TaskFileTests {
  @Test func `are there when it is opened again, and what was being judged waits`() async throws {
    let folder = URL.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "service.sqlite").path
    var open: ServiceStore? = try ServiceStore(path: path)
    try await open?.tasks.accept(.sample("a"), picture: [1, 2, 3], at: 1)
    #expect(try await open?.tasks.begin("a") == 1)
    open = nil
    let again = try ServiceStore(path: path).tasks
    #expect(try await again.waiting(at: 1, except: [], countPerAccount: 1).map(\.id) == ["a"])
    #expect(try await again.picture(of: "a") == [1, 2, 3])
    #expect(try await again.begin("a") == 2)
  }

  @Test func `on a full disk are refused, and nothing is half there`() async throws {
    let open = try OpenTasks()
    let file = try #require(open.file)
    try await file.tasks.accept(.sample("a"), picture: [1], at: 1)
    try await file.database.pool.write { database in
      let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(pages + 8)")
    }
    let large = [UInt8](repeating: 1, count: 1 << 20)
    let failure = await refusal { () throws(TaskStoreError) in
      try await file.tasks.accept(.sample("b"), picture: large, at: 2)
    }
    guard case .store(let error) = failure else { throw Unexpected(what: "\(String(describing: failure))") }
    #expect(error.code == .cannotWrite)
    #expect(try await file.tasks.tasks(of: nil, in: nil, after: nil, limit: 9).map(\.id) == ["a"])
    let load = try await file.tasks.load(of: nil)
    #expect((load.waiting, load.waitingBytes) == (1, 1))
    // A verdict makes room and needs little.
    try await file.tasks.finish("a", body: [1], at: 3)
    #expect(try await file.tasks.load(of: nil).judged == 1)
  }

  @Test func `are refused before the disk is full, and those that are there still come to an end`() async throws {
    let open = try OpenTasks()
    var tasks = try #require(open.file).tasks
    tasks.limits.reservedDiskBytes = 1_000
    let picture = [UInt8](repeating: 1, count: 300)
    tasks.freeBytes = { _ in 1_600 }
    try await tasks.accept(.sample("a"), picture: picture, at: 1)
    tasks.freeBytes = { _ in 1_599 }
    let refused = await refusal { [tasks] () throws(TaskStoreError) in
      try await tasks.accept(.sample("b"), picture: picture, at: 2)
    }
    #expect(refused == .diskNearlyFull(freeByteCount: 1_599, needed: 1_600))
    try await tasks.accept(.sample("c"), picture: nil, at: 2)
    tasks.freeBytes = { _ in 0 }
    try await tasks.finish("a", body: [1], at: 3)
    try await tasks.deliver("a", at: 4)
    #expect(try await tasks.load(of: nil).waitingBytes == 0)
    #expect(tasks.limited(to: TaskLimits()).freeBytes("") == 0)
  }

  @Test func `look at the room that the file system says`() throws {
    let folder = URL.temporaryDirectory.path
    #expect(try #require(DiskRoom.freeBytes(folder)) > 0)
    #expect(DiskRoom.freeBytes(folder + "/nothing/there") == nil)
  }

  struct Unexpected: Error { let what: String }

  @Test func `have sums that agree with what is there, whatever happens in whatever order`() async throws {
    let open = try OpenTasks()
    let file = try #require(open.file)
    var random = SeededNumbers(seed: 20)
    for step in 0..<1_500 {
      let id = "\(Int.random(in: 0..<40, using: &random))"
      let account = "\(Int.random(in: 0..<3, using: &random))"
      let now = Int64(step)
      _ = await refusal { () throws(TaskStoreError) in
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1:
          let bytes = [UInt8](repeating: 1, count: Int.random(in: 0..<100, using: &random))
          try await file.tasks.accept(.sample(id, account), picture: bytes, at: now)
        case 2: _ = try await file.tasks.begin(id)
        case 3: try await file.tasks.finish(id, body: [1], at: now)
        case 4: try await file.tasks.postpone(id, by: 5, because: "x", at: now)
        case 5: try await file.tasks.deliver(id, at: now)
        case 6: try await file.tasks.bury(id, because: "x", at: now)
        default: try await file.tasks.drop(id, of: account)
        }
      }
    }
    try await file.tasks.sweep(at: 2_000)
    let (kept, counted, pictures, strays) = try await file.database.read { database in
      (
        try Row.fetchAll(
          database,
          sql: "SELECT account, state, count(*) AS t, sum(bytes) AS b FROM task GROUP BY 1, 2 ORDER BY 1, 2"
        ).map(\.description),
        try Row.fetchAll(
          database, sql: "SELECT account, state, tasks AS t, bytes AS b FROM task_load ORDER BY 1, 2"
        ).map(\.description),
        try Int.fetchOne(database, sql: "SELECT sum(length(bytes)) FROM task_picture"),
        try Int.fetchOne(
          database, sql: "SELECT count(*) FROM task_picture WHERE task NOT IN (SELECT number FROM task WHERE state = 0)"
        )
      )
    }
    #expect(kept == counted)
    #expect(!kept.isEmpty)
    #expect(strays == 0)
    #expect(try await file.tasks.load(of: nil).waitingBytes == pictures)
  }
}

/// Numbers that are the same at each run (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
