public import ImageMatching

/// Which records are wanted. Everything that is given has to hold.
public struct RecordQuery: Hashable, Sendable {
  /// The most records of one answer.
  public static let maximumLimit = 1_000
  /// The most records of one answer with their results, which have up to 64 KiB each.
  public static let maximumLimitWithResults = 200
  /// The most that are counted.
  public static let maximumCount = 10_000
  /// The most bytes of a text that is searched for.
  public static let maximumTextBytes = 1_000
  /// The most words of a text that is searched for; a run of a script without blanks is one.
  public static let maximumWordCount = RecordTokens.maximumRunCount

  /// When the pictures were judged, in milliseconds since 1970: not before.
  public var since: Int64?
  /// Before.
  public var until: Int64?
  /// `PASS`, `REVIEW`, `BLOCK`, or `REJECTED` for refused pictures.
  public var suggestion: String?
  public var label: String?
  public var subLabel: String?
  /// The scene's name: the call's BizType.
  public var sceneName: String?
  public var application: String?
  public var interface: String?
  public var policy: String?
  public var dataID: String?
  public var url: String?
  /// A key's id.
  public var key: String?
  /// 64 lower-case hexadecimal digits.
  public var sha256: String?
  /// 32 lower-case hexadecimal digits.
  public var md5: String?
  /// Whether a person corrected the answer.
  public var isCorrected: Bool?
  public var correction: RecordCorrection.Kind?
  /// Whether something was not looked at.
  public var hasGaps: Bool?
  /// Words that stand in the text, the keywords, the codes, the DataId or the address.
  public var text: String?
  /// A picture that looks like this one.
  public var fingerprint: PDQHash?
  /// In how many bits its hash may differ, 0 to 31.
  public var distanceBits = FingerprintIndex.maximumDistanceBits

  /// The order of an answer.
  public enum Order: String, Sendable, CaseIterable {
    case newestFirst
    case oldestFirst
  }
  public var order = Order.newestFirst
  /// The last record of the answer before; this one goes on behind it.
  public var after: RecordID?
  /// 1 to `maximumLimit`, or to `maximumLimitWithResults`.
  public var limit = 100
  /// Whether the whole result and the thumbnail come with each record.
  public var includesResult = false

  public init() {}

  /// What cannot be asked for; nil for a query that can.
  public var problem: String? {
    let most = includesResult ? Self.maximumLimitWithResults : Self.maximumLimit
    if !(1...most).contains(limit) {
      return "limit is \(limit); 1 to \(most) are allowed\(includesResult ? " with results" : "")"
    }
    if !(0...FingerprintIndex.maximumDistanceBits).contains(distanceBits) {
      return "distance is \(distanceBits); 0 to \(FingerprintIndex.maximumDistanceBits) bits are allowed"
    }
    if let suggestion, !["PASS", "REVIEW", "BLOCK", "REJECTED"].contains(suggestion) {
      return "suggestion takes PASS, REVIEW, BLOCK or REJECTED"
    }
    if let text {
      if text.utf8.count > Self.maximumTextBytes {
        return "text has \(text.utf8.count) bytes; \(Self.maximumTextBytes) are allowed"
      }
      let count = RecordTokens.runCount(text)
      if count == 0 { return "text has no letter and no digit" }
      if count > Self.maximumWordCount { return "text has \(count) words; \(Self.maximumWordCount) are allowed" }
    }
    for (name, value, count) in [("sha256", sha256, 64), ("md5", md5, 32)] {
      if let value, RecordHex.bytes(value)?.count != count / 2 {
        return "\(name) is to be \(count) hexadecimal digits"
      }
    }
    return nil
  }
}

/// A record that was found.
public struct RecordHit: Hashable, Sendable {
  public var record: ModerationRecord
  /// In how many bits its picture differs from the one searched for; nil where none was.
  public var distanceBits: Int?

  public init(record: ModerationRecord, distanceBits: Int? = nil) {
    self.record = record
    self.distanceBits = distanceBits
  }
}

/// Some records, and where to go on.
public struct RecordPage: Hashable, Sendable {
  public var hits: [RecordHit]
  /// What to give as `after` for more; nil where there is no more.
  public var next: RecordID?
}

/// Bytes as hexadecimal digits.
enum RecordHex {
  /// - Returns: nil for an odd number of digits, and for what is no digit.
  static func bytes(_ text: String) -> [UInt8]? {
    let digits = text.utf8.map { byte -> UInt8? in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
      default: nil
      }
    }
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[place], let low = digits[place + 1] else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  static func text(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
