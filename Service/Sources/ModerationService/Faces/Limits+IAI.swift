import ImageModeration

extension Limits {
  /// IAI 2020-03-03: PNG, JPEG and BMP, base64 of at most 5 MB, sides of 64 and more; of JPEG at most 4000.
  ///
  /// Of the other formats sides are at most 2000: `iai20200303OtherFormats`. A file that is downloaded is judged by the
  /// base64 text it would make: 4·⌈n/3⌉ ≤ 5 242 880. Source: the API description carried by SDK 3.1.191.
  static let iai20200303 = Limits(
    name: "iai-2020-03-03", maximumFileBytes: 3_932_160, maximumBase64Characters: 5_242_880, minimumFileBytes: 0,
    maximumFileBytesByScene: [:], formats: [.png, .jpeg, .bmp],
    size: SizeLimits(
      minimumSidePixels: 64, maximumSidePixels: 4000, aspectRatioBelow: .infinity, maximumFramePixels: 16_000_000),
    advisedMinimumSidePixels: nil, maximumSampledFrames: 1, maximumSampledPixels: 16_000_000, deadline: .seconds(5),
    profileCodes: [
      .byteCountTooLarge: IAICode.imageSizeExceed.rawValue,
      .formatUnknown: IAICode.imageDecodeFailed.rawValue,
      .formatNotAccepted: IAICode.imageDecodeFailed.rawValue,
      .formatNotDecodable: IAICode.imageDecodeFailed.rawValue,
      .headerUnreadable: IAICode.imageDecodeFailed.rawValue,
      .sideTooSmall: IAICode.imageResolutionTooSmall.rawValue,
      .sideTooLarge: IAICode.imageResolutionExceed.rawValue,
      .pixelBudgetExceeded: IAICode.imageResolutionExceed.rawValue,
      .decodingFailed: IAICode.imageDecodeFailed.rawValue,
      .decodeMemoryExceeded: IAICode.imageResolutionExceed.rawValue,
      .decoderCrashed: IAICode.imageDecodeFailed.rawValue,
    ])

  /// What `iai20200303` is for PNG and BMP.
  static let iai20200303OtherFormats: Limits = {
    var limits = Limits.iai20200303
    limits.name += "-other-formats"
    limits.size.maximumSidePixels = 2000
    return limits
  }()

  /// Refuses a picture by its header alone: bytes, format, sides, by the limits of its format.
  static func checkIAI(_ bytes: [UInt8], from origin: ImageOrigin) throws(ServiceFailure) {
    let examination: ImageExamination
    do throws(HostFailure) {
      examination = try ImageExamination(
        .bytes(bytes, origin), profiles: [.iai20200303, .iai20200303OtherFormats],
        policy: Policy(name: "faces", sampling: .firstFrame))
    } catch {
      throw ServiceFailure(error)
    }
    let answer = examination.image.format == .jpeg ? examination.answers.first : examination.answers.last
    if let rejection = answer?.rejection { throw ServiceFailure(.rejected(rejection), rejection.publicMessage) }
  }
}
