/// Something that holds in every sound store, told by a query that finds what contradicts it.
struct StoreInvariant: Hashable, Sendable {
  /// What holds, as `store check` says it.
  let name: String
  /// A SELECT with a row for each thing that contradicts it; none in a sound store.
  let sql: String

  /// Those of all parts of the store.
  static var all: [StoreInvariant] {
    usage + FaceTables.invariants + TaskTables.invariants + RecordTables.invariants + LibraryTables.invariants
  }

  private static let usage = [
    StoreInvariant(
      name: "counts of calls are not negative",
      sql: """
        SELECT day FROM usage WHERE answered < 0 OR rejected < 0 OR failed < 0
        UNION ALL SELECT day FROM peak WHERE calls < 0
        """),
    StoreInvariant(
      name: "calls are counted by days",
      sql: """
        SELECT day FROM usage WHERE day NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
        UNION ALL SELECT day FROM peak WHERE day NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
        """),
  ]
}
