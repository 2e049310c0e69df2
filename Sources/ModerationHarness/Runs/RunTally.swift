public import ModerationCore
public import ModerationJudging

/// What the rows of a run come to.
public struct RunTally: Hashable, Sendable {
  /// How many images there are of each suggestion.
  public private(set) var suggestions: [Suggestion: Int] = [:]
  /// How many were refused.
  public private(set) var refused = 0
  /// How many this machine failed on.
  public private(set) var failed = 0
  /// How many were judged with a gap: a part was not looked at.
  public private(set) var partly = 0

  /// Counts nothing yet.
  public init() {}

  /// Counts a row.
  public mutating func count(_ document: ResultDocument) { count(RowHead(document)) }

  mutating func count(_ row: RowHead) {
    if row.isError {
      failed += 1
    } else if let suggestion = row.suggestion.flatMap(Suggestion.init(rawValue:)) {
      suggestions[suggestion, default: 0] += 1
      if row.hasGap { partly += 1 }
    } else {
      refused += 1
    }
  }

  /// How many rows there are.
  public var total: Int { suggestions.values.reduce(refused + failed, +) }

  /// Whether some image was refused, failed on or only partly looked at.
  public var someNotEvaluated: Bool { refused + failed + partly > 0 }

  /// Whether some image got this suggestion or a graver one.
  public func reaches(_ threshold: Suggestion) -> Bool { suggestions.keys.contains { $0 >= threshold } }

  /// `10 PASS, 2 REFUSED`; what there is none of is left out.
  public var sentence: String {
    let judged = [Suggestion.pass, .review, .block].map { ($0.description, suggestions[$0] ?? 0) }
    return (judged + [("REFUSED", refused), ("ERROR", failed)]).filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
      .joined(separator: ", ")
  }
}
