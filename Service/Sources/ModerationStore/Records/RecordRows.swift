import Digests
import Foundation
import GRDB

/// Writes and reads records in the store's file.
enum RecordRows {
  // MARK: Writing

  /// Adds a record within the caller's transaction; under the next free id where its own is taken.
  ///
  /// - Returns: The id that it has.
  @discardableResult
  static func insert(_ record: ModerationRecord, in database: Database) throws -> RecordID {
    var record = record.bounded()
    let taken = try database.cachedStatement(sql: "SELECT 1 FROM record WHERE number = ?")
    while try Int.fetchOne(taken, arguments: [record.id.number]) != nil { record.id = record.id.next }
    let row = try database.cachedStatement(
      sql: """
        INSERT INTO record (number, account, subAccount, key, interface, application, sceneName, dataID, requestID,
          suggestion, label, subLabel, score, policy, policyVersion, sha256, md5, urlKey, hasGaps, rejection, correction)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    try row.execute(arguments: [
      record.id.number, record.account, record.subAccount, record.key, record.interface, record.application,
      record.sceneName, record.dataID, record.requestID, record.suggestion, record.label, record.subLabel,
      record.score, record.policy, record.policyVersion, blob(record.sha256), blob(record.md5),
      record.url.map(urlKey), record.hasGaps, record.rejection, record.correction?.kind.rawValue,
    ])
    let detail = try database.cachedStatement(
      sql: """
        INSERT INTO recordDetail (number, url, text, keywords, codes, scenes, models, width, height, format,
          durationMilliseconds, result, isCut, thumbnail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    try detail.execute(arguments: [
      record.id.number, record.url, record.text, try json(record.keywords), try json(record.codes),
      try json(record.scenes), try json(record.models), record.width, record.height, record.format,
      record.durationMilliseconds, record.result, record.isCut, record.thumbnail.map { Data($0) },
    ])
    let body = RecordTokens.body(record.searchedTexts)
    if !body.isEmpty {
      let text = try database.cachedStatement(sql: "INSERT INTO recordText (rowid, body) VALUES (?, ?)")
      try text.execute(arguments: [record.id.number, body])
    }
    if let fingerprint = record.fingerprint { try set(fingerprint, of: record.id, in: database) }
    if let correction = record.correction { _ = try correct(record.id, of: nil, correction, in: database) }
    return record.id
  }

  /// Adds what was found out of a picture after its record was kept; nothing where that is not there any more.
  static func complete(_ id: RecordID, _ later: RecordCompletion, in database: Database) throws {
    if let md5 = blob(later.md5) {
      try database.cachedStatement(sql: "UPDATE record SET md5 = ? WHERE number = ?")
        .execute(arguments: [md5, id.number])
    }
    if let thumbnail = later.thumbnail, thumbnail.count <= RecordBounds.maximumThumbnailBytes {
      try database.cachedStatement(sql: "UPDATE recordDetail SET thumbnail = ? WHERE number = ?")
        .execute(arguments: [Data(thumbnail), id.number])
    }
    if let fingerprint = later.fingerprint { try set(fingerprint, of: id, in: database) }
  }

  private static func set(_ value: ModerationRecord.Fingerprint, of id: RecordID, in database: Database) throws {
    guard let pdq = RecordHex.bytes(value.pdq), pdq.count == 32 else { return }
    try database.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO recordFingerprint (number, pdq, quality)
        SELECT number, ?, ? FROM record WHERE number = ?
        """
    ).execute(arguments: [Data(pdq), value.quality, id.number])
  }

  /// - Returns: Whether the account has the record.
  static func correct(
    _ id: RecordID, of account: String?, _ correction: RecordCorrection?, in database: Database
  ) throws -> Bool {
    try database.execute(
      sql: "UPDATE record SET correction = ? WHERE number = ? AND (? IS NULL OR account = ?)",
      arguments: [correction?.kind.rawValue, id.number, account, account])
    guard database.changesCount > 0 else { return false }
    guard let correction else {
      try database.execute(sql: "DELETE FROM recordCorrection WHERE number = ?", arguments: [id.number])
      return true
    }
    func clean(_ text: String) -> String { ModerationRecord.cut(text, atMost: RecordCorrection.maximumNoteBytes).text }
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO recordCorrection (number, kind, label, subLabel, suggestion, by, milliseconds, note)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        id.number, correction.kind.rawValue, correction.label, correction.subLabel, correction.suggestion,
        clean(correction.by), correction.milliseconds, clean(correction.note),
      ])
    return true
  }

  /// - Returns: How many records before an id were removed.
  static func remove(before id: RecordID, atMost count: Int, in database: Database) throws -> Int {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT record.number, dataID, url, text, keywords, codes FROM record
        JOIN recordDetail USING (number) WHERE record.number < ? ORDER BY record.number LIMIT ?
        """, arguments: [id.number, count])
    let text = try database.cachedStatement(
      sql: "INSERT INTO recordText (recordText, rowid, body) VALUES ('delete', ?, ?)")
    let record = try database.cachedStatement(sql: "DELETE FROM record WHERE number = ?")
    for row in rows {
      let number: Int64 = row["number"]
      let body = try indexedBody(row)
      if !body.isEmpty { try text.execute(arguments: [number, body]) }
      try record.execute(arguments: [number])
    }
    return rows.count
  }

  /// Makes the index of texts, which is empty, from all records, one after the other.
  static func indexTexts(in database: Database) throws {
    let text = try database.cachedStatement(sql: "INSERT INTO recordText (rowid, body) VALUES (?, ?)")
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT record.number, dataID, url, text, keywords, codes FROM record
        JOIN recordDetail USING (number) ORDER BY record.number
        """)
    while let row = try rows.next() {
      let body = try indexedBody(row)
      if !body.isEmpty { try text.execute(arguments: [row["number"] as Int64, body]) }
    }
  }

  /// What the index of texts has of a record, cut again from its row.
  private static func indexedBody(_ row: Row) throws -> String {
    var record = ModerationRecord(id: RecordID(number: row["number"]), account: "", key: "", interface: "")
    (record.dataID, record.url, record.text) = (row["dataID"], row["url"], row["text"])
    (record.keywords, record.codes) = (try value(row["keywords"]), try value(row["codes"]))
    return RecordTokens.body(record.searchedTexts)
  }

  // MARK: Reading

  private static let narrow = """
    record.number, account, subAccount, key, interface, application, sceneName, dataID, requestID, record.suggestion, \
    record.label, record.subLabel, score, policy, policyVersion, sha256, md5, rejection, url, text, keywords, codes, \
    scenes, models, width, height, format, durationMilliseconds, isCut, pdq, quality, recordCorrection.kind AS cKind, \
    recordCorrection.label AS cLabel, recordCorrection.subLabel AS cSubLabel, \
    recordCorrection.suggestion AS cSuggestion, recordCorrection.by AS cBy, \
    recordCorrection.milliseconds AS cMilliseconds, recordCorrection.note AS cNote
    """

  /// The records of some numbers, in their order.
  static func records(
    _ numbers: [Int64], includingResults: Bool, in database: Database
  ) throws -> [ModerationRecord] {
    let statement = try database.cachedStatement(
      sql: """
        SELECT \(narrow)\(includingResults ? ", result, thumbnail" : "") FROM record JOIN recordDetail USING (number)
        LEFT JOIN recordFingerprint USING (number) LEFT JOIN recordCorrection USING (number) WHERE record.number = ?
        """)
    return try numbers.compactMap { number in
      try Row.fetchOne(statement, arguments: [number]).map { try record($0, includingResults) }
    }
  }

  private static func record(_ row: Row, _ includingResults: Bool) throws -> ModerationRecord {
    var record = ModerationRecord(
      id: RecordID(number: row["number"]), account: row["account"], key: row["key"], interface: row["interface"])
    record.subAccount = row["subAccount"]
    record.application = row["application"]
    record.sceneName = row["sceneName"]
    record.dataID = row["dataID"]
    record.requestID = row["requestID"]
    record.suggestion = row["suggestion"]
    record.label = row["label"]
    record.subLabel = row["subLabel"]
    record.score = row["score"]
    record.policy = row["policy"]
    record.policyVersion = row["policyVersion"]
    record.sha256 = (row["sha256"] as Data?).map { RecordHex.text($0) }
    record.md5 = (row["md5"] as Data?).map { RecordHex.text($0) }
    record.rejection = row["rejection"]
    record.url = row["url"]
    record.text = row["text"]
    record.keywords = try value(row["keywords"])
    record.codes = try value(row["codes"])
    record.scenes = try value(row["scenes"])
    record.models = try value(row["models"])
    record.width = row["width"]
    record.height = row["height"]
    record.format = row["format"]
    record.durationMilliseconds = row["durationMilliseconds"]
    record.isCut = row["isCut"]
    if let pdq = row["pdq"] as Data?, let quality = row["quality"] as Int? {
      record.fingerprint = ModerationRecord.Fingerprint(pdq: RecordHex.text(pdq), quality: quality)
    }
    if let kind = (row["cKind"] as String?).flatMap(RecordCorrection.Kind.init(rawValue:)) {
      record.correction = RecordCorrection(
        kind: kind, label: row["cLabel"], subLabel: row["cSubLabel"], suggestion: row["cSuggestion"], by: row["cBy"],
        milliseconds: row["cMilliseconds"], note: row["cNote"])
    }
    if includingResults {
      record.result = row["result"]
      record.thumbnail = (row["thumbnail"] as Data?).map { Array($0) }
    }
    return record
  }

  /// What stands for an address in its index.
  static func urlKey(_ url: String) -> Int64 {
    let kept = ModerationRecord.cut(url, atMost: RecordBounds.maximumURLBytes).text
    let digest = SHA256Digest(of: Array(kept.utf8).span.bytes)?.hexadecimal ?? ""
    return UInt64(digest.prefix(16), radix: 16).map { Int64(bitPattern: $0) } ?? 0
  }

  static func blob(_ hexadecimal: String?) -> Data? { hexadecimal.flatMap(RecordHex.bytes).map { Data($0) } }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private static func value<Value: Decodable>(_ text: String) throws -> [Value] {
    text == "[]" ? [] : try JSONDecoder().decode([Value].self, from: Data(text.utf8))
  }
}

/// What is found out of a picture after its record was kept.
public struct RecordCompletion: Hashable, Sendable {
  /// 32 lower-case hexadecimal digits; nil leaves it as it is.
  public var md5: String?
  public var fingerprint: ModerationRecord.Fingerprint?
  public var thumbnail: [UInt8]?

  public init(md5: String? = nil, fingerprint: ModerationRecord.Fingerprint? = nil, thumbnail: [UInt8]? = nil) {
    self.md5 = md5
    self.fingerprint = fingerprint
    self.thumbnail = thumbnail
  }
}
