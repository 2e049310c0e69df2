import GRDB

/// Reads records, also from another process while the service runs. Calls block for the time of the query.
public struct RecordReader: Sendable {
  private let path: String
  private let database: any DatabaseReader
  private let fingerprints = RecordFingerprints()

  /// Opens a store's file without changing it.
  public init(path: String) throws(StoreError) {
    self.path = path
    database = try ServiceDatabase.openToRead(path)
  }

  /// Some records, in the query's order.
  ///
  /// - Parameter account: nil for all.
  public func search(_ query: RecordQuery, of account: String?) throws(StoreError) -> RecordPage {
    try read {
      try RecordSearch(query, of: account, near: try RecordStore.near(query, of: account, fingerprints, $0)).page($0)
    }
  }

  /// How many records a query finds; `RecordQuery.maximumCount + 1` where there are more.
  public func count(_ query: RecordQuery, of account: String?) throws(StoreError) -> Int {
    var query = query
    query.after = nil
    return try read {
      try RecordSearch(query, of: account, near: try RecordStore.near(query, of: account, fingerprints, $0)).count($0)
    }
  }

  /// A record with its result; nil where the account has none of this id.
  public func record(_ id: RecordID, of account: String?) throws(StoreError) -> ModerationRecord? {
    try read { database in
      try RecordRows.records([id.number], includingResults: true, in: database)
        .first { account == nil || $0.account == account }
    }
  }

  private func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do {
      return try database.read(body)
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(.cannotRead, path, "records could not be read: \(ServiceDatabase.reason(error))")
    }
  }
}
