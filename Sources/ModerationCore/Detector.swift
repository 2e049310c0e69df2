/// Looks at one frame's pixels and says what it sees. The main extension point of this library.
///
/// An implementation must hold to this, and the tests of the first-party detectors check it:
/// - Equal pixels and an equal description give equal findings, whichever thread calls and whatever was asked before.
/// - Calls may run at the same time on different threads.
/// - Scores are numbers in 0…1; labels are keys of the descriptor's `bands`; boxes lie in the pixels given.
/// - What cannot be looked at is an error, never an empty list.
public protocol Detector: Sendable {
  /// What this detector is. A value, constant for life: one type may serve many models.
  var descriptor: DetectorDescriptor { get }

  /// How the detector wants its pixels. Constant for life.
  var inputWish: InputWish { get }

  /// Looks at one frame.
  ///
  /// - Parameters:
  ///   - pixels: `(frame.size.height − 1) × frame.strideBytes + 3 × frame.size.width` bytes at least, as `inputWish`
  ///     asked for: the last row may end with its last pixel. Valid during the call only.
  ///   - frame: What is known about the pixels.
  /// - Returns: What was seen, in any order; a low score is evidence too. At most `Finding.maximumPerCall`.
  func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding]
}
