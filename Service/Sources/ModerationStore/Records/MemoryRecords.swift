import Foundation
import ImageMatching
import Synchronization

/// Records in memory, for tests of what stands above: finds what the store finds, and forgets all at its end.
public final class MemoryRecords: RecordStoring {
  private let records = Mutex<[RecordID: ModerationRecord]>([:])

  public init() {}

  public func add(_ added: [ModerationRecord]) async throws(StoreError) {
    records.withLock { records in
      for record in added {
        var record = record.bounded()
        while records[record.id] != nil { record.id = record.id.next }
        records[record.id] = record
      }
    }
  }

  public func search(_ query: RecordQuery, of account: String?) async throws(StoreError) -> RecordPage {
    let found = found(query, account)
    let shown = found.prefix(query.limit)
    return RecordPage(hits: Array(shown), next: found.count > query.limit ? shown.last?.record.id : nil)
  }

  public func count(_ query: RecordQuery, of account: String?) async throws(StoreError) -> Int {
    var query = query
    query.after = nil
    return min(found(query, account).count, RecordQuery.maximumCount + 1)
  }

  public func record(_ id: RecordID, of account: String?) async throws(StoreError) -> ModerationRecord? {
    records.withLock { $0[id] }.flatMap { account == nil || $0.account == account ? $0 : nil }
  }

  public func correct(
    _ id: RecordID, of account: String?, _ correction: RecordCorrection?
  ) async throws(StoreError) -> Bool {
    records.withLock { records in
      guard let record = records[id], account == nil || record.account == account else { return false }
      records[id]?.correction = correction
      return true
    }
  }

  public func remove(before milliseconds: Int64, atMost count: Int) async throws(StoreError) -> Int {
    records.withLock { records in
      let old = records.keys.filter { $0 < RecordID.first(at: milliseconds) }.sorted().prefix(count)
      for id in old { records[id] = nil }
      return old.count
    }
  }

  private func found(_ query: RecordQuery, _ account: String?) -> [RecordHit] {
    let all = records.withLock { Array($0.values) }
    let hits = all.filter { account == nil || $0.account == account }.compactMap { record -> RecordHit? in
      guard Self.isMet(query, by: record) else { return nil }
      var distance: Int?
      if let hash = query.fingerprint {
        guard let kept = record.fingerprint, kept.quality >= PDQFingerprint.leastQuality,
          let bits = PDQHash(hexadecimal: kept.pdq)?.distance(to: hash), bits <= query.distanceBits
        else { return nil }
        distance = bits
      }
      var shown = record
      if !query.includesResult { (shown.result, shown.thumbnail) = (nil, nil) }
      return RecordHit(record: shown, distanceBits: distance)
    }
    return hits.sorted {
      query.order == .newestFirst ? $0.record.id > $1.record.id : $0.record.id < $1.record.id
    }
  }

  private static func isMet(_ query: RecordQuery, by record: ModerationRecord) -> Bool {
    func equal(_ wanted: String?, _ value: String?, _ bytes: Int = RecordBounds.maximumEntryBytes) -> Bool {
      wanted == nil || wanted.map { ModerationRecord.cut($0, atMost: bytes).text } == value
    }
    if let after = query.after, query.order == .newestFirst ? record.id >= after : record.id <= after { return false }
    let suggestion =
      query.suggestion == "REJECTED" ? record.suggestion == nil : equal(query.suggestion, record.suggestion)
    return suggestion
      && record.id >= RecordID.first(at: query.since ?? 0)
      && record.id < RecordID.first(at: query.until ?? .max)
      && equal(query.label, record.label) && equal(query.subLabel, record.subLabel)
      && equal(query.sceneName, record.sceneName) && equal(query.application, record.application)
      && equal(query.interface, record.interface) && equal(query.policy, record.policy)
      && equal(query.dataID, record.dataID) && equal(query.key, record.key)
      && equal(query.url, record.url, RecordBounds.maximumURLBytes)
      && equal(query.sha256?.lowercased(), record.sha256) && equal(query.md5?.lowercased(), record.md5)
      && (query.isCorrected == nil || query.isCorrected == (record.correction != nil))
      && (query.correction == nil || query.correction == record.correction?.kind)
      && (query.hasGaps == nil || query.hasGaps == record.hasGaps)
      && (query.text == nil || query.text.map { RecordTokens.isFound($0, in: record.searchedTexts) } == true)
  }
}

extension RecordTokens {
  /// Whether a search finds texts, by the words that the index would have.
  static func isFound(_ search: String, in texts: [String]) -> Bool {
    guard let query = query(search) else { return false }
    let words = body(texts).split(separator: " ").map(String.init)
    return query.components(separatedBy: " AND ").allSatisfy { part in
      let isPrefix = part.hasSuffix(" *")
      let phrase = part.split(separator: "\"").first.map { $0.split(separator: " ").map(String.init) } ?? []
      return words.indices.contains { start in
        guard start + phrase.count <= words.count else { return false }
        return phrase.indices.allSatisfy { place in
          isPrefix && place == phrase.count - 1
            ? words[start + place].hasPrefix(phrase[place]) : words[start + place] == phrase[place]
        }
      }
    }
  }
}
