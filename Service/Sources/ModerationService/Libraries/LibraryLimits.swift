import ImageModeration

/// What library actions measure.
enum LibraryLimits {
  /// The most bytes of a group's or a library's id; the documents give none.
  static let maximumNameByteCount = 64
  /// The most characters of a group's name; the documents give none.
  static let maximumTitleCharacterCount = 64
  /// The most characters of a group's description; the documents give none.
  static let maximumBriefCharacterCount = 1_024
  /// The most characters of an entity's or a picture's name. Source: the documentation of TIIA CreateImage.
  static let maximumEntityCharacterCount = 64
  /// The most characters of the caller's own content. Source: the documentation of TIIA CreateImage.
  static let maximumContentCharacterCount = 4_096
  /// The most characters of a filter. Source: the documentation of TIIA SearchImage.
  static let maximumFilterCharacterCount = 64
  /// The most of a page. Source: the documentation of TIIA SearchImage and CMS DescribeLibSamples.
  static let maximumPageCount = 100
  /// The calls a second that a group may ask for.
  static let callsPerSecond: ClosedRange<Int64> = 1...10_000
  /// The most words of a call. Source: the documentation of CMS CreateKeywordsSamples.
  static let maximumWordCountOfCall = 2_000
  /// The most characters of a word. Source: as before.
  static let maximumWordCharacterCount = 40
  /// The most characters of a remark. Source: as before.
  static let maximumRemarkCharacterCount = 100

  /// What a picture of a library may be: PNG, JPEG and BMP, 5 MiB of base64, 4096 pixels a side. Source: the
  /// documentation of TIIA CreateImage.
  static let pictures: Limits = {
    var limits = Limits.tiia20190529
    limits.name = "tiia-2019-05-29-library"
    limits.maximumBase64Characters = 5 << 20
    limits.maximumFileBytes = (5 << 20) / 4 * 3
    limits.maximumFileBytesByScene = [:]
    limits.formats = [.png, .jpeg, .bmp]
    limits.size = SizeLimits(
      minimumSidePixels: 5, maximumSidePixels: 4_096, aspectRatioBelow: .infinity, maximumFramePixels: 4_096 * 4_096)
    return limits
  }()
}
