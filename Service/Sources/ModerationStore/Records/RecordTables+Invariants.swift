import GRDB

extension RecordTables {
  /// What holds of records.
  static let invariants = [
    StoreInvariant(
      name: "a record has its details",
      sql: "SELECT number FROM record WHERE number NOT IN (SELECT number FROM recordDetail)"),
    StoreInvariant(
      name: "a record says how it was corrected",
      sql: """
        SELECT number FROM record LEFT JOIN recordCorrection USING (number)
          WHERE record.correction IS NOT recordCorrection.kind
        """),
    StoreInvariant(
      name: "a record's hash of a picture has 32 bytes",
      sql: "SELECT number FROM recordFingerprint WHERE length(pdq) <> 32"),
  ]

  /// The words by which records are found.
  static let derivations = [
    StoreDerivation(table: "recordText") { database in try RecordRows.indexTexts(in: database) }
  ]
}
