public import ImageModeration

/// How findings are drawn on a copy of a picture.
public struct AnnotationStyle: Hashable, Sendable {
  /// Whether what the porn scene would not let pass is made unrecognisable: inside the findings' boxes, or the whole
  /// frame for a finding without one.
  public var blursExplicit: Bool

  /// Makes a style.
  public init(blursExplicit: Bool = true) { self.blursExplicit = blursExplicit }
}

/// A copy of one frame with everything that was found drawn on it.
public struct AnnotatedPicture: Hashable, Sendable {
  /// The frame, counted from 0.
  public let frameIndex: Int
  /// A JPEG file without metadata.
  public let jpeg: [UInt8]
}

/// The answer for one image, and pictures of it.
public struct AnnotatedResult: Sendable {
  /// The answer; what becomes of the pictures does not change it.
  public let result: ModerationResult
  /// One picture per frame with something to review or block, else frame 0 alone; none of a refused image. A failure
  /// when they could not be drawn.
  public let pictures: Result<[AnnotatedPicture], HostFailure>

  /// Makes an annotated result.
  public init(result: ModerationResult, pictures: Result<[AnnotatedPicture], HostFailure>) {
    self.result = result
    self.pictures = pictures
  }
}
