import Foundation
import Synchronization

@testable import ModerationStore

/// The two implementations, which the same tests are run against.
enum RecordPlace: String, CaseIterable, Sendable {
  case memory
  case file

  /// One without records. A file goes with the folder.
  func open(in folder: RecordFolder) throws -> any RecordStoring {
    switch self {
    case .memory: MemoryRecords()
    case .file: try folder.store()
    }
  }
}

/// A folder of its own, removed at its end.
final class RecordFolder: Sendable {
  let url = URL.temporaryDirectory.appending(path: UUID().uuidString)
  var path: String { url.appending(path: "service.sqlite").path }

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: url) }

  func store() throws -> RecordStore { try ServiceStore(path: path).records }
}

/// Noon of 2026-11-27, in milliseconds since 1970.
let noon: Int64 = 1_795_780_800_000

/// How many samples were made: later ones have greater ids, whatever other tests make meanwhile.
private let samples = Atomic<Int64>(0)

/// A record of a picture that passed.
func sample(
  _ text: String = "", account: String = "acme", at milliseconds: Int64 = noon,
  _ change: (inout ModerationRecord) -> Void = { _ in }
) -> ModerationRecord {
  let id = RecordID(number: RecordID.first(at: milliseconds).number + samples.add(1, ordering: .relaxed).newValue)
  var record = ModerationRecord(
    id: id, account: account, key: "AKID1", interface: "ims.ImageModeration")
  record.suggestion = "PASS"
  record.text = text
  record.policy = "default"
  record.scenes = [ModerationRecord.SceneOutcome(scene: "porn", suggestion: "PASS")]
  record.result = "{\"schema\":\"moderation-result-2\"}"
  change(&record)
  return record
}

extension RecordStoring {
  /// The texts of what is found, newest first.
  func texts(of account: String? = "acme", _ change: (inout RecordQuery) -> Void) async throws -> [String] {
    var query = RecordQuery()
    change(&query)
    return try await search(query, of: account).hits.map(\.record.text)
  }
}
