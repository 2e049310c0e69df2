public import ModerationCore

/// Which rules an image was judged by, by name and version.
public struct RulesIdentity: Hashable, Sendable {
  /// The name of the limits profile.
  public let limits: String
  /// The policy's name.
  public let policy: String
  /// The policy's version; nil where the operator does not count.
  public let policyVersion: String?
  /// The lists that were compared with, by name.
  public let lists: [ListIdentity]

  /// Makes an identity.
  public init(limits: String, policy: String, policyVersion: String?, lists: [ListIdentity]) {
    self.limits = limits
    self.policy = policy
    self.policyVersion = policyVersion
    self.lists = lists
  }
}
