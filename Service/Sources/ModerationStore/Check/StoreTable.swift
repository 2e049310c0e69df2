import GRDB

/// A table of the store that is the truth: not SQLite's own, not the list of migrations, not an index for searches.
struct StoreTable: Hashable, Sendable {
  let name: String
  let columns: [String]

  var quotedName: String { Self.quoted(name) }
  /// The columns for a statement.
  var quotedColumns: String { columns.map(Self.quoted).joined(separator: ", ") }

  static func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

  func rowCount(_ database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "SELECT count(*) FROM \(quotedName)") ?? 0
  }

  /// The tables by name. Virtual tables and what they keep their parts in follow from others and are left out.
  static func all(_ database: Database) throws -> [StoreTable] {
    let names = try String.fetchAll(
      database,
      sql: """
        SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
          AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'grdb_migrations' ORDER BY name
        """)
    // Numbers that are never given again.
    let sequences = try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence')")
    return try (names + (sequences == true ? ["sqlite_sequence"] : [])).map { name in
      StoreTable(
        name: name,
        // Computed columns follow from others.
        columns: try String.fetchAll(
          database, sql: "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid", arguments: [name]))
    }
  }
}
