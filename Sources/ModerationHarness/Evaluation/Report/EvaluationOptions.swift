/// What an evaluation is to tell.
public struct EvaluationOptions: Hashable, Sendable {
  /// The most mistakes of each kind that may be shown: 100.
  public static let maximumMistakeCount = 100

  /// How many mistakes of each kind are shown.
  public var mistakeCount: Int
  /// What suggested thresholds are to reach; nil for none.
  public var wish: ThresholdWish?

  /// Makes options.
  public init(mistakeCount: Int = 12, wish: ThresholdWish? = nil) {
    self.mistakeCount = min(mistakeCount, Self.maximumMistakeCount)
    self.wish = wish
  }
}
