import Foundation
import ImageMatching

/// What is wrong with a query that a person or a program wrote.
public struct RecordQueryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The field.
  public let field: String
  /// What is wrong, and what is taken.
  public let message: String

  public var description: String { message }
}

extension RecordQuery {
  /// The names of fields, as `/v1/records` and the command have them.
  public static let fields = [
    "since", "until", "suggestion", "label", "subLabel", "scene", "application", "interface", "policy", "dataId", "url",
    "key", "sha256", "md5", "corrected", "correction", "gaps", "text", "pdq", "order", "after", "limit", "results",
  ]

  /// Reads a query from its fields' texts.
  ///
  /// - Parameter fields: By their names. `since` and `until` are days (`2026-11-27`), instants (`2026-11-27T12:00:00Z`) or
  ///   milliseconds since 1970; `pdq` is 64 hexadecimal digits, or these and `:31`, the bits that may differ.
  public init(fields: [String: String]) throws(RecordQueryError) {
    self.init()
    if let strange = fields.keys.sorted().first(where: { !Self.fields.contains($0) }) {
      throw RecordQueryError(
        field: strange,
        message: "there is no field \(strange.prefix(64)); there are \(Self.fields.joined(separator: ", "))")
    }
    since = try fields["since"].map { text throws(RecordQueryError) in try Self.instant(text, "since") }
    until = try fields["until"].map { text throws(RecordQueryError) in try Self.instant(text, "until") }
    suggestion = fields["suggestion"].map { $0.uppercased() }
    (label, subLabel, sceneName) = (fields["label"], fields["subLabel"], fields["scene"])
    (application, interface, policy) = (fields["application"], fields["interface"], fields["policy"])
    (dataID, url, key) = (fields["dataId"], fields["url"], fields["key"])
    (sha256, md5, text) = (fields["sha256"], fields["md5"], fields["text"])
    isCorrected = try Self.flag(fields, "corrected")
    hasGaps = try Self.flag(fields, "gaps")
    includesResult = try Self.flag(fields, "results") ?? false
    if let word = fields["correction"] {
      guard let kind = RecordCorrection.Kind(rawValue: word) else {
        throw RecordQueryError(
          field: "correction",
          message:
            "correction takes \(RecordCorrection.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      correction = kind
    }
    if let word = fields["order"] {
      guard let order = Order(rawValue: word) else {
        throw RecordQueryError(field: "order", message: "order takes newestFirst or oldestFirst")
      }
      self.order = order
    }
    if let text = fields["after"] {
      guard let id = RecordID(text) else {
        throw RecordQueryError(field: "after", message: "after takes the next of an earlier answer, or a record's id")
      }
      after = id
    }
    if let text = fields["limit"] {
      guard let limit = Int(text) else { throw RecordQueryError(field: "limit", message: "limit takes a number") }
      self.limit = limit
    }
    if let text = fields["pdq"] {
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let bits = parts.count == 2 ? Int(parts[1]) : distanceBits
      guard let hash = PDQHash(hexadecimal: parts[0].utf8), let bits else {
        throw RecordQueryError(
          field: "pdq", message: "pdq takes 64 hexadecimal digits, and behind a colon the bits that may differ")
      }
      (fingerprint, distanceBits) = (hash, bits)
    }
    if let problem { throw RecordQueryError(field: String(problem.prefix { $0 != " " }), message: problem) }
  }

  private static func flag(_ fields: [String: String], _ name: String) throws(RecordQueryError) -> Bool? {
    switch fields[name] {
    case nil: nil
    case "true": true
    case "false": false
    default: throw RecordQueryError(field: name, message: "\(name) takes true or false")
    }
  }

  private static func instant(_ text: String, _ name: String) throws(RecordQueryError) -> Int64 {
    if let number = Int64(text), number >= 0 { return number }
    if let day = UTCDay(text) { return Int64(day.number) * 86_400_000 }
    if let date = try? Date(text, strategy: .iso8601), date.timeIntervalSince1970 >= 0 {
      return Int64((date.timeIntervalSince1970 * 1_000).rounded())
    }
    throw RecordQueryError(
      field: name,
      message: "\(name) takes 2026-11-27, 2026-11-27T12:00:00Z or milliseconds since 1970")
  }
}
