/// The sender's image is refused: it breaks a limit, or it is no picture that can be read.
///
/// Never used for a failure of a detector (`DetectorFailure`) or of this machine (`HostFailure`).
public struct InputRejection: Error, Hashable, Sendable, CustomStringConvertible {
  /// Our code.
  public let code: RejectionCode
  /// The documented code of the limits profile in force, for example
  /// `InvalidParameterValue.ImageSizeTooSmall`; nil until a profile has judged, and where a profile has none.
  public let profileCode: String?
  /// The name of the limit, unit included, for example `minimumSidePixels`; nil where no number was exceeded.
  public let limit: String?
  /// What was measured.
  public let measured: MeasuredValue?
  /// The last value that would have been accepted (for a limit named `…Below`, the first that is not).
  public let allowed: MeasuredValue?
  /// The frame concerned, counted from 0; nil where the whole file is meant.
  public let frameIndex: Int?
  /// For logs: may quote a decoder's own words.
  public let message: String

  /// Makes a rejection. The pipeline adds the profile's own code with `withProfileCode`.
  public init(
    _ code: RejectionCode, message: String, limit: String? = nil, measured: MeasuredValue? = nil,
    allowed: MeasuredValue? = nil, frameIndex: Int? = nil, profileCode: String? = nil
  ) {
    self.code = code
    self.profileCode = profileCode
    self.limit = limit
    self.measured = measured
    self.allowed = allowed
    self.frameIndex = frameIndex
    self.message = message
  }

  /// The same rejection with the code that a limits profile documents for it.
  public func withProfileCode(_ profileCode: String?) -> InputRejection {
    InputRejection(
      code, message: message, limit: limit, measured: measured, allowed: allowed, frameIndex: frameIndex,
      profileCode: profileCode)
  }

  /// Whether the same image may be accepted a moment later: never. A limit that it breaks today it breaks tomorrow.
  public var isTransient: Bool { false }

  /// A sentence that is safe to show the person who sent the image: no decoder's words, no paths.
  public var publicMessage: String {
    guard let limit, let measured, let allowed else { return "The image was refused: \(code)." }
    return "The image was refused: \(code) (\(limit): measured \(measured), allowed \(allowed))."
  }

  public var description: String { "\(code): \(message)" }
}
