/// Which frames of an animation are looked at: a pure function from what a header says to frame indices.
///
/// `documented` is the documented rule of IMS, 5 frames, every 5th: indices 0, 5, 10, 15, 20. `standard` adds what a
/// viewer is left with or sees longest, and takes all frames of a short animation.
public struct FrameSampling: Hashable, Sendable {
  /// The most frames that any rule looks at.
  public static let maximumFrameCount = 32

  /// The step between the frames of the documented rule; 0 means the first frame only.
  public let interval: Int
  /// The most frames of the documented rule; 1…32.
  public let maximumFrames: Int
  /// The most frames in all, at least `maximumFrames`. What is beyond those of the documented rule goes to the last
  /// frame and to the one shown longest, in this order, and then evenly over what is left.
  public let budget: Int

  /// The rule of IMS alone: 5 frames, every 5th.
  public static let documented = FrameSampling(interval: 5, maximumFrames: 5)

  /// The default: those of `documented`, the last frame, the one shown longest, 7 in all; of up to 7 frames all.
  public static let standard = FrameSampling(interval: 5, maximumFrames: 5, budget: 7)

  /// The first frame alone.
  public static let firstFrame = FrameSampling(interval: 0, maximumFrames: 1)

  /// So many frames, 1…32: the first, the last, the one shown longest, and evenly what is left.
  public static func spread(_ count: Int) -> FrameSampling {
    FrameSampling(interval: 0, maximumFrames: 1, budget: count)
  }

  /// Makes a sampling rule.
  ///
  /// - Parameters:
  ///   - interval: The step between sampled frames, 0 or more; negative values count as 0.
  ///   - maximumFrames: The most frames sampled by that step, 1…32; other values are brought into it. The limits
  ///     profile caps it again.
  ///   - budget: The most frames in all, up to 32; nil for no more than `maximumFrames`.
  public init(interval: Int, maximumFrames: Int, budget: Int? = nil) {
    self.interval = max(0, interval)
    self.maximumFrames = min(max(1, maximumFrames), Self.maximumFrameCount)
    self.budget = min(max(self.maximumFrames, budget ?? 1), Self.maximumFrameCount)
  }

  /// The indices to look at, ascending, beginning with 0; empty only when there is no frame.
  ///
  /// - Parameters:
  ///   - frameCount: How many frames the image has.
  ///   - longest: The frame that is shown longest.
  ///   - cap: The limits profile's own `maximumSampledFrames`.
  /// - Complexity: O(budget), whatever the frame count is.
  public func indices(frameCount: Int, longest: Int = 0, cap: Int = .max) -> [Int] {
    guard frameCount > 0 else { return [] }
    let cap = max(1, cap)
    let steps = interval > 0 ? min((frameCount - 1) / interval + 1, maximumFrames, cap) : 1
    let stepped = (0..<steps).map { $0 * interval }
    let budget = min(budget, cap)
    guard budget > maximumFrames, budget > steps else { return stepped }
    guard frameCount > budget else { return Array(0..<frameCount) }
    var chosen = Set(stepped)
    for wanted in [frameCount - 1, longest] where chosen.count < budget && (0..<frameCount).contains(wanted) {
      chosen.insert(wanted)
    }
    // Into the middle of the longest stretch that nobody looks at, again and again.
    while chosen.count < budget, let gap = Self.widestGap(in: chosen.sorted(), of: frameCount) {
      chosen.insert(gap.lowerBound + gap.count / 2)
    }
    return chosen.sorted()
  }

  /// The longest stretch of frames that were not chosen, the first of equals; nil when all were.
  private static func widestGap(in chosen: [Int], of frameCount: Int) -> Range<Int>? {
    let gaps = zip(chosen, chosen.dropFirst() + [frameCount]).map { ($0 + 1)..<$1 }
    return gaps.reduce(nil) { widest, gap in gap.count > (widest?.count ?? 0) ? gap : widest }
  }
}
