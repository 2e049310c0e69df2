import GRDB
import Synchronization

/// Counts calls by account, key, interface, scene and day (UTC), and keeps them across restarts.
///
/// `record` only adds in memory; `run` writes each second, and at its end, in one transaction. The death of the
/// process, `kill -9` too, loses what was counted since the last write: at most the last second while writing succeeds.
/// While it fails (a full disk) the counts stay in memory and are written when it succeeds again. Safe from any thread.
public final class UsageStore: Sendable {
  /// The most distinct rows that wait for being written. Calls beyond it are counted for their account and interface
  /// under the key and scene `(other)`.
  public static let maximumPendingCount = 50_000

  /// Reads what was written.
  public let reader: UsageReader

  private let database: StorePool
  private let pending = Mutex(PendingUsage())
  private let maximumPendingCount: Int

  init(_ database: StorePool, maximumPendingCount: Int) {
    self.database = database
    self.maximumPendingCount = maximumPendingCount
    reader = UsageReader(path: database.path, database: database.pool)
  }

  /// Counts calls. Never waits for the disk.
  ///
  /// - Parameters:
  ///   - count: How many such calls.
  ///   - secondsSince1970: When they came; decides the day.
  public func record(_ call: UsageCall, count: Int = 1, at secondsSince1970: Int) {
    let place = PendingUsage.Place(
      day: UTCDay(secondsSince1970: secondsSince1970), account: call.account, interface: call.interface,
      scene: call.scene, key: call.keyID)
    var counts = UsageCounts()
    counts.add(count, call.outcome)
    pending.withLock { $0.add(counts, place, maximumCount: maximumPendingCount) }
  }

  /// Raises the day's peak of an account's service to the calls of one second. Never waits for the disk.
  ///
  /// - Parameter service: The group that shares a rate: `ims`.
  public func recordPeak(account: String, service: String, callsInSecond: Int, at secondsSince1970: Int) {
    let place = PendingUsage.PeakPlace(
      day: UTCDay(secondsSince1970: secondsSince1970), account: account, service: service)
    pending.withLock { $0.raise(callsInSecond, place, maximumCount: maximumPendingCount) }
  }

  /// Calls that were not counted, because even `(other)` had no room; 0 unless the disk refuses for long.
  public var lostCallCount: Int { pending.withLock { $0.lost } }

  /// Writes what was counted, in one transaction. Cancelling the task does not stop it.
  public func flush() async throws(StoreError) {
    let taken = pending.withLock { $0.take() }
    guard !taken.isEmpty else { return }
    do throws(StoreError) {
      try await database.write { try Self.write(taken, $0) }
    } catch {
      pending.withLock { $0.merge(taken, maximumCount: maximumPendingCount) }
      throw error
    }
  }

  /// Writes each second until the task is cancelled, and then once more.
  ///
  /// - Parameters:
  ///   - interval: The time between two writes.
  ///   - report: Gets each failure; the counts are kept and tried again.
  public func run(every interval: Duration = .seconds(1), report: @Sendable (StoreError) -> Void) async {
    var isCancelled = false
    while !isCancelled {
      do { try await Task.sleep(for: interval) } catch { isCancelled = true }
      do throws(StoreError) { try await flush() } catch { report(error) }
    }
  }

  private static func write(_ taken: PendingUsage, _ database: Database) throws {
    let usage = try database.cachedStatement(
      sql: """
        INSERT INTO usage (day, account, interface, scene, key, answered, rejected, failed)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET answered = answered + excluded.answered, rejected = rejected + excluded.rejected,
          failed = failed + excluded.failed
        """)
    for (place, counts) in taken.counts {
      try usage.execute(arguments: [
        place.day.description, place.account, place.interface, place.scene, place.key, counts.answered,
        counts.rejected, counts.failed,
      ])
    }
    let peak = try database.cachedStatement(
      sql: """
        INSERT INTO peak (day, account, service, calls) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET calls = max(calls, excluded.calls)
        """)
    for (place, calls) in taken.peaks {
      try peak.execute(arguments: [place.day.description, place.account, place.service, calls])
    }
  }
}
