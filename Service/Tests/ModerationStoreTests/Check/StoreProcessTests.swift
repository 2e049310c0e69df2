import Foundation
import GRDB
import Glibc
import Testing

@testable import ModerationStore

@Suite("Store: other processes", .timeLimit(.minutes(20)), .serialized)
struct StoreProcessTests {
  let folder: StoreFolder

  init() throws { folder = try StoreFolder() }

  @Test func `a second process that would write is refused by the number of the first`() async throws {
    let store = try ServiceStore(path: folder.path)
    let path = folder.path
    let number = getpid()
    await #expect(processExitsWith: .success) { [path = path as String, number = number as Int32] in
      do throws(StoreError) {
        _ = try ServiceStore(path: path)
        exit(2)
      } catch {
        exit(error.code == .inUse && error.message.contains("process \(number):") ? 0 : 3)
      }
    }
    withExtendedLifetime(store) {}
  }

  @Test func `a process killed with the lock leaves a store that opens`() async throws {
    let path = folder.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let store = try ServiceStore(path: path)
      withExtendedLifetime(store) { _ = kill(getpid(), SIGKILL) }
    }
    _ = try ServiceStore(path: path)
    #expect(try StoreCheck(path: path).isSound)
  }

  @Test func `a migration that was killed between two statements is made whole the next time`() async throws {
    try folder.makeFirstVersion()
    let path = folder.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      var migrator = DatabaseMigrator()
      migrator.registerMigration("usage-1") { _ in }
      migrator.registerMigration("libraries-1") { database in
        try database.execute(sql: "CREATE TABLE pictureGroup (id INTEGER PRIMARY KEY)")
        try database.execute(sql: "DELETE FROM usage")
        kill(getpid(), SIGKILL)
      }
      try migrator.migrate(try DatabasePool(path: path))
    }
    let day = try #require(UTCDay("2026-11-27"))
    let store = try ServiceStore(path: path)
    #expect(try store.usage.reader.total(days: day...day).calls == 5)
    #expect(try await store.pictures.groups(of: "acme", limit: 1).isEmpty)
    #expect(try StoreCheck(path: path).isSound)
  }

  @Test func `what was reported as added outlives the process`() async throws {
    let path = folder.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let store = try ServiceStore(path: path)
      try await store.pictures.createGroup(.sample("known"), by: .sample())
      for number in 0..<20 {
        try await store.pictures.add(.sample("p\(number)", entity: "e\(number)"), to: "known", by: .sample())
      }
      kill(getpid(), SIGKILL)
    }
    let store = try ServiceStore(path: path)
    #expect(try await store.pictures.groups(of: "acme", limit: 1).first?.pictureCount == 20)
  }
}
