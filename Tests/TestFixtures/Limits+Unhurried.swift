public import ModerationCore

extension Limits {
  /// These limits without a deadline that a busy machine could miss.
  public var unhurried: Limits {
    var limits = self
    limits.deadline = .seconds(3_600)
    return limits
  }

  /// The default profile, unhurried.
  public static let unhurried = Limits.ims20201229.unhurried
}
