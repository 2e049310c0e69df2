/// Finds the frame that is shown longest while an animation's frames are walked; the first of equals.
///
/// Times count as browsers show them, whatever the format: Chromium (`DeferredImageDecoder::FrameDurationAtIndex`) and
/// Firefox (`FrameTimeout::FromRawMilliseconds`) take 10 ms or less for 100 ms. How often an animation is repeated is
/// not asked: what stays when it ends is its last frame.
struct LongestFrame {
  /// Shorter times are not believed, milliseconds.
  static let leastMilliseconds = 11.0
  /// What is taken instead, milliseconds.
  static let standardMilliseconds = 100.0

  /// The frame that is shown longest so far; 0 without any.
  private(set) var index = 0
  private var longest = 0.0
  private var count = 0

  /// Adds the next frame.
  mutating func add(milliseconds stated: Double) {
    let shown = stated < Self.leastMilliseconds ? Self.standardMilliseconds : stated
    if shown > longest { (index, longest) = (count, shown) }
    count += 1
  }
}
