/// Records of what was judged, each account's apart: what the interface for records keeps and searches.
///
/// What a call returned from is on the disk. An account sees its own records alone; nil stands for all, for operators.
/// Used from any task.
public protocol RecordStoring: Sendable {
  /// Keeps records, cut to `RecordBounds`.
  func add(_ records: [ModerationRecord]) async throws(StoreError)

  /// Some records, in the query's order.
  ///
  /// - Parameter query: One without a `problem`.
  func search(_ query: RecordQuery, of account: String?) async throws(StoreError) -> RecordPage

  /// How many records a query finds, from its first page on; `RecordQuery.maximumCount + 1` where there are more.
  func count(_ query: RecordQuery, of account: String?) async throws(StoreError) -> Int

  /// A record with its result; nil where the account has none of this id.
  func record(_ id: RecordID, of account: String?) async throws(StoreError) -> ModerationRecord?

  /// Corrects a record, or with nil takes the correction back.
  ///
  /// - Returns: Whether the account has such a record.
  func correct(_ id: RecordID, of account: String?, _ correction: RecordCorrection?) async throws(StoreError) -> Bool

  /// Removes some records that are older than a time in milliseconds since 1970, oldest first.
  ///
  /// - Returns: How many; fewer than `count` where no more are older.
  func remove(before milliseconds: Int64, atMost count: Int) async throws(StoreError) -> Int
}
