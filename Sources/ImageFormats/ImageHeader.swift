public import ModerationCore

/// What an image file says about itself, read without decoding a pixel.
///
/// A header is a claim: a decoder checks it again against what it really finds.
public struct ImageHeader: Hashable, Sendable {
  /// How the frames of a file belong together.
  public enum FrameKind: String, Hashable, Sendable {
    /// One picture.
    case still
    /// Frames played one after the other: GIF, WebP, APNG.
    case animation
    /// The pages of a TIFF.
    case pages
    /// Several pictures in one file of which viewers show the first: top-level pictures of HEIF, multi-picture JPEG.
    case burst
    /// The samples of a HEIF image sequence track.
    case sequence
    /// The same picture in several sizes: ICO.
    case sizes
  }

  /// The format that the bytes were read as.
  public let format: ImageFormat
  /// Width and height as stored, in pixels: of the GIF canvas, the WebP canvas, the first TIFF page, the primary HEIF
  /// item or the first visual HEIF track.
  public let codedSize: PixelSize
  /// Width and height of the picture as it is looked at, in pixels: after EXIF orientation, or after HEIF's clean
  /// aperture, rotation and mirroring.
  public let size: PixelSize
  /// How many frames the file has, at least 1. Counted from the structures present, not from a claimed number.
  public let frameCount: Int
  /// How the frames belong together.
  public let frameKind: FrameKind
  /// How the stored picture lies, as EXIF numbers it: 1…8, 1 for upright. A strict reader's view of the first EXIF
  /// block: what is no SHORT of count 1, or beyond 8, says nothing.
  ///
  /// For HEIC and AVIF this is what `irot` and `imir` (or a track's matrix) add up to; an EXIF block in those files
  /// is ignored, because decoders of HEIF apply the properties only (ISO/IEC 23008-12, 6.5.10 and 6.5.12).
  public let orientation: Int
  /// Bits per channel as stored; 8 where a palette is looked up.
  public let bitsPerChannel: Int
  /// Channels of the picture, palette looked up and alpha counted; nil where the header does not tell.
  public let channelCount: Int?
  /// Whether the file says that pixels may be transparent.
  public let hasAlpha: Bool
  /// Whether an ICC profile is embedded.
  public let hasColorProfile: Bool
  /// Whether a still picture is stored beside the frames and may differ from all of them: the default image of an
  /// APNG outside its animation, or the primary item of a HEIF file with a sequence track. Some viewers show it alone.
  public let hasStillBesideFrames: Bool
  /// The frame that stands for the file where its frames are not played: an icon's largest. Its size is `size`.
  public let primaryFrame: Int
  /// The frame that is shown longest, the first of equals, by durations as browsers count them; 0 for stills.
  public let longestFrame: Int
  /// Whether the pixels are stored in several passes over the picture (progressive JPEG and others in several scans,
  /// interlaced PNG), so that a decoder must hold all of them at once.
  public let isProgressive: Bool
  /// How other viewers show the picture, if some do.
  package var otherReadings: [OtherReading] = []

  /// Makes a header from its facts.
  ///
  /// - Parameter size: The upright size; nil to derive it from `codedSize` and `orientation`.
  public init(
    format: ImageFormat, codedSize: PixelSize, size: PixelSize? = nil, frameCount: Int = 1,
    frameKind: FrameKind = .still, orientation: Int = 1, bitsPerChannel: Int = 8, channelCount: Int? = nil,
    hasAlpha: Bool = false, hasColorProfile: Bool = false, hasStillBesideFrames: Bool = false,
    primaryFrame: Int = 0, longestFrame: Int = 0, isProgressive: Bool = false
  ) {
    let orientation = ImageOrientation(exifValue: orientation)
    self.format = format
    self.codedSize = codedSize
    self.size = size ?? orientation.upright(codedSize)
    self.frameCount = max(1, frameCount)
    self.frameKind = frameKind
    self.orientation = orientation.exifValue
    self.bitsPerChannel = bitsPerChannel
    self.channelCount = channelCount
    self.hasAlpha = hasAlpha
    self.hasColorProfile = hasColorProfile
    self.hasStillBesideFrames = hasStillBesideFrames
    self.primaryFrame = primaryFrame
    self.longestFrame = longestFrame
    self.isProgressive = isProgressive
  }
}
