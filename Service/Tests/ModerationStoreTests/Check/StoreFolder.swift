import Foundation
import GRDB

@testable import ModerationStore

/// A folder of a test's own with a store in it.
final class StoreFolder {
  let url = URL.temporaryDirectory.appending(path: UUID().uuidString)
  var path: String { file("service.sqlite") }

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

  deinit {
    chmod(url.path, 0o700)
    try? FileManager.default.removeItem(at: url)
  }

  func file(_ name: String) -> String { url.appending(path: name).path }

  func mode(_ name: String) throws -> Int {
    try FileManager.default.attributesOfItem(atPath: file(name))[.posixPermissions] as? Int ?? -1
  }

  /// A store with some of everything that this module keeps.
  func fill(calls: Int = 3) async throws {
    let store = try ServiceStore(path: path)
    let call = UsageCall(account: "acme", keyID: "AKID1", interface: "ims.ImageModeration", outcome: .answered)
    store.usage.record(call, count: calls, at: 1_795_780_800)
    store.usage.recordPeak(account: "acme", service: "ims", callsInSecond: 2, at: 1_795_780_800)
    try await store.usage.flush()
    try await store.pictures.createGroup(.sample("known"), by: .sample())
    try await store.pictures.add(.sample("a"), to: "known", by: .sample())
    try await store.words.define(
      [NewWordLibrary(name: "ads", account: "acme", suggestion: "BLOCK")], at: 1_795_780_800_000)
    _ = try await store.words.add([.sample("Ωmega\u{1F600}")], to: "ads", by: .sample())
  }

  /// A file that only the first version's tables are in.
  func makeFirstVersion() throws {
    let queue = try DatabaseQueue(path: path)
    try ServiceDatabase.migrator.migrate(queue, upTo: "usage-1")
    try queue.write {
      try $0.execute(
        sql: "INSERT INTO usage VALUES ('2026-11-27', 'acme', 'ims.ImageModeration', '-', 'AKID1', 5, 0, 0)")
    }
    try queue.close()
    chmod(path, 0o600)
  }
}
