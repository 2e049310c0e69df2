import GRDB

/// Reads what the service counted, also from another process while the service runs.
public struct UsageReader: Sendable {
  /// What rows are kept apart by, beside account and interface.
  public enum Grouping: String, Sendable, CaseIterable {
    case interface
    case key
    case scene
  }

  private let path: String
  private let database: any DatabaseReader

  init(path: String, database: any DatabaseReader) {
    self.path = path
    self.database = database
  }

  /// Opens a store's file without changing it.
  public init(path: String) throws(StoreError) {
    self.init(path: path, database: try ServiceDatabase.openToRead(path))
  }

  /// The calls of some days, ordered by account, interface and part. Blocks for the time of the query.
  ///
  /// - Parameter account: The account's id; nil for all.
  public func rows(
    account: String? = nil, days: ClosedRange<UTCDay>, by grouping: Grouping = .interface
  ) throws(StoreError) -> [UsageRow] {
    let part = grouping == .interface ? "NULL" : grouping.rawValue
    do {
      return try database.read { database in
        let arguments: StatementArguments = [
          "first": days.lowerBound.description, "last": days.upperBound.description, "account": account,
        ]
        let range = "day BETWEEN :first AND :last AND (:account IS NULL OR account = :account)"
        var peaks: [[String]: Int] = [:]
        let found = try Row.fetchCursor(
          database,
          sql: "SELECT account, service, max(calls) AS calls FROM peak WHERE \(range) GROUP BY account, service",
          arguments: arguments)
        while let row = try found.next() { peaks[[row["account"], row["service"]]] = row["calls"] }
        return try Row.fetchAll(
          database,
          sql: """
            SELECT account, interface, \(part) AS part, sum(answered) AS answered, sum(rejected) AS rejected,
              sum(failed) AS failed
            FROM usage WHERE \(range) GROUP BY account, interface, part ORDER BY account, interface, part
            """, arguments: arguments
        ).map { row in
          let (account, interface): (String, String) = (row["account"], row["interface"])
          let service = interface.split(separator: ".", omittingEmptySubsequences: false).first.map(String.init)
          return UsageRow(
            account: account, interface: interface, part: row["part"],
            counts: UsageCounts(answered: row["answered"], rejected: row["rejected"], failed: row["failed"]),
            peakCallsPerSecond: grouping == .interface ? peaks[[account, service ?? interface]] : nil)
        }
      }
    } catch {
      throw StoreError(.cannotRead, path, "calls could not be read: \(ServiceDatabase.reason(error))")
    }
  }

  /// The calls of some days, summed over everything.
  ///
  /// - Parameter account: The account's id; nil for all.
  public func total(account: String? = nil, days: ClosedRange<UTCDay>) throws(StoreError) -> UsageCounts {
    var total = UsageCounts()
    for row in try rows(account: account, days: days) { total += row.counts }
    return total
  }
}
