/// What has become of the decode workers of one `WorkerDecoder` since it was made.
public struct WorkerStatistics: Hashable, Sendable {
  /// Workers that started and were ready.
  public var started = 0
  /// Starts that failed.
  public var failedStarts = 0
  /// Workers ended because an image was not done in time.
  public var killedForTime = 0
  /// Workers that died over an image or broke the protocol.
  public var crashed = 0
  /// Workers that were ended from outside while they held an image.
  public var killedFromOutside = 0
  /// Workers that were found dead between two images; no image was lost.
  public var foundDead = 0
  /// Workers replaced because the policy says so.
  public var retired = 0

  /// Makes a count of nothing.
  public init() {}
}
