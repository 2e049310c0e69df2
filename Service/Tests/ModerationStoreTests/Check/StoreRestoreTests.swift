import Foundation
import GRDB
import Glibc
import Testing

@testable import ModerationStore

@Suite("Store: restoring a backup", .timeLimit(.minutes(20)))
struct StoreRestoreTests {
  let folder: StoreFolder
  private static let time: Int64 = 1_795_780_800
  private var copy: String { folder.file("copy.sqlite") }
  private var kept: String { folder.path + ".replaced-20261127T120000Z" }

  init() throws { folder = try StoreFolder() }

  private func restore() throws -> String? {
    try ServiceStore.restore(copy, to: folder.path, at: Self.time)
  }

  @Test func `puts a backup over a killed store, whose log goes with what is kept of it`() async throws {
    try await folder.fill()
    try ServiceStore.backUp(folder.path, to: copy)
    let path = folder.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let store = try ServiceStore(path: path)
      for number in 0..<20 {
        try await store.pictures.add(.sample("p\(number)", entity: "e\(number)"), to: "known", by: .sample())
      }
      kill(getpid(), SIGKILL)
    }
    #expect(access(path + "-wal", F_OK) == 0)
    try FileManager.default.createDirectory(atPath: path + "-faces", withIntermediateDirectories: false)
    #expect(try restore() == kept)
    for name in ["-wal", "-shm", "-faces"] { #expect(access(path + name, F_OK) != 0) }
    #expect(try folder.mode("service.sqlite") == 0o600)
    #expect(try StoreCheck(path: path).isSound)
    let restored = try ServiceStore(path: path)
    #expect(try await restored.pictures.groups(of: "acme", limit: 1).first?.pictureCount == 1)
    let before = try ServiceStore(path: kept)
    #expect(try await before.pictures.groups(of: "acme", limit: 1).first?.pictureCount == 21)
    #expect(access(copy, F_OK) == 0)
  }

  @Test func `makes a store where there is none`() async throws {
    try await folder.fill()
    try ServiceStore.backUp(folder.path, to: copy)
    let new = folder.file("new.sqlite")
    #expect(try ServiceStore.restore(copy, to: new, at: Self.time) == nil)
    #expect(try await ServiceStore(path: new).pictures.groups(of: "acme", limit: 1).count == 1)
  }

  @Test func `takes a backup of an earlier version`() async throws {
    try folder.makeFirstVersion()
    try ServiceStore.backUp(folder.path, to: copy)
    #expect(try restore() == kept)
    _ = try ServiceStore(path: folder.path)
    #expect(try StoreCheck(path: folder.path).isSound)
  }

  @Test func `replaces a store that is damaged`() async throws {
    try await folder.fill()
    try ServiceStore.backUp(folder.path, to: copy)
    try Data(repeating: 7, count: 9_000).write(to: URL(filePath: folder.path))
    try Data("log".utf8).write(to: URL(filePath: folder.path + "-wal"))
    #expect(try restore() == kept)
    #expect(try StoreCheck(path: folder.path).isSound)
    #expect(try Data(contentsOf: URL(filePath: kept)).count == 9_000)
    #expect(access(folder.path + "-wal", F_OK) != 0)
  }

  @Test func `is refused while a service runs`() async throws {
    try await folder.fill()
    try ServiceStore.backUp(folder.path, to: copy)
    let store = try ServiceStore(path: folder.path)
    #expect(#expect(throws: StoreError.self) { try restore() }?.code == .inUse)
    withExtendedLifetime(store) {}
  }

  @Test func `changes nothing where the copy is not sound, of a later version, or the store itself`() async throws {
    try await folder.fill()
    try ServiceStore.backUp(folder.path, to: copy)
    try ServiceStore.backUp(folder.path, to: folder.file("later.sqlite"))
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let copied = try DatabaseQueue(path: copy, configuration: configuration)
    let later = try DatabaseQueue(path: folder.file("later.sqlite"))
    // A hash of no record.
    try await copied.write {
      try $0.execute(sql: "INSERT INTO recordFingerprint (number, pdq, quality) VALUES (5, x'00', 50)")
    }
    try await later.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('records-99')") }
    try copied.close()
    try later.close()
    let before = try FileManager.default.attributesOfItem(atPath: folder.path)[.systemFileNumber] as? Int
    #expect(#expect(throws: StoreError.self) { try restore() }?.code == .damaged)
    let refused: [(String, StoreError.Code)] = [
      ("later.sqlite", .laterVersion), ("no", .cannotOpen), ("service.sqlite", .cannotOpen),
    ]
    for (name, code) in refused {
      let error = #expect(throws: StoreError.self) {
        try ServiceStore.restore(folder.file(name), to: folder.path, at: Self.time)
      }
      #expect(error?.code == code)
    }
    #expect(try FileManager.default.attributesOfItem(atPath: folder.path)[.systemFileNumber] as? Int == before)
    #expect(try StoreCheck(path: folder.path).isSound)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(!names.contains { $0.contains("draft") || $0.contains("replaced") })
  }
}
