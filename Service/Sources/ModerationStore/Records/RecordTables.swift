import GRDB

/// The tables of records of what was judged.
enum RecordTables {
  /// Adds what makes them.
  static func register(in migrator: inout DatabaseMigrator) {}
}
