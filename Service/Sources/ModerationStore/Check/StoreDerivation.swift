import GRDB

/// A table for searches that follows from others: left out of an export, and made again after an import.
struct StoreDerivation: Sendable {
  /// The virtual table.
  let table: String
  /// Fills it from the others.
  let make: @Sendable (Database) throws -> Void

  /// Those of all parts of the store.
  static var all: [StoreDerivation] { RecordTables.derivations }

  /// Makes all of them.
  ///
  /// - Throws: Where there is a virtual table that nothing here fills: an import would leave it empty without a word.
  static func makeAll(_ database: Database, path: String) throws {
    let known = Set(all.map(\.table))
    let tables = try String.fetchAll(
      database, sql: "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'virtual'")
    if let unknown = tables.first(where: { !known.contains($0) }) {
      throw StoreError(.cannotWrite, path, "nothing was imported: \(unknown) cannot be made again")
    }
    for derivation in all { try derivation.make(database) }
  }
}
