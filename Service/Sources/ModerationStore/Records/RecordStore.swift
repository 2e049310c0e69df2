public import GRDB
import Synchronization

/// Keeps records of what was judged in the service's store, and finds them.
///
/// `note` only adds in memory; `run` writes each second, and at its end, in one transaction. The death of the process,
/// `kill -9` too, loses at most what was noted in the last second while writing succeeds. While it fails the records
/// wait in memory, within bounds; what finds no room is dropped and counted. Safe from any thread.
public final class RecordStore: RecordStoring {
  /// The most records that wait for being written.
  public static let maximumPendingCount = 10_000
  /// The most bytes of results and texts that wait: 256 MiB.
  public static let maximumPendingBytes = 256 << 20
  /// The most records that one transaction removes, so that writers wait little.
  static let removedAtATime = 500

  struct Pending {
    var records: [ModerationRecord] = []
    var byteCount = 0
    var completions: [RecordID: RecordCompletion] = [:]
    var dropped = 0
  }

  let database: StorePool
  private let fingerprints = RecordFingerprints()
  private let pending = Mutex(Pending())
  private let maximumPendingCount: Int

  init(_ database: StorePool, maximumPendingCount: Int = RecordStore.maximumPendingCount) {
    self.database = database
    self.maximumPendingCount = maximumPendingCount
  }

  /// The greatest id in the file; nil without records.
  static func lastID(in database: StorePool) throws(StoreError) -> RecordID? {
    do {
      return try database.pool.read { try Int64.fetchOne($0, sql: "SELECT max(number) FROM record") }
        .map(RecordID.init(number:))
    } catch {
      throw StoreError(.cannotOpen, database.path, "cannot be opened: \(ServiceDatabase.reason(error))")
    }
  }

  // MARK: Noting

  /// Notes a record. Never waits for the disk.
  ///
  /// - Returns: Whether there was room; a record for which there was none is dropped.
  @discardableResult
  public func note(_ record: ModerationRecord) -> Bool {
    let byteCount = record.pendingByteCount
    return pending.withLock { pending in
      guard pending.records.count < maximumPendingCount,
        pending.byteCount + byteCount <= Self.maximumPendingBytes
      else {
        pending.dropped += 1
        return false
      }
      pending.records.append(record)
      pending.byteCount += byteCount
      return true
    }
  }

  /// Notes what was found out of a picture after its record was noted. Never waits for the disk.
  public func note(_ completion: RecordCompletion, of id: RecordID) {
    pending.withLock { pending in
      guard pending.completions.count < maximumPendingCount else { return }
      pending.completions[id] = completion
    }
  }

  /// Records that were dropped, since there was no room.
  public var droppedCount: Int { pending.withLock { $0.dropped } }

  /// Writes what was noted, in one transaction. Cancelling the task does not stop it.
  public func flush() async throws(StoreError) {
    let taken = pending.withLock { pending in
      let taken = pending
      pending = Pending(dropped: taken.dropped)
      return taken
    }
    guard !taken.records.isEmpty || !taken.completions.isEmpty else { return }
    do throws(StoreError) {
      try await database.write { database in
        for record in taken.records {
          let id = try RecordRows.insert(record, in: database)
          if let later = taken.completions[record.id] { try RecordRows.complete(id, later, in: database) }
        }
        let noted = Set(taken.records.map(\.id))
        for (id, later) in taken.completions where !noted.contains(id) {
          try RecordRows.complete(id, later, in: database)
        }
      }
    } catch {
      // Older records go first; of newer ones those are dropped that find no room any more.
      pending.withLock { pending in
        var merged = taken
        merged.dropped = pending.dropped
        for record in pending.records {
          guard merged.records.count < maximumPendingCount,
            merged.byteCount + record.pendingByteCount <= Self.maximumPendingBytes
          else {
            merged.dropped += 1
            continue
          }
          merged.records.append(record)
          merged.byteCount += record.pendingByteCount
        }
        merged.completions.merge(pending.completions) { $1 }
        pending = merged
      }
      throw error
    }
  }

  /// Writes each second until the task is cancelled, and then once more.
  ///
  /// - Parameters:
  ///   - interval: The time between two writes.
  ///   - report: Gets each failure; the records are kept and tried again.
  public func run(every interval: Duration = .seconds(1), report: @Sendable (StoreError) -> Void) async {
    var isCancelled = false
    while !isCancelled {
      do { try await Task.sleep(for: interval) } catch { isCancelled = true }
      do throws(StoreError) { try await flush() } catch { report(error) }
    }
  }

  /// Adds a record within another part's transaction: what that promises and the record stand or fall together.
  ///
  /// - Returns: The id that it has, which is another where its own is taken.
  @discardableResult
  public static func insert(_ record: ModerationRecord, in database: Database) throws -> RecordID {
    try RecordRows.insert(record, in: database)
  }

  // MARK: Storing and finding

  public func add(_ records: [ModerationRecord]) async throws(StoreError) {
    try await database.write { database in
      for record in records { try RecordRows.insert(record, in: database) }
    }
  }

  public func search(_ query: RecordQuery, of account: String?) async throws(StoreError) -> RecordPage {
    try await database.read { [fingerprints] in
      try RecordSearch(query, of: account, near: try Self.near(query, of: account, fingerprints, $0)).page($0)
    }
  }

  public func count(_ query: RecordQuery, of account: String?) async throws(StoreError) -> Int {
    var query = query
    query.after = nil
    return try await database.read { [query, fingerprints] in
      try RecordSearch(query, of: account, near: try Self.near(query, of: account, fingerprints, $0)).count($0)
    }
  }

  static func near(
    _ query: RecordQuery, of account: String?, _ fingerprints: RecordFingerprints, _ database: Database
  ) throws -> [RecordFingerprints.Near]? {
    try query.fingerprint.map { try fingerprints.near($0, within: query.distanceBits, of: account, in: database) }
  }

  public func record(_ id: RecordID, of account: String?) async throws(StoreError) -> ModerationRecord? {
    try await database.read { database in
      try RecordRows.records([id.number], includingResults: true, in: database)
        .first { account == nil || $0.account == account }
    }
  }

  public func correct(
    _ id: RecordID, of account: String?, _ correction: RecordCorrection?
  ) async throws(StoreError) -> Bool {
    try await database.write { try RecordRows.correct(id, of: account, correction, in: $0) }
  }

  public func remove(before milliseconds: Int64, atMost count: Int) async throws(StoreError) -> Int {
    try await database.write {
      try RecordRows.remove(before: RecordID.first(at: milliseconds), atMost: count, in: $0)
    }
  }
}

extension ModerationRecord {
  /// About how many bytes a record holds while it waits.
  fileprivate var pendingByteCount: Int {
    1_024 + (result?.utf8.count ?? 0) + text.utf8.count + (thumbnail?.count ?? 0)
  }
}
