import GRDB

/// The tables of tasks that were accepted, and their callbacks.
enum TaskTables {
  /// Adds what makes them.
  static func register(in migrator: inout DatabaseMigrator) {}
}
