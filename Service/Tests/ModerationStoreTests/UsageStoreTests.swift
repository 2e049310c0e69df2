import Foundation
import GRDB
import Testing

@testable import ModerationStore

@Suite("Metering", .timeLimit(.minutes(20)))
final class UsageStoreTests {
  let folder = URL.temporaryDirectory.appending(path: UUID().uuidString)
  var path: String { folder.appending(path: "service.sqlite").path }
  /// Noon of 2026-11-27.
  let noon = 1_795_780_800

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func call(
    _ account: String = "acme", _ outcome: UsageCall.Outcome = .answered, key: String = "AKID1",
    interface: String = "ims.ImageModeration", scene: String = UsageCall.noScene
  ) -> UsageCall {
    UsageCall(account: account, keyID: key, interface: interface, scene: scene, outcome: outcome)
  }

  func month(_ text: String = "2026-11") throws -> ClosedRange<UTCDay> { try #require(UTCDay.days(ofMonth: text)) }

  @Test func `calls are summed by account and interface, with what became of them`() async throws {
    let store = try ServiceStore(path: path).usage
    store.record(call(), count: 3, at: noon)
    store.record(call("acme", .rejected), at: noon)
    store.record(call("acme", .failed), at: noon + 86_400)
    store.record(call("other"), at: noon)
    store.recordPeak(account: "acme", service: "ims", callsInSecond: 3, at: noon)
    store.recordPeak(account: "acme", service: "ims", callsInSecond: 2, at: noon)
    try await store.flush()
    let rows = try store.reader.rows(days: month())
    #expect(rows.map(\.account) == ["acme", "other"])
    #expect(rows[0].counts == UsageCounts(answered: 3, rejected: 1, failed: 1))
    #expect(rows[0].counts.calls == 5)
    #expect(rows[0].peakCallsPerSecond == 3)
    #expect(rows[0].part == nil)
    #expect(rows[1].peakCallsPerSecond == nil)
    let first = try #require(UTCDay("2026-11-27"))
    #expect(try store.reader.total(account: "acme", days: first...first).calls == 4)
    #expect(try store.reader.total(account: "nobody", days: month()).calls == 0)
  }

  @Test func `rows are kept apart by key or scene`() async throws {
    let store = try ServiceStore(path: path).usage
    for (key, scene) in [("AKID1", "PORN"), ("AKID1", "TEXT"), ("AKID2", "PORN")] {
      store.record(call(key: key, interface: "tiia.ImageModeration", scene: scene), at: noon)
    }
    try await store.flush()
    let keys = try store.reader.rows(days: month(), by: .key)
    #expect(keys.map(\.part) == ["AKID1", "AKID2"])
    #expect(keys.map(\.counts.calls) == [2, 1])
    let scenes = try store.reader.rows(days: month(), by: .scene)
    #expect(scenes.map(\.part) == ["PORN", "TEXT"])
    #expect(scenes.map(\.counts.calls) == [2, 1])
  }

  @Test(arguments: [
    (1_795_824_000 - 1, "2026-11-27"), (1_795_824_000, "2026-11-28"), (1_796_083_199, "2026-11-30"),
    (1_796_083_200, "2026-12-01"),
  ])
  func `a day ends at midnight of UTC, and a month with its last`(_ seconds: Int, _ day: String) async throws {
    let store = try ServiceStore(path: path).usage
    store.record(call(), at: seconds)
    try await store.flush()
    let expected = try #require(UTCDay(day))
    #expect(try store.reader.total(days: expected...expected).calls == 1)
    #expect(try store.reader.total(days: month(String(day.prefix(7)))).calls == 1)
    let other = day.hasPrefix("2026-11") ? "2026-12" : "2026-11"
    #expect(try store.reader.total(days: month(other)).calls == 0)
  }

  @Test func `counts survive the store, add up, and keep the higher peak`() async throws {
    do {
      let store = try ServiceStore(path: path).usage
      store.record(call(), at: noon)
      store.recordPeak(account: "acme", service: "ims", callsInSecond: 9, at: noon)
      try await store.flush()
      store.record(call(), at: noon)
    }
    let store = try ServiceStore(path: path).usage
    store.record(call(), at: noon)
    store.recordPeak(account: "acme", service: "ims", callsInSecond: 4, at: noon)
    try await store.flush()
    try await store.flush()
    let row = try #require(try store.reader.rows(days: month()).first)
    // The call that was never written is lost, as after a kill; nothing else is.
    #expect(row.counts.calls == 2)
    #expect(row.peakCallsPerSecond == 9)
  }

  @Test func `a kill loses what was counted since the last write and nothing else`() async throws {
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let store = try ServiceStore(path: path).usage
      let call = UsageCall(account: "acme", keyID: "AKID1", interface: "ims.ImageModeration", outcome: .answered)
      for _ in 0..<100 { store.record(call, at: 1_795_780_800) }
      try await store.flush()
      for _ in 0..<10 { store.record(call, at: 1_795_780_800) }
      kill(getpid(), SIGKILL)
    }
    #expect(try UsageReader(path: path).total(days: month()).calls == 100)
    #expect(try ServiceStore(path: path).usage.reader.total(days: month()).calls == 100)
  }

