/// Which frames of an animation are looked at: a pure function from a frame count to frame indices.
///
/// The default is the documented one of IMS, 5 frames, every 5th: indices 0, 5, 10, 15, 20.
public struct FrameSampling: Hashable, Sendable {
  /// The step between sampled frames; 0 means the first frame only.
  public let interval: Int
  /// The most frames sampled; at least 1.
  public let maximumFrames: Int

  /// The documented default: 5 frames, every 5th.
  public static let standard = FrameSampling(interval: 5, maximumFrames: 5)

  /// The first frame alone.
  public static let firstFrame = FrameSampling(interval: 0, maximumFrames: 1)

  /// Makes a sampling rule.
  ///
  /// - Parameters:
  ///   - interval: The step between sampled frames, 0 or more; negative values count as 0.
  ///   - maximumFrames: The most frames sampled; values below 1 count as 1. The limits profile caps it again.
  public init(interval: Int, maximumFrames: Int) {
    self.interval = max(0, interval)
    self.maximumFrames = max(1, maximumFrames)
  }

  /// The indices to look at, ascending, beginning with 0; empty only when there is no frame.
  ///
  /// - Parameters:
  ///   - frameCount: How many frames the image has.
  ///   - cap: The limits profile's own `maximumSampledFrames`.
  /// - Complexity: O(number of indices), whatever the frame count is.
  public func indices(frameCount: Int, cap: Int = .max) -> [Int] {
    guard frameCount > 0 else { return [] }
    guard interval > 0 else { return [0] }
    let count = min((frameCount - 1) / interval + 1, maximumFrames, max(1, cap))
    return (0..<count).map { $0 * interval }
  }
}
