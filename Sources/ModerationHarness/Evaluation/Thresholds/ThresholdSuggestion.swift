package import ModerationJudging

/// A suggested threshold, and what it reaches.
package struct ThresholdSuggestion: Codable, Hashable, Sendable {
  /// The key of a policy, as `images.Porn`.
  package let key: String
  /// The number suggested; nil where none reaches what is wanted.
  @ExplicitNull package private(set) var threshold: Double?
  /// The other number of the key, where it has to give way so that both do not cross.
  @ExplicitNull package private(set) var otherThreshold: Double?
  /// The numbers that hold now, where all findings of the key have the same.
  @ExplicitNull package private(set) var presentReview: Double?
  @ExplicitNull package private(set) var presentBlock: Double?
  /// On the images that it was chosen on. Without a suggestion, the nearest that can be reached.
  package let chosenOn: BinaryFigures
  /// On the images kept apart; nil where none were.
  @ExplicitNull package private(set) var heldOut: BinaryFigures?
  /// Images that were left out: their scene was not wholly looked at, or their label does not say it.
  package let excluded: Int
  /// What to know of it.
  package let notes: [String]
}
