/// Every bound that an image must keep, as one value with a name.
///
/// Two profiles carry the documented limits of the APIs that this library stands in for: `ims20201229` (the default)
/// and `tiia20190529`. Numbers that Tencent does not publish are this library's own and say so. A changed copy of a
/// profile is an ordinary value:
///
///     var limits = Limits.ims20201229
///     limits.size.minimumSidePixels = 200
public struct Limits: Hashable, Sendable {
  /// The profile's name, for example `ims-2020-12-29`.
  public var name: String
  /// The most bytes of a downloaded or local file.
  public var maximumFileBytes: Int
  /// The most characters of base64 text of an image inside a request.
  public var maximumBase64Characters: Int
  /// The fewest bytes of an image.
  public var minimumFileBytes: Int
  /// Scenes with a smaller byte limit of their own: over it only that scene fails, and the others still run.
  public var maximumFileBytesByScene: [Scene: Int]
  /// The accepted formats.
  public var formats: Set<ImageFormat>
  /// What a picture may measure.
  public var size: SizeLimits
  /// A shorter side below this is reported as an advisory and changes nothing; nil for no advice.
  public var advisedMinimumSidePixels: Int?
  /// The most frames of an animation that are looked at.
  public var maximumSampledFrames: Int
  /// The most pixels that all sampled frames of one image may have together: this library's own budget.
  public var maximumSampledPixels: Int
  /// The most memory that decoding one image may take, in bytes, as estimated from its header: this library's own
  /// budget.
  public var maximumDecodeMemoryBytes: Int
  /// The time that an image has, after which no further stage or frame is begun and the answer is given. From when on
  /// it counts is the moderator's to say: `Moderator.Capacity.deadlineStart`.
  public var deadline: Duration
  /// The profile's documented code for each of our own.
  public var profileCodes: [RejectionCode: String]

  /// Makes limits; the profiles below are the usual start.
  public init(
    name: String, maximumFileBytes: Int, maximumBase64Characters: Int, minimumFileBytes: Int,
    maximumFileBytesByScene: [Scene: Int], formats: Set<ImageFormat>, size: SizeLimits,
    advisedMinimumSidePixels: Int?, maximumSampledFrames: Int, maximumSampledPixels: Int,
    maximumDecodeMemoryBytes: Int = Self.decodeMemoryBudget, deadline: Duration,
    profileCodes: [RejectionCode: String]
  ) {
    self.name = name
    self.maximumFileBytes = maximumFileBytes
    self.maximumBase64Characters = maximumBase64Characters
    self.minimumFileBytes = minimumFileBytes
    self.maximumFileBytesByScene = maximumFileBytesByScene
    self.formats = formats
    self.size = size
    self.advisedMinimumSidePixels = advisedMinimumSidePixels
    self.maximumSampledFrames = maximumSampledFrames
    self.maximumSampledPixels = maximumSampledPixels
    self.maximumDecodeMemoryBytes = maximumDecodeMemoryBytes
    self.deadline = deadline
    self.profileCodes = profileCodes
  }

  /// The profiles by name, in the order in which help texts list them.
  public static let profiles: [Limits] = [.ims20201229, .tiia20190529]
}

extension Limits {
  /// This library's own decode budget: one frame of the largest documented size, 9999×9999, and a little more.
  static let framePixelBudget = 100_000_000
  /// This library's own decode budget for all sampled frames together.
  static let sampledPixelBudget = 200_000_000
  /// This library's own memory budget for one image: enough for 9999×9999 pixels, which is allowed, in the dearest
  /// codec.
  public static let decodeMemoryBudget = 2_147_483_648