  @Test func `another connection reads while the store is open and written`() async throws {
    let store = try ServiceStore(path: path).usage
    let reader = try UsageReader(path: path)
    store.record(call(), at: noon)
    #expect(try reader.total(days: month()).calls == 0)
    try await store.flush()
    #expect(try reader.total(days: month()).calls == 1)
  }

  @Test func `cancelling the service writes what is left`() async throws {
    let store = try ServiceStore(path: path).usage
    store.record(call(), at: noon)
    let task = Task { await store.run(every: .seconds(3600)) { Issue.record($0) } }
    task.cancel()
    await task.value
    #expect(try UsageReader(path: path).total(days: month()).calls == 1)
  }

  @Test func `what cannot be written is kept and written later`() async throws {
    let store = try ServiceStore(path: path).usage
    store.record(call(), at: noon)
    try await store.flush()
    try run("ALTER TABLE usage RENAME TO hidden")
    store.record(call(), count: 2, at: noon)
    let error = await #expect(throws: StoreError.self) { try await store.flush() }
    #expect(error?.code == .cannotWrite)
    store.record(call(), count: 4, at: noon)
    try run("ALTER TABLE hidden RENAME TO usage")
    try await store.flush()
    #expect(try store.reader.total(days: month()).calls == 7)
  }

  @Test func `beyond the bound the account stays right, and nothing vanishes silently`() async throws {
    let store = UsageStore(try ServiceStore(path: path).database, maximumPendingCount: 2)
    for key in ["1", "2", "3", "4", "5"] { store.record(call(key: key), at: noon) }
    for account in ["a", "b", "c"] { store.record(call(account), at: noon) }
    #expect(store.lostCallCount == 2)
    try await store.flush()
    let keys = try store.reader.rows(account: "acme", days: month(), by: .key)
    #expect(keys.map(\.part) == ["(other)", "1", "2"])
    #expect(keys.map(\.counts.calls) == [3, 1, 1])
    #expect(try store.reader.total(days: month()).calls == 6)
    #expect(store.lostCallCount == 2)
    store.record(call(key: "6"), at: noon)
    try await store.flush()
    #expect(try store.reader.total(days: month()).calls == 7)
  }

  @Test func `a later version's file is refused, and one that is no database too`() async throws {
    _ = try ServiceStore(path: path).usage
    try run("INSERT INTO grdb_migrations VALUES ('faces-9')")
    #expect(throws: StoreError.self) { try ServiceStore(path: path).usage }
    let error = try #require(throws: StoreError.self) { try UsageReader(path: path) }
    #expect(error.code == .laterVersion)
    #expect(error.message.contains("later version"))
    let other = folder.appending(path: "text").path
    try Data(String(repeating: "no database ", count: 1000).utf8).write(to: URL(filePath: other))
    #expect(throws: StoreError.self) { try ServiceStore(path: other) }
    #expect(try #require(throws: StoreError.self) { try UsageReader(path: other) }.code == .cannotOpen)
    #expect(throws: StoreError.self) { try UsageReader(path: folder.appending(path: "none").path) }
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "none").path))
    let empty = folder.appending(path: "empty").path
    try Data().write(to: URL(filePath: empty))
    #expect(try #require(throws: StoreError.self) { try UsageReader(path: empty) }.code == .earlierVersion)
  }

  @Test func `the file is closed to others`() async throws {
    let store = try ServiceStore(path: path).usage
    store.record(call(), at: noon)
    try await store.flush()
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let file = folder.appending(path: name).path
      #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600, "\(name)")
    }
  }

  @Test(arguments: ["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "20261127", "", "2026-11-31", "１９９９-01-01"])
  func `a text that is no day is none`(_ text: String) { #expect(UTCDay(text) == nil) }

  @Test(arguments: [("2028-02", 29), ("2026-02", 28), ("2026-12", 31), ("1970-01", 31), ("2100-02", 28)])
  func `a month has its days`(_ text: String, _ count: Int) throws {
    let days = try month(text)
    #expect(days.upperBound.number - days.lowerBound.number + 1 == count)
    #expect(days.lowerBound.description == text + "-01")
    #expect(days.upperBound.month == text)
  }

  /// Changes the file behind the store's back.
  func run(_ sql: String) throws {
    // A store that was let go may still end what it began at its start.
    var configuration = Configuration()
    configuration.busyMode = .timeout(60)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.write { try $0.execute(sql: sql) }
    try queue.close()
  }
}
