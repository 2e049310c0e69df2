/// Calls by what became of them.
public struct UsageCounts: Sendable, Hashable, Codable {
  public var answered: Int
  public var rejected: Int
  public var failed: Int

  public init(answered: Int = 0, rejected: Int = 0, failed: Int = 0) {
    self.answered = answered
    self.rejected = rejected
    self.failed = failed
  }

  /// All calls.
  public var calls: Int { answered + rejected + failed }

  mutating func add(_ count: Int, _ outcome: UsageCall.Outcome) {
    switch outcome {
    case .answered: answered += count
    case .rejected: rejected += count
    case .failed: failed += count
    }
  }

  static func += (left: inout Self, right: Self) {
    left.answered += right.answered
    left.rejected += right.rejected
    left.failed += right.failed
  }
}
