import Foundation
import GRDB
import Glibc

/// A store as lines of JSON: a header with the version, an object for each row, and an end that says how many there are.
///
///     {"format":"moderation-store-1","migrations":["usage-1",…]}
///     {"row":{"account":"acme","answered":3,…},"table":"usage"}
///     {"end":true,"rows":1}
///
/// Only tables that are the truth; what follows from them is made again by an import.
enum StoreExport {
  /// The most bytes of a line: 64 MiB.
  static let maximumLineByteCount = 64 << 20
  /// The form of the lines.
  static let format = "moderation-store-1"

  struct Header: Codable, Hashable {
    var format: String
    /// The tables' version, as the names of what made them.
    var migrations: [String]
  }

  struct Line: Codable, Hashable {
    var table: String
    var row: [String: StoredValue]
  }

  struct End: Codable, Hashable {
    var end: Bool
    var rows: Int
  }

  static func encoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}

extension ServiceStore {
  /// Writes everything that a store remembers as lines of JSON, one state of it, while a service may be writing.
  ///
  /// - Parameter file: A new file, of mode 0600.
  /// - Returns: How many rows.
  /// - Throws: `StoreError`: `alreadyThere`, `earlierVersion`, `laterVersion`, `cannotOpen`, `cannotRead`, `cannotWrite`.
  @discardableResult
  public static func export(_ path: String, to file: String) throws(StoreError) -> Int {
    try DurableFile.checkNotThere(file)
    let source = try ServiceDatabase.openToRead(path)
    let output = try DurableFile(file, mode: 0o600)
    let count: Int
    do {
      count = try source.read { database in
        let encoder = StoreExport.encoder()
        var buffer: [UInt8] = []
        func write(_ value: some Encodable) throws {
          buffer += try encoder.encode(value)
          buffer.append(UInt8(ascii: "\n"))
          guard buffer.count >= 1 << 20 else { return }
          try output.write(buffer.span)
          buffer.removeAll(keepingCapacity: true)
        }
        try write(
          StoreExport.Header(format: StoreExport.format, migrations: ServiceDatabase.migrator.migrations))
        var count = 0
        for table in try StoreTable.all(database) {
          let rows = try Row.fetchCursor(
            database, sql: "SELECT \(table.quotedColumns) FROM \(table.quotedName)")
          while let row = try rows.next() {
            var values: [String: StoredValue] = [:]
            for (index, column) in table.columns.enumerated() { values[column] = StoredValue(row[index]) }
            try write(StoreExport.Line(table: table.name, row: values))
            count += 1
          }
        }
        try write(StoreExport.End(end: true, rows: count))
        try output.write(buffer.span)
        return count
      }
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(.cannotRead, path, "cannot be read: \(ServiceDatabase.reason(error))")
    }
    try output.publish(replacing: false)
    return count
  }
}
