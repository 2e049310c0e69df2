/// One call as the meter counts it.
public struct UsageCall: Sendable, Hashable {
  /// What became of a call.
  public enum Outcome: String, Sendable, CaseIterable {
    /// The pictures were judged.
    case answered
    /// The sender's picture or parameters were refused.
    case rejected
    /// Our side failed: a detector, a worker, a deadline.
    case failed
  }

  /// The account's id.
  public let account: String
  /// The id of the key that signed.
  public let keyID: String
  /// Service and action: `ims.ImageModeration`.
  public let interface: String
  /// The scene where the interface counts each of its own: `PORN`; `noScene` where a call is one whatever it looks for.
  public let scene: String
  public let outcome: Outcome

  /// The scene of calls that are not counted by scene: `-`.
  public static let noScene = "-"

  public init(account: String, keyID: String, interface: String, scene: String = UsageCall.noScene, outcome: Outcome) {
    self.account = account
    self.keyID = keyID
    self.interface = interface
    self.scene = scene
    self.outcome = outcome
  }
}
