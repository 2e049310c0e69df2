import Foundation
import GRDB
import Glibc
import Testing

@testable import ModerationStore

@Suite("Store: check, bad files", .timeLimit(.minutes(20)))
struct StoreCheckTests {
  let folder: StoreFolder

  init() throws { folder = try StoreFolder() }

  @Test func `a store that the service wrote is sound, also while it is open`() async throws {
    try await folder.fill()
    #expect(try StoreCheck(path: folder.path).problems == [])
    let store = try ServiceStore(path: folder.path)
    let check = try StoreCheck(path: folder.path)
    #expect(check.isSound)
    #expect(check.rowCounts["picture"] == 1)
    #expect(check.rowCounts["word"] == 1)
    #expect(check.rowCounts["usage"] == 1)
    withExtendedLifetime(store) {}
  }

  @Test func `a broken invariant is named`() async throws {
    try await folder.fill()
    let queue = try DatabaseQueue(path: folder.path)
    try await queue.write { try $0.execute(sql: "UPDATE pictureGroup SET pictures = 7") }
    try queue.close()
    let problems = try StoreCheck(path: folder.path).problems
    #expect(problems.count == 1)
    #expect(problems.first?.contains("a group has as many pictures as it counts") == true)
  }

  @Test func `a row that refers to nothing is found`() async throws {
    try await folder.fill()
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: folder.path, configuration: configuration)
    try await queue.write { try $0.execute(sql: "DELETE FROM pictureGroup") }
    try queue.close()
    #expect(try StoreCheck(path: folder.path).problems.contains { $0.hasPrefix("rows of picture refer") })
  }

  @Test func `bytes flipped in the middle are found`() async throws {
    try await folder.fill()
    let handle = try #require(FileHandle(forUpdatingAtPath: folder.path))
    let size = try handle.seekToEnd()
    for page in stride(from: UInt64(4_096), to: size, by: 4_096) {
      try handle.seek(toOffset: page)
      try handle.write(contentsOf: Data(repeating: 0xA5, count: 64))
    }
    try handle.close()
    let check = try StoreCheck(path: folder.path)
    #expect(!check.isSound)
    #expect(check.problems.allSatisfy { $0.contains("restore the last backup") })
    #expect(throws: StoreError.self) { try ServiceStore.export(folder.path, to: folder.file("out.jsonl")) }
    #expect(access(folder.file("out.jsonl"), F_OK) != 0)
  }

  @Test func `a truncated file is found`() async throws {
    try await folder.fill()
    #expect(truncate(folder.path, 8_192 + 100) == 0)
    #expect(try StoreCheck(path: folder.path).problems.first?.contains("restore the last backup") == true)
  }

  @Test func `what is no database is refused with what to do`() throws {
    try Data("not a database, but long enough to have a header of its own: \(String(repeating: "x", count: 200))".utf8)
      .write(to: URL(filePath: folder.path))
    let error = #expect(throws: StoreError.self) { _ = try ServiceStore(path: folder.path) }
    #expect(error?.code == .cannotOpen)
    #expect(error?.message.contains("the file is not a store") == true)
    #expect(try !StoreCheck(path: folder.path).isSound)
  }

  @Test func `an empty file is told by the check, and a service begins with it`() throws {
    #expect(FileManager.default.createFile(atPath: folder.path, contents: Data()))
    chmod(folder.path, 0o600)
    #expect(try StoreCheck(path: folder.path).problems.map { $0.prefix(17) } == ["the file is empty"])
    _ = try ServiceStore(path: folder.path)
    #expect(try StoreCheck(path: folder.path).isSound)
  }

  @Test func `no file, and a folder in its place`() throws {
    #expect(throws: StoreError.self) { try StoreCheck(path: folder.path) }
    let error = #expect(throws: StoreError.self) { _ = try ServiceStore(path: folder.url.path) }
    #expect(error?.message.contains("not a regular file") == true)
  }

  @Test func `a store of a later version is neither opened nor changed`() async throws {
    try await folder.fill()
    let queue = try DatabaseQueue(path: folder.path)
    try await queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('from-the-future-1')") }
    try queue.close()
    let before = try Data(contentsOf: URL(filePath: folder.path))
    #expect(throws: StoreError.self) { _ = try ServiceStore(path: folder.path) }
    #expect(#expect(throws: StoreError.self) { try StoreCheck(path: folder.path) }?.code == .laterVersion)
    #expect(
      #expect(throws: StoreError.self) { try ServiceStore.export(folder.path, to: folder.file("out")) }?.code
        == .laterVersion)
    #expect(try Data(contentsOf: URL(filePath: folder.path)) == before)
    // A copy of it is one all the same.
    try ServiceStore.backUp(folder.path, to: folder.file("copy.sqlite"))
  }

  @Test func `the store of the last release is brought up to date in place`() async throws {
    try folder.makeFirstVersion()
    #expect(ServiceStore.problem(at: folder.path) == nil)
    #expect(try StoreCheck(path: folder.path).problems.first?.contains("an earlier version") == true)
    do {
      let store = try ServiceStore(path: folder.path)
      let day = try #require(UTCDay("2026-11-27"))
      #expect(try store.usage.reader.total(days: day...day).calls == 5)
      try await store.pictures.createGroup(.sample("known"), by: .sample())
    }
    #expect(try StoreCheck(path: folder.path).isSound)
  }

  @Test(arguments: [(0o602, true), (0o666, true), (0o640, false), (0o604, false)])
  func `a file that everybody may write is refused, one that others may read is told`(
    _ mode: Int, _ isRefused: Bool
  ) async throws {
    try await folder.fill()
    chmod(folder.path, mode_t(mode))
    #expect(try StoreCheck(path: folder.path).problems.contains { $0.contains("chmod 600") })
    if isRefused {
      let error = #expect(throws: StoreError.self) { _ = try ServiceStore(path: folder.path) }
      #expect(error?.message.contains("chmod 600") == true)
    } else {
      _ = try ServiceStore(path: folder.path)
    }
  }

  @Test func `a full disk refuses what does not fit, keeps what was there, and goes on when there is room`()
    async throws
  {
    try await folder.fill()
    let store = try ServiceStore(path: folder.path)
    try await store.database.pool.writeWithoutTransaction { database in
      let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      try database.execute(sql: "PRAGMA max_page_count = \(pages)")
    }
    let content = String(repeating: "x", count: 4_000)
    var refused: LibraryError?
    var added = 1
    for number in 0..<50 {
      do throws(LibraryError) {
        try await store.pictures.add(
          .sample("full-\(number)", content: content, entity: "e\(number / 10)"), to: "known", by: .sample())
        added += 1
      } catch {
        refused = error
        break
      }
    }
    guard case .store(let error) = refused else {
      Issue.record("nothing was refused: \(String(describing: refused))")
      return
    }
    #expect(error.code == .cannotWrite)
    #expect(error.message.contains("free space on its disk"))
    #expect(try await store.pictures.groups(of: "acme", limit: 1).first?.pictureCount == added)
    #expect(try StoreCheck(path: folder.path).isSound)
    try await store.database.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
    try await store.pictures.add(.sample("later", content: content, entity: "later"), to: "known", by: .sample())
  }

  @Test func `a read-only file is refused with what to do`() async throws {
    try await folder.fill()
    // Permissions bind no superuser, a connection that may only read binds everybody.
    let queue = try ServiceDatabase.openToRead(folder.path)
    let error = #expect(throws: DatabaseError.self) {
      try queue.writeWithoutTransaction { try $0.execute(sql: "DELETE FROM usage") }
    }
    #expect(error.map { ServiceDatabase.reason($0) }?.contains("may not be written by this user") == true)
    guard geteuid() != 0 else { return }
    chmod(folder.path, 0o400)
    #expect(#expect(throws: StoreError.self) { _ = try ServiceStore(path: folder.path) }?.code == .cannotOpen)
    chmod(folder.path, 0o600)
    chmod(folder.url.path, 0o500)
    #expect(#expect(throws: StoreError.self) { _ = try ServiceStore(path: folder.path) }?.code == .cannotOpen)
  }
}
