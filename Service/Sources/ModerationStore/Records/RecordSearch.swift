import GRDB
import ImageMatching

/// A query as SQL.
struct RecordSearch {
  private var conditions: [String] = []
  private var arguments: [(any DatabaseValueConvertible)?] = []
  private let query: RecordQuery
  /// The numbers of pictures that look like the one searched for, with their distances; nil where none is.
  private let near: [Int64: Int]?

  /// - Parameters:
  ///   - account: nil for all.
  ///   - near: What `RecordFingerprints` found for the query's fingerprint.
  init(_ query: RecordQuery, of account: String?, near: [Int64: Int]?) {
    self.query = query
    self.near = near
    if let account { add("account = ?", account) }
    if let since = query.since { add("number >= ?", RecordID.first(at: since).number) }
    if let until = query.until { add("number < ?", RecordID.first(at: until).number) }
    if let after = query.after {
      add(query.order == .newestFirst ? "number < ?" : "number > ?", after.number)
    }
    if query.suggestion == "REJECTED" {
      add("suggestion IS NULL")
    } else if let suggestion = query.suggestion {
      add("suggestion = ?", suggestion)
    }
    for (column, value) in [
      ("label", query.label), ("subLabel", query.subLabel), ("sceneName", query.sceneName),
      ("application", query.application), ("interface", query.interface), ("policy", query.policy),
      ("dataID", query.dataID), ("key", query.key),
    ] {
      if let value { add("\(column) = ?", ModerationRecord.cut(value, atMost: RecordBounds.maximumEntryBytes).text) }
    }
    if let url = query.url {
      add("urlKey = ?", RecordRows.urlKey(url))
      // Two addresses may share a key.
      add(
        "number IN (SELECT number FROM recordDetail WHERE number = record.number AND url = ?)",
        ModerationRecord.cut(url, atMost: RecordBounds.maximumURLBytes).text)
    }
    if let sha256 = RecordRows.blob(query.sha256) { add("sha256 = ?", sha256) }
    if let md5 = RecordRows.blob(query.md5) { add("md5 = ?", md5) }
    if let isCorrected = query.isCorrected { add("correction IS \(isCorrected ? "NOT " : "")NULL") }
    if let correction = query.correction { add("correction = ?", correction.rawValue) }
    if let hasGaps = query.hasGaps { add("hasGaps = ?", hasGaps) }
    if let near {
      // The nearest where there are too many to name.
      add(
        "number IN (SELECT value FROM json_each(?))",
        "[\(near.keys.map { "\($0)" }.joined(separator: ","))]")
    }
    if let text = query.text {
      if let words = RecordTokens.query(text) {
        add("number IN (SELECT rowid FROM recordText WHERE recordText MATCH ?)", words)
      } else {
        add("0")
      }
    }
  }

  private mutating func add(_ condition: String, _ argument: (any DatabaseValueConvertible)? = nil) {
    conditions.append(condition)
    if let argument { arguments.append(argument) }
  }

  private var whole: String { conditions.isEmpty ? "1" : conditions.joined(separator: " AND ") }

  func page(_ database: Database) throws -> RecordPage {
    // One more tells whether there are more.
    let numbers = try Int64.fetchAll(
      database,
      sql: """
        SELECT number FROM record WHERE \(whole)
        ORDER BY number \(query.order == .newestFirst ? "DESC" : "ASC") LIMIT \(query.limit + 1)
        """, arguments: StatementArguments(arguments))
    let shown = Array(numbers.prefix(query.limit))
    let records = try RecordRows.records(shown, includingResults: query.includesResult, in: database)
    return RecordPage(
      hits: records.map { RecordHit(record: $0, distanceBits: near?[$0.id.number]) },
      next: numbers.count > query.limit ? shown.last.map { RecordID(number: $0) } : nil)
  }

  func count(_ database: Database) throws -> Int {
    try Int.fetchOne(
      database,
      sql: "SELECT count(*) FROM (SELECT 1 FROM record WHERE \(whole) LIMIT \(RecordQuery.maximumCount + 1))",
      arguments: StatementArguments(arguments)) ?? 0
  }
}
