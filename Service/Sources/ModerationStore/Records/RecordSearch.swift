import GRDB
import ImageMatching

/// A query as SQL.
struct RecordSearch {
  private var conditions: [String] = []
  private var arguments: [(any DatabaseValueConvertible)?] = []
  private let query: RecordQuery
  /// The pictures that look like the one searched for, in the query's order; nil where none is.
  private let near: [RecordFingerprints.Near]?
  private let numbersAtATime: Int
  /// What is searched, and the column that has a record's number.
  private var source = "record"
  private var number = "number"

  /// The most numbers of pictures that one statement is given.
  static let numbersAtATime = 100_000

  /// - Parameters:
  ///   - account: nil for all.
  ///   - near: What `RecordFingerprints` found for the query's fingerprint, in the order of numbers.
  ///   - numbersAtATime: The most numbers of pictures that one statement is given; of more, one statement follows the
  ///     other.
  init(
    _ query: RecordQuery, of account: String?, near: [RecordFingerprints.Near]?,
    numbersAtATime: Int = RecordSearch.numbersAtATime
  ) {
    self.query = query
    self.near = near.map { Self.within(query, $0) }
    self.numbersAtATime = max(1, numbersAtATime)
    addText()
    if let account { add("account = ?", account) }
    if let since = query.since { add("\(number) >= ?", RecordID.first(at: since).number) }
    if let until = query.until { add("\(number) < ?", RecordID.first(at: until).number) }
    if let after = query.after {
      add("\(number) \(query.order == .newestFirst ? "<" : ">") ?", after.number)
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
        "EXISTS (SELECT 1 FROM recordDetail WHERE recordDetail.number = record.number AND recordDetail.url = ?)",
        ModerationRecord.cut(url, atMost: RecordBounds.maximumURLBytes).text)
    }
    if let sha256 = RecordRows.blob(query.sha256) { add("sha256 = ?", sha256) }
    if let md5 = RecordRows.blob(query.md5) { add("md5 = ?", md5) }
    if let isCorrected = query.isCorrected { add("correction IS \(isCorrected ? "NOT " : "")NULL") }
    if let correction = query.correction { add("correction = ?", correction.rawValue) }
    if let hasGaps = query.hasGaps { add("hasGaps = \(hasGaps ? 1 : 0)") }
  }

  /// Those whose ids can be found, in the query's order.
  private static func within(_ query: RecordQuery, _ near: [RecordFingerprints.Near]) -> [RecordFingerprints.Near] {
    let isNewestFirst = query.order == .newestFirst
    let first = query.since.map { RecordID.first(at: $0).number } ?? 0
    let end = query.until.map { RecordID.first(at: $0).number }
    let inRange = near.filter { near in
      guard near.number >= first, end.map({ near.number < $0 }) ?? true else { return false }
      guard let after = query.after?.number else { return true }
      return isNewestFirst ? near.number < after : near.number > after
    }
    return isNewestFirst ? inRange.reversed() : inRange
  }

  /// The words come from their index in the order of the records, so that the first of many are found without the rest;
  /// where another condition leaves few records, these are looked up among all that have the words.
  private mutating func addText() {
    guard let text = query.text else { return }
    guard let words = RecordTokens.query(text) else { return add("0") }
    let leavesFew = near != nil || [query.dataID, query.url, query.sha256, query.md5].contains { $0 != nil }
    if leavesFew {
      add("number IN (SELECT rowid FROM recordText WHERE recordText MATCH ?)", words)
    } else {
      source = "recordText CROSS JOIN record ON record.number = recordText.rowid"
      number = "recordText.rowid"
      add("recordText MATCH ?", words)
    }
  }

  private mutating func add(_ condition: String, _ argument: (any DatabaseValueConvertible)? = nil) {
    conditions.append(condition)
    if let argument { arguments.append(argument) }
  }

  private var whole: String { conditions.isEmpty ? "1" : conditions.joined(separator: " AND ") }

  /// The first numbers of what is found. Pictures that look alike go part by part, in order, so that none is left out
  /// for another.
  private func numbers(atMost count: Int, _ database: Database) throws -> [Int64] {
    guard let near else { return try numbers(atMost: count, among: nil, database) }
    var found: [Int64] = []
    var rest = near[...]
    while !rest.isEmpty, found.count < count {
      let part = rest.prefix(numbersAtATime)
      rest = rest.dropFirst(numbersAtATime)
      let list = "[\(part.map { "\($0.number)" }.joined(separator: ","))]"
      found += try numbers(atMost: count - found.count, among: list, database)
    }
    return found
  }

  private func numbers(atMost count: Int, among list: String?, _ database: Database) throws -> [Int64] {
    try Int64.fetchAll(
      database,
      sql: """
        SELECT \(number) FROM \(source)
        WHERE \(whole)\(list == nil ? "" : " AND record.number IN (SELECT value FROM json_each(?))")
        ORDER BY \(number) \(query.order == .newestFirst ? "DESC" : "ASC") LIMIT \(count)
        """, arguments: StatementArguments(arguments + (list.map { [$0] } ?? [])))
  }

  func page(_ database: Database) throws -> RecordPage {
    // One more tells whether there are more.
    let numbers = try numbers(atMost: query.limit + 1, database)
    let shown = Array(numbers.prefix(query.limit))
    let records = try RecordRows.records(shown, includingResults: query.includesResult, in: database)
    let wanted = Set(shown)
    let distances = Dictionary(
      uniqueKeysWithValues: (near ?? []).lazy.filter { wanted.contains($0.number) }.map { ($0.number, $0.distanceBits) }
    )
    return RecordPage(
      hits: records.map { RecordHit(record: $0, distanceBits: distances[$0.id.number]) },
      next: numbers.count > query.limit ? shown.last.map { RecordID(number: $0) } : nil)
  }

  func count(_ database: Database) throws -> Int {
    guard near == nil else { return try numbers(atMost: RecordQuery.maximumCount + 1, database).count }
    return try Int.fetchOne(
      database,
      sql: "SELECT count(*) FROM (SELECT 1 FROM \(source) WHERE \(whole) LIMIT \(RecordQuery.maximumCount + 1))",
      arguments: StatementArguments(arguments)) ?? 0
  }
}
