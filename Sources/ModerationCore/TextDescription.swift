/// What a text detector is told about the text it is given.
///
/// New facts arrive as new fields of this struct, never as another requirement of `TextDetector`.
public struct TextDescription: Hashable, Sendable {
  /// What the caller knows of the text.
  public var hints: TextHints
  /// Width and height of the upright original, in whose pixels the boxes are; nil where the caller does not tell.
  public var pictureSize: PixelSize?
  /// What the image's codes hold, each where the code is: nobody reads it in the picture, and it is no line of the text.
  /// Lists are asked about it.
  public var codes: [RecognizedLine]
  /// When the image's time is up. Work of more than a second looks at it in between and throws
  /// `DetectorFailure.Code.deadline` with what it has; nil for no bound.
  public var deadline: ContinuousClock.Instant?

  /// Makes a description.
  public init(
    hints: TextHints = TextHints(), pictureSize: PixelSize? = nil, codes: [RecognizedLine] = [],
    deadline: ContinuousClock.Instant? = nil
  ) {
    self.hints = hints
    self.pictureSize = pictureSize
    self.codes = codes
    self.deadline = deadline
  }
}
