import ModerationJudging

/// The first line of a stream: who answers, and what it takes.
public struct StreamReady: Hashable, Sendable, Encodable {
  /// The protocol's name; another number means other frames.
  public static let protocolName = "moderation-stream-1"

  private let ready = true
  private let `protocol` = protocolName
  /// How many frames may be without an answer before reading stops.
  public let window: Int
  /// The largest image that any policy takes, in bytes.
  public let maximumBytes: Int
  /// The policy that judges where a frame names none.
  public let policy: String
  /// All policies that a frame may name, as they are now.
  public let policies: [String]
  /// What the usual policy looks for.
  public let scenes: [String]
  /// Which files frames may name: `any`, `root` or `none`.
  public let paths: String

  /// Makes the line.
  public init(
    bounds: StreamBounds, maximumBytes: Int, policy: String, policies: [String], scenes: [String], paths: StreamPaths
  ) {
    window = bounds.window
    self.maximumBytes = maximumBytes
    self.policy = policy
    self.policies = policies
    self.scenes = scenes
    self.paths = paths.name
  }
}