  /// IMS 2020-12-29: twelve formats, sides 51…9999, aspect below 90:1, below 30 MB, animations sampled.
  ///
  /// Source: product FAQ of 2024–2025 and the API description carried by SDK 3.1.189.
  public static let ims20201229 = Limits(
    name: "ims-2020-12-29",
    maximumFileBytes: 31_457_279,
    maximumBase64Characters: 10_485_759,
    minimumFileBytes: 16,
    maximumFileBytesByScene: [:],
    formats: [.bmp, .ico, .jpeg, .jng, .png, .tiff, .raw, .svg, .gif, .webp, .heic, .avif],
    size: SizeLimits(
      minimumSidePixels: 51, maximumSidePixels: 9999, aspectRatioBelow: 90, maximumFramePixels: framePixelBudget),
    advisedMinimumSidePixels: 256,
    // The documents say 5 and count what is charged; nobody is charged here.
    maximumSampledFrames: FrameSampling.maximumFrameCount,
    maximumSampledPixels: sampledPixelBudget,
    deadline: .seconds(15),
    profileCodes: [
      .byteCountTooLarge: "InvalidParameterValue.InvalidFileContentSize",
      .byteCountTooSmall: "InvalidParameter.ImageDataTooSmall",
      .formatUnknown: "InvalidParameterValue.InvalidImageContent",
      .formatNotAccepted: "InvalidParameterValue.InvalidImageContent",
      .formatNotDecodable: "InvalidParameterValue.InvalidImageContent",
      .headerUnreadable: "InvalidParameterValue.InvalidImageContent",
      .sideTooSmall: "InvalidParameterValue.ImageSizeTooSmall",
      .sideTooLarge: "InvalidParameterValue.InvalidImageContent",
      .aspectRatioTooLarge: "InvalidParameter.ImageAspectRatioTooLarge",
      .pixelBudgetExceeded: "InvalidParameterValue.InvalidImageContent",
      .decodingFailed: "InvalidParameterValue.InvalidImageContent",
      .decodeMemoryExceeded: "InvalidParameterValue.InvalidImageContent",
      .drawingWorkExceeded: "InvalidParameterValue.InvalidImageContent",
      .decoderCrashed: "InvalidParameterValue.InvalidImageContent",
    ])

  /// TIIA 2019-05-29: PNG and JPEG, 4 MB of base64, sides and aspect as advice only.
  ///
  /// A local file is judged by the base64 text it would make: 4·⌈n/3⌉ ≤ 4 194 304. Source: API page and FAQ of
  /// 2019–2022.
  public static let tiia20190529 = Limits(
    name: "tiia-2019-05-29",
    maximumFileBytes: 3_145_728,
    maximumBase64Characters: 4_194_304,
    minimumFileBytes: 0,
    maximumFileBytesByScene: [.text: 2_359_296],
    formats: [.png, .jpeg],
    size: SizeLimits(
      minimumSidePixels: 51, maximumSidePixels: nil, aspectRatioBelow: 5, isAdvisory: true,
      maximumFramePixels: framePixelBudget),
    advisedMinimumSidePixels: nil,
    maximumSampledFrames: 1,
    maximumSampledPixels: sampledPixelBudget,
    deadline: .seconds(5),
    profileCodes: [
      .byteCountTooLarge: "FailedOperation.TooLargeFileError",
      .formatUnknown: "FailedOperation.ImageDecodeFailed",
      .formatNotAccepted: "FailedOperation.ImageDecodeFailed",
      .formatNotDecodable: "FailedOperation.ImageDecodeFailed",
      .headerUnreadable: "FailedOperation.ImageDecodeFailed",
      .pixelBudgetExceeded: "FailedOperation.ImageDecodeFailed",
      .decodingFailed: "FailedOperation.ImageDecodeFailed",
      .decodeMemoryExceeded: "FailedOperation.ImageDecodeFailed",
      .drawingWorkExceeded: "FailedOperation.ImageDecodeFailed",
      .decoderCrashed: "FailedOperation.ImageDecodeFailed",
    ])

  /// Refuses a byte count that breaks the limit for its origin.
  public func checkByteCount(_ byteCount: Int, from origin: ImageOrigin) throws(InputRejection) {
    switch origin {
    case .inline(let base64Length) where base64Length > maximumBase64Characters:
      throw InputRejection(
        .byteCountTooLarge, message: "\(base64Length) characters of base64 text", limit: "maximumBase64Characters",
        measured: .count(base64Length), allowed: .count(maximumBase64Characters))
    case .fetched where byteCount > maximumFileBytes, .local where byteCount > maximumFileBytes:
      throw InputRejection(
        .byteCountTooLarge, message: "\(byteCount) bytes or more", limit: "maximumFileBytes",
        measured: .count(byteCount), allowed: .count(maximumFileBytes))
    default: break
    }
    guard byteCount >= minimumFileBytes else {
      throw InputRejection(
        .byteCountTooSmall, message: "\(byteCount) bytes", limit: "minimumFileBytes", measured: .count(byteCount),
        allowed: .count(minimumFileBytes))
    }
  }
}
