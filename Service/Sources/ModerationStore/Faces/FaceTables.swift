import GRDB

/// The tables of groups, persons and faces.
enum FaceTables {
  /// Adds what makes them.
  static func register(in migrator: inout DatabaseMigrator) {}
}
