import GRDB

/// The tables of changes that callers made to lists.
enum LibraryTables {
  /// Adds what makes them.
  static func register(in migrator: inout DatabaseMigrator) {}
}
