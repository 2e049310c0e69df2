import Foundation

extension RecordHit {
  /// The record as one line of JSON, keys sorted; what is unknown is left out.
  ///
  /// `result`, where the record has it, is the document as it was kept. Thumbnails are not in it.
  public func jsonLine() -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(RecordDocument(record, distanceBits)) else { return "{}" }
    var line = String(decoding: data, as: UTF8.self)
    if let result = record.result, line.hasSuffix("}") {
      line.removeLast()
      line += ",\"result\":\(result)}"
    }
    return line
  }
}

extension RecordID {
  /// When the picture was judged: `2026-11-27T12:00:00.000Z`.
  public var timeText: String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
      .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}

/// A record as our own interface gives it.
private struct RecordDocument: Encodable {
  struct Correction: Encodable {
    let type: String
    let label: String?
    let subLabel: String?
    let suggestion: String?
    let by: String
    let milliseconds: Int64
    let note: String
  }

  let id: String
  let time: String
  let milliseconds: Int64
  let account: String
  let subAccount: String?
  let key: String
  let interface: String
  let application: String
  let scene: String
  let dataId: String?
  let requestId: String
  let url: String?
  let suggestion: String?
  let label: String?
  let subLabel: String?
  let score: Double?
  let scenes: [ModerationRecord.SceneOutcome]
  let rejection: String?
  let text: String
  let keywords: [String]
  let codes: [String]
  let policy: String
  let policyVersion: String?
  let models: [ModerationRecord.Model]
  let sha256: String?
  let md5: String?
  let pdq: String?
  let pdqQuality: Int?
  let width: Int?
  let height: Int?
  let format: String?
  let durationMilliseconds: Int
  let isCut: Bool
  let correction: Correction?
  let distanceBits: Int?

  init(_ record: ModerationRecord, _ distanceBits: Int?) {
    id = record.id.description
    time = record.id.timeText
    milliseconds = record.id.milliseconds
    (account, subAccount, key) = (record.account, record.subAccount, record.key)
    (interface, application, scene) = (record.interface, record.application, record.sceneName)
    (dataId, requestId, url) = (record.dataID, record.requestID, record.url)
    (suggestion, label, subLabel, score) = (record.suggestion, record.label, record.subLabel, record.score)
    (scenes, rejection) = (record.scenes, record.rejection)
    (text, keywords, codes) = (record.text, record.keywords, record.codes)
    (policy, policyVersion, models) = (record.policy, record.policyVersion, record.models)
    (sha256, md5) = (record.sha256, record.md5)
    (pdq, pdqQuality) = (record.fingerprint?.pdq, record.fingerprint?.quality)
    (width, height, format) = (record.width, record.height, record.format)
    (durationMilliseconds, isCut) = (record.durationMilliseconds, record.isCut)
    correction = record.correction.map {
      Correction(
        type: $0.kind.rawValue, label: $0.label, subLabel: $0.subLabel, suggestion: $0.suggestion, by: $0.by,
        milliseconds: $0.milliseconds, note: $0.note)
    }
    self.distanceBits = distanceBits
  }
}

extension ModerationRecord {
  /// The record's line in a file of labels as `moderate evaluate` reads it, under the record's id; nil without a
  /// correction.
  public var labelLine: String? {
    guard let correction else { return nil }
    let claim = correction.label.map { label in correction.subLabel.map { "\(label)/\($0)" } ?? label }
    let words = [correction.suggestion, claim].compactMap(\.self)
    // Nothing is left of a false alarm.
    return "\(id)\t\(words.isEmpty || words == ["PASS"] ? "-" : words.joined(separator: ","))"
  }
}
