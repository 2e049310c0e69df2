import GRDB
import Glibc

/// What a check of a store's file found: SQLite's own consistency, references between rows, the version, and what holds
/// of the rows themselves.
///
/// Only reads, and sees one state of the file, also while the service writes it.
public struct StoreCheck: Hashable, Sendable {
  /// The most lines that SQLite's check and each of the others may give.
  public static let maximumLineCount = 20

  /// What is wrong, each with what to do where that is known; empty for a sound store.
  public let problems: [String]
  /// The rows of each table, by name.
  public let rowCounts: [String: Int]

  /// Whether an earlier version wrote it, which is one of the problems where it is so.
  public let isOfEarlierVersion: Bool

  /// Whether nothing is wrong.
  public var isSound: Bool { problems.isEmpty }

  /// Checks a file. Blocks for as long as reading all of it takes.
  ///
  /// - Throws: `StoreError.Code.cannotOpen` where there is no file, or none that may be read; `laterVersion`.
  public init(path: String) throws(StoreError) {
    let state = try FileAccess(path)
    var problems = state.problems
    var isEarlier = false
    guard state.byteCount > 0 else {
      self.problems =
        problems + ["the file is empty: no service has written it yet; if one had, restore the last backup"]
      (rowCounts, isOfEarlierVersion) = ([:], false)
      return
    }
    let queue: DatabaseQueue
    do throws(StoreError) {
      queue = try ServiceDatabase.openAnyVersion(path)
    } catch {
      guard error.code == .damaged else { throw error }
      self.problems = problems + [error.message]
      (rowCounts, isOfEarlierVersion) = ([:], false)
      return
    }
    do {
      rowCounts = try queue.read { database in
        let own = try Self.integrity(database)
        problems += own
        // A file that SQLite itself finds fault with answers nothing else reliably.
        guard own.isEmpty else { return [:] }
        if try ServiceDatabase.migrator.hasBeenSuperseded(database) {
          throw StoreError(
            .laterVersion, path, "was written by a later version of the service: check it with that version")
        }
        problems += try Self.references(database)
        guard try ServiceDatabase.migrator.hasCompletedMigrations(database) else {
          isEarlier = true
          problems.append(
            "was written by an earlier version: start this version's service with it once, after a backup")
          return try Self.rowCounts(database)
        }
        for invariant in StoreInvariant.all {
          let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM (\(invariant.sql))") ?? 0
          if count > 0 {
            problems.append("it should hold that \(invariant.name); \(count) rows contradict it: restore a backup")
          }
        }
        return try Self.rowCounts(database)
      }
    } catch let error as StoreError {
      throw error
    } catch {
      problems.append("cannot be read: \(ServiceDatabase.reason(error))")
      rowCounts = [:]
    }
    self.problems = problems
    isOfEarlierVersion = isEarlier
  }

  private static func integrity(_ database: Database) throws -> [String] {
    let lines = try String.fetchAll(database, sql: "PRAGMA integrity_check(\(maximumLineCount))")
    return lines == ["ok"] ? [] : lines.map { "damaged: \($0.prefix(200)): restore the last backup" }
  }

  private static func references(_ database: Database) throws -> [String] {
    let tables = try String.fetchAll(
      database, sql: "SELECT DISTINCT \"table\" FROM pragma_foreign_key_check LIMIT \(maximumLineCount)")
    return tables.map { "rows of \($0) refer to rows that are not there: restore the last backup" }
  }

  private static func rowCounts(_ database: Database) throws -> [String: Int] {
    var counts: [String: Int] = [:]
    for table in try StoreTable.all(database) {
      counts[table.name] = try table.rowCount(database)
    }
    return counts
  }
}
