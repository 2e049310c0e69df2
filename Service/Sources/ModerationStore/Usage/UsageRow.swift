/// The calls of one account and interface over some days.
public struct UsageRow: Sendable, Hashable {
  public let account: String
  /// `ims.ImageModeration`.
  public let interface: String
  /// The key's id or the scene, where rows are kept apart by one; nil otherwise.
  public let part: String?
  public let counts: UsageCounts
  /// The most calls that the account made of the interface's service in one second of these days; nil where rows are
  /// kept apart by key or scene, which share it.
  public let peakCallsPerSecond: Int?
}
