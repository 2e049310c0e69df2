/// What a picture may measure. Applied twice: to the header's claim, and again to what the decoder really opened.
///
/// The limits are symmetric in width and height, so that it does not matter whether a picture lies or stands.
public struct SizeLimits: Hashable, Sendable {
  /// The shortest side that is accepted, in pixels.
  public var minimumSidePixels: Int
  /// The longest side that is accepted, in pixels; nil for no such limit.
  public var maximumSidePixels: Int?
  /// The longer side must be less than this many times the shorter one.
  public var aspectRatioBelow: Double
  /// Whether a broken side or aspect limit is only reported as an `Advisory`, as TIIA documents it.
  public var isAdvisory: Bool
  /// The most pixels that one frame may have: this library's own decode budget.
  public var maximumFramePixels: Int

  /// Makes limits; see the properties.
  public init(
    minimumSidePixels: Int, maximumSidePixels: Int?, aspectRatioBelow: Double, isAdvisory: Bool = false,
    maximumFramePixels: Int
  ) {
    self.minimumSidePixels = minimumSidePixels
    self.maximumSidePixels = maximumSidePixels
    self.aspectRatioBelow = aspectRatioBelow
    self.isAdvisory = isAdvisory
    self.maximumFramePixels = maximumFramePixels
  }

  /// Refuses a size that breaks a limit, in the documented order: sides too small, sides too large, aspect, budget.
  ///
  /// - Parameter size: The picture as it is looked at, that is after orientation.
  public func check(_ size: PixelSize) throws(InputRejection) {
    if !isAdvisory, let rejection = violation(by: size) { throw rejection }
    let pixels = size.pixelCount ?? .max
    guard pixels <= maximumFramePixels, size.shorterSide > 0 else {
      throw InputRejection(
        .pixelBudgetExceeded, message: "a frame of \(size) is over the decode budget", limit: "maximumFramePixels",
        measured: .count(pixels), allowed: .count(maximumFramePixels))
    }
  }

  /// The first documented limit that a size breaks, whether it is binding or advisory.
  public func violation(by size: PixelSize) -> InputRejection? {
    if size.shorterSide < minimumSidePixels {
      return InputRejection(
        .sideTooSmall,
        message: Self.refusal(of: size),
        limit: "minimumSidePixels",
        measured: .count(size.shorterSide), allowed: .count(minimumSidePixels))
    }
    if let maximumSidePixels, size.longerSide > maximumSidePixels {
      return InputRejection(
        .sideTooLarge,
        message: Self.refusal(of: size),
        limit: "maximumSidePixels",
        measured: .count(size.longerSide), allowed: .count(maximumSidePixels))
    }
    if size.aspectRatio >= aspectRatioBelow {
      return InputRejection(
        .aspectRatioTooLarge,
        message: Self.refusal(of: size),
        limit: "aspectRatioBelow",
        measured: .ratio(size.aspectRatio), allowed: .ratio(aspectRatioBelow))
    }
    return nil
  }

  /// Whoever meets the limit with a banner or a tiny icon should learn that it is a choice.
  private static func refusal(of size: PixelSize) -> String {
    "the picture measures \(size); a policy can set other limits"
  }
}
