import Foundation
import GRDB
import Glibc

extension ServiceStore {
  /// Takes what `export` wrote into a store that is new or empty: all of it, or nothing.
  ///
  /// - Returns: How many rows.
  /// - Throws: `StoreError`: `notEmpty`, `inUse` while a service runs, `otherVersion` of the export, `invalidImport` with
  ///   the line, `cannotOpen`, `cannotWrite`.
  @discardableResult
  public static func importRows(from file: String, into path: String) throws(StoreError) -> Int {
    var lines = try ImportedLines(file)
    let header = try lines.header()
    let expected = ServiceDatabase.migrator.migrations
    guard header.migrations == expected else {
      let differing =
        header.migrations.filter { !expected.contains($0) } + expected.filter { !header.migrations.contains($0) }
      throw StoreError(
        .otherVersion, file,
        "is of another version of the tables (\(differing.joined(separator: ", "))): import it with the version that "
          + "exported it, start this version's service with that store once, and it is up to date")
    }
    let path = try StorePath.real(path)
    let lock = try WriterLock(of: path)
    try StorePath.checkOneName(path)
    let pool = try ServiceDatabase.open(path)
    defer { withExtendedLifetime(lock) {} }
    do {
      return try pool.write { database in
        try database.execute(sql: "PRAGMA defer_foreign_keys = ON")
        // What triggers would do stands in the export.
        let triggers = try Row.fetchAll(database, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(StoreTable.quoted(trigger["name"]))") }
        let count = try insert(&lines, database, path)
        try StoreDerivation.makeAll(database, path: path)
        for trigger in triggers { try database.execute(sql: trigger["sql"]) }
        try FaceBase.discardCache(of: path)
        return count
      }
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(.cannotWrite, path, "nothing was imported: \(ServiceDatabase.reason(error))")
    }
  }

  private static func insert(_ lines: inout ImportedLines, _ database: Database, _ path: String) throws -> Int {
    var tables: [String: StoreTable] = [:]
    let seeds = try rowCountsOfNewStore()
    for table in try StoreTable.all(database) {
      tables[table.name] = table
      let (count, seedCount) = (try table.rowCount(database), seeds[table.name] ?? 0)
      guard count == seedCount else {
        throw StoreError(
          .notEmpty, path, "is not empty (\(table.name)), and an import replaces nothing: name a new file")
      }
      // What every store begins with is in the export as well, as it became.
      if count > 0 { try database.execute(sql: "DELETE FROM \(table.quotedName)") }
    }
    var count = 0
    while let line = try lines.next() {
      guard let table = tables[line.table] else { throw lines.error("there is no table \(line.table.prefix(64))") }
      guard Set(line.row.keys) == Set(table.columns) else {
        throw lines.error("the columns of \(table.name) are \(table.columns.joined(separator: ", "))")
      }
      // Inserting rows that count themselves has made the entry already.
      let verb = table.name == "sqlite_sequence" ? try sequence(line, database) : "INSERT INTO"
      let marks = table.columns.map { _ in "?" }.joined(separator: ", ")
      let statement = try database.cachedStatement(
        sql: "\(verb) \(table.quotedName) (\(table.quotedColumns)) VALUES (\(marks))")
      do {
        let values = table.columns.map { line.row[$0]?.databaseValue ?? DatabaseValue.null }
        try statement.execute(arguments: StatementArguments(values))
      } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
        throw lines.error("the row of \(table.name) is refused: \(ServiceDatabase.reason(error))")
      }
      count += 1
    }
    if try Row.fetchOne(database, sql: "PRAGMA foreign_key_check") != nil {
      throw lines.error("rows refer to rows that are not there")
    }
    for invariant in StoreInvariant.all where try Row.fetchOne(database, sql: invariant.sql) != nil {
      throw lines.error("it should hold that \(invariant.name), and does not")
    }
    return count
  }

  /// The rows that a store begins with, by table.
  private static func rowCountsOfNewStore() throws -> [String: Int] {
    let queue = try DatabaseQueue()
    try ServiceDatabase.migrator.migrate(queue)
    return try queue.read { database in
      var counts: [String: Int] = [:]
      for table in try StoreTable.all(database) { counts[table.name] = try table.rowCount(database) }
      return counts
    }
  }

  private static func sequence(_ line: StoreExport.Line, _ database: Database) throws -> String {
    if let name = line.row["name"] {
      try database.execute(sql: "DELETE FROM sqlite_sequence WHERE name = ?", arguments: [name.databaseValue])
    }
    return "INSERT INTO"
  }
}

/// The lines of an export, read one by one.
struct ImportedLines: ~Copyable {
  private let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  private var number = 0
  private var rowCount = 0
  private let decoder = JSONDecoder()

  init(_ path: String) throws(StoreError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw StoreError(.cannotOpen, path, "cannot be opened: \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  mutating func header() throws(StoreError) -> StoreExport.Header {
    guard let line = try line(), let header = try? decoder.decode(StoreExport.Header.self, from: line),
      header.format == StoreExport.format
    else { throw error("a file of `store export` begins with {\"format\":\"\(StoreExport.format)\",…}") }
    return header
  }

  /// The next row; nil at the end, where it is told that it is one.
  mutating func next() throws(StoreError) -> StoreExport.Line? {
    guard let line = try line() else {
      throw error("the end is missing: the file was cut off after \(rowCount) rows")
    }
    if let row = try? decoder.decode(StoreExport.Line.self, from: line) {
      rowCount += 1
      return row
    }
    guard let end = try? decoder.decode(StoreExport.End.self, from: line), end.end else {
      throw error("is neither a row, as {\"table\":…,\"row\":{…}}, nor the end")
    }
    guard end.rows == rowCount else { throw error("the end says \(end.rows) rows, and there were \(rowCount)") }
    guard try self.line() == nil else { throw error("there is something behind the end") }
    return nil
  }

  func error(_ message: String) -> StoreError {
    StoreError(.invalidImport, path, "line \(number): \(message); nothing was imported")
  }

  private mutating func line() throws(StoreError) -> Data? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        number += 1
        defer { start = end + 1 }
        return Data(buffer[start..<end])
      }
      if isAtEnd {
        guard start < buffer.count else { return nil }
        number += 1
        defer { start = buffer.count }
        return Data(buffer[start...])
      }
      guard buffer.count - start <= StoreExport.maximumLineByteCount else {
        throw error("the next line has more than \(StoreExport.maximumLineByteCount) bytes")
      }
      buffer.removeSubrange(..<start)
      start = 0
      searched = buffer.count
      try fill()
    }
  }

  private mutating func fill() throws(StoreError) {
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    let count = read(descriptor, &chunk, chunk.count)
    if count < 0, errno == EINTR { return }
    guard count >= 0 else {
      throw StoreError(.cannotRead, path, "cannot be read: \(String(cString: strerror(errno)))")
    }
    isAtEnd = count == 0
    buffer += chunk[..<count]
  }
}
