/// How much of a record is kept.
public enum RecordBounds {
  /// The most bytes of a result's JSON: 64 KiB. A longer one is not kept as it is.
  public static let maximumResultBytes = 64 << 10
  /// The most bytes of text: 5,000, as of the text in an answer. Source: LIMITS.md §A, row 19.
  public static let maximumTextBytes = 5_000
  /// The most keywords, codes, scenes and models of a record, each.
  public static let maximumEntryCount = 64
  /// The most bytes of one of them, and of each other text.
  public static let maximumEntryBytes = 512
  /// The most bytes of an address.
  public static let maximumURLBytes = 2_048
  /// The most bytes of a thumbnail: 64 KiB.
  public static let maximumThumbnailBytes = 64 << 10
  /// The longest side of a thumbnail.
  public static let maximumThumbnailSidePixels = 256
  /// The most records of a store.
  public static let maximumRecordCount = 10_000_000

  /// What stands at the end of a text that was cut.
  static let mark = "…"
}

extension ModerationRecord {
  /// The record within bounds, and without characters that SQLite's texts end at. What is cut has a mark, and `isCut`.
  func bounded() -> ModerationRecord {
    var record = self
    func cut(_ text: String, _ bytes: Int = RecordBounds.maximumEntryBytes) -> String {
      let (kept, isCut) = Self.cut(text, atMost: bytes)
      if isCut { record.isCut = true }
      return kept
    }
    func cut(_ texts: [String]) -> [String] {
      if texts.count > RecordBounds.maximumEntryCount { record.isCut = true }
      return texts.prefix(RecordBounds.maximumEntryCount).map { cut($0) }
    }
    record.subAccount = subAccount.map { cut($0) }
    record.key = cut(key)
    record.interface = cut(interface)
    record.application = cut(application)
    record.sceneName = cut(sceneName)
    record.dataID = dataID.map { cut($0) }
    record.requestID = cut(requestID)
    record.label = label.map { cut($0) }
    record.subLabel = subLabel.map { cut($0) }
    record.policy = cut(policy)
    record.policyVersion = policyVersion.map { cut($0) }
    record.rejection = rejection.map { cut($0) }
    record.text = cut(text, RecordBounds.maximumTextBytes)
    record.keywords = cut(keywords)
    record.codes = cut(codes)
    record.url = url.map { cut($0, RecordBounds.maximumURLBytes) }
    if scenes.count > RecordBounds.maximumEntryCount || models.count > RecordBounds.maximumEntryCount {
      record.isCut = true
    }
    record.scenes = Array(scenes.prefix(RecordBounds.maximumEntryCount))
    record.models = Array(models.prefix(RecordBounds.maximumEntryCount))
    if let result, result.utf8.count > RecordBounds.maximumResultBytes {
      record.result = nil
      record.isCut = true
    }
    if let thumbnail, thumbnail.count > RecordBounds.maximumThumbnailBytes { record.thumbnail = nil }
    return record
  }

  /// At most so many bytes of whole scalars, the mark included, NUL shown as U+FFFD.
  static func cut(_ text: String, atMost bytes: Int) -> (text: String, isCut: Bool) {
    var clean = text
    if text.utf8.contains(0) {
      clean = String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }
    guard clean.utf8.count > bytes else { return (clean, false) }
    var kept = String.UnicodeScalarView()
    var count = RecordBounds.mark.utf8.count
    for scalar in clean.unicodeScalars {
      count += UTF8.width(scalar)
      if count > bytes { break }
      kept.append(scalar)
    }
    return (String(kept) + RecordBounds.mark, true)
  }
}
