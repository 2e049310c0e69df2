/// One line of text as a recogniser read it.
public struct RecognizedLine: Hashable, Sendable {
  /// The frame it was read in, counted from 0.
  public var frameIndex: Int
  /// The text as read.
  public var text: String
  /// How sure the recogniser is, 0…1.
  public var confidence: Double
  /// Where it stands. A recogniser gives it in the pixels it was handed; the pipeline maps it to the upright original.
  public var box: PixelRectangle
  /// The corners around a line that may be tilted, in the same pixels as the box; nil where the recogniser knows only
  /// the box. Stays in the process: neither results nor plugins are given it.
  public var corners: PixelQuadrilateral?

  /// The corners, or else those of the box.
  public var outline: PixelQuadrilateral { corners ?? PixelQuadrilateral(box) }

  /// Makes a line.
  public init(
    frameIndex: Int, text: String, confidence: Double, box: PixelRectangle, corners: PixelQuadrilateral? = nil
  ) {
    self.frameIndex = frameIndex
    self.text = text
    self.confidence = confidence
    self.box = box
    self.corners = corners
  }
}

/// All text that one recogniser read in one frame, in reading order.
public struct RecognizedText: Hashable, Sendable {
  /// The lines, in reading order.
  public var lines: [RecognizedLine]
  /// What may be written in this very frame and could not be read, for example `smallText` in a picture that had to be
  /// made much smaller. Named in the result; it does not make a gap.
  public var notCovered: Set<SubLabel>

  /// Makes recognised text.
  public init(lines: [RecognizedLine], notCovered: Set<SubLabel> = []) {
    self.lines = lines
    self.notCovered = notCovered
  }
}

/// Reads the text in one frame's pixels. Runs once per sampled frame; what it reads goes to every `TextDetector`.
///
/// The rules of `Detector` hold: deterministic, called concurrently, an error where it could not look.
public protocol TextRecognizer: Sendable {
  /// Reverse-DNS or plain words with a revision. Unique within a `Moderator`.
  var id: String { get }

  /// What this recogniser never reads, scripts for example. Constant for life; named in every result, unless another
  /// recogniser beside it reads it.
  var notCovered: Set<SubLabel> { get }

  /// How the recogniser wants its pixels. Constant for life.
  var inputWish: InputWish { get }

  /// Reads one frame. No text is an answer; not being able to read is an error.
  func recognize(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> RecognizedText
}
