/// Why an image was refused: our own code, the same under every limits profile.
///
/// The documented code of the profile in force stands beside it in `InputRejection.profileCode`.
public struct RejectionCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The code as written in results and logs; never localised.
  public let rawValue: String

  /// Makes a code from its spelling in results.
  public init(rawValue: String) { self.rawValue = rawValue }

  public var description: String { rawValue }

  /// More bytes than the profile allows for this kind of source.
  public static let byteCountTooLarge = RejectionCode(rawValue: "byteCountTooLarge")
  /// Fewer bytes than any picture can have.
  public static let byteCountTooSmall = RejectionCode(rawValue: "byteCountTooSmall")
  /// The first bytes are those of no format that this library knows.
  public static let formatUnknown = RejectionCode(rawValue: "formatUnknown")
  /// A known format that the profile does not accept.
  public static let formatNotAccepted = RejectionCode(rawValue: "formatNotAccepted")
  /// An accepted format, recognised by its bytes, that this version cannot decode.
  public static let formatNotDecodable = RejectionCode(rawValue: "formatNotDecodable")
  /// The format's header is damaged, cut short or contradicts itself.
  public static let headerUnreadable = RejectionCode(rawValue: "headerUnreadable")
  /// A side is shorter than the profile allows.
  public static let sideTooSmall = RejectionCode(rawValue: "sideTooSmall")
  /// A side is longer than the profile allows.
  public static let sideTooLarge = RejectionCode(rawValue: "sideTooLarge")
  /// The longer side is too many times the shorter one.
  public static let aspectRatioTooLarge = RejectionCode(rawValue: "aspectRatioTooLarge")
  /// Decoding would take more pixels than this library grants one image.
  public static let pixelBudgetExceeded = RejectionCode(rawValue: "pixelBudgetExceeded")
  /// The pixels are damaged or cut short.
  public static let decodingFailed = RejectionCode(rawValue: "decodingFailed")
  /// Decoding would take more memory than this library grants one image.
  public static let decodeMemoryExceeded = RejectionCode(rawValue: "decodeMemoryExceeded")
  /// Drawing would take more work than this library grants one document.
  public static let drawingWorkExceeded = RejectionCode(rawValue: "drawingWorkExceeded")
  /// The decoder broke down over the image's bytes; it ran in a process of its own, which has been replaced.
  public static let decoderCrashed = RejectionCode(rawValue: "decoderCrashed")
}
