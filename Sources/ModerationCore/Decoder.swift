/// What a decoder is asked for. Plain values only, so that the decoder may live in another process.
public struct DecodeRequest: Hashable, Sendable {
  /// The format that the bytes were recognised as; a decoder opens them as nothing else.
  public var format: ImageFormat
  /// The frames wanted, the one that stands for the file first, the others ascending, counted from 0: in the order of the file, in an image sequence in the order of
  /// presentation. Frame 0 of a HEIF burst is its primary picture. A still picture that is stored beside the frames of
  /// an animation or sequence and is none of them counts after the last one.
  public var frameIndices: [Int]
  /// The wishes that the frames will be converted to. They bound how far the decoder may shrink while decoding.
  public var wishes: [InputWish]
  /// The size limits of the first frame wanted, applied again to what the file really holds before its pixels are
  /// decoded.
  public var size: SizeLimits
  /// Whether a frame with transparent pixels is to be shown on black as well, where that shows more than white does.
  public var showsOnBlack: Bool
  /// Whether pixels that are wholly transparent are to be shown as well, as a rendition without alpha.
  public var showsColorUnderZeroAlpha: Bool
  /// The moment after which the answer is of no use. A decoder in another process is ended then; in this process a
  /// codec that hangs cannot be. Nil for none.
  public var deadline: ContinuousClock.Instant?

  /// Makes a request.
  public init(
    format: ImageFormat, frameIndices: [Int], wishes: [InputWish], size: SizeLimits,
    showsOnBlack: Bool = true, showsColorUnderZeroAlpha: Bool = false, deadline: ContinuousClock.Instant? = nil
  ) {
    self.format = format
    self.frameIndices = frameIndices
    self.wishes = wishes
    self.size = size
    self.showsOnBlack = showsOnBlack
    self.showsColorUnderZeroAlpha = showsColorUnderZeroAlpha
    self.deadline = deadline
  }
}

extension DecodeRequest {
  /// The size limits of a frame. Further pictures of a file may be smaller than a file's picture, and of any shape: an
  /// icon's 16×16 pixels are shown by somebody.
  public func sizeLimits(ofFrame index: Int, rendition: Rendition = .standard) -> SizeLimits {
    guard index != frameIndices.first || rendition == .embedded else { return size }
    var further = size
    further.minimumSidePixels = 1
    further.aspectRatioBelow = .infinity
    return further
  }
}

/// The facts of one decoded frame. Its pixels travel beside it.
public struct DecodedFrame: Hashable, Sendable {
  /// Where in the file the pixels come from.
  public enum Origin: String, Hashable, Sendable {
    /// The picture itself.
    case picture
    /// A preview that the camera stored beside its raw data.
    case embeddedPreview
  }

  /// Which frame of the image this is, counted from 0.
  public var index: Int
  /// Width and height of the pixels: the upright original, or less where the decoder was allowed to shrink.
  public let size: PixelSize
  /// Bytes from row to row.
  public let strideBytes: Int
  /// Width and height of the upright original as the file really holds it.
  public var originalSize: PixelSize
  /// Whether the frame carried alpha, which was flattened on white, or as the rendition says.
  public let hasAlpha: Bool
  /// Where in the file the pixels come from.
  public let origin: Origin
  /// In which of the ways that a frame may be seen.
  public var rendition: Rendition
  /// Whether no other rendition of this frame follows.
  public var isLastRendition: Bool
  /// What the codec says is wrong with the file though it shows the picture, in its own words, each once; for logs and
  /// advisories.
  public var warnings: [String]

  /// Makes a frame's facts.
  public init(
    index: Int, size: PixelSize, strideBytes: Int, originalSize: PixelSize, hasAlpha: Bool, origin: Origin = .picture,
    rendition: Rendition = .standard, isLastRendition: Bool = true, warnings: [String] = []
  ) {
    self.index = index
    self.size = size
    self.strideBytes = strideBytes
    self.originalSize = originalSize
    self.hasAlpha = hasAlpha
    self.origin = origin
    self.rendition = rendition
    self.isLastRendition = isLastRendition
    self.warnings = warnings
  }
}

extension DecodedFrame {
  /// The most renditions of a frame beside the standard one, embedded pictures not counted.
  public static let maximumRenditionCount = 8
  /// The most embedded pictures of a frame that are shown by themselves.
  public static let maximumEmbeddedCount = 32
}

/// Why a decoder stopped: the image's fault, this machine's, or neither's: time was up.
public enum DecodingFailure: Error, Hashable, Sendable {
  /// The image breaks a limit or is damaged.
  case rejected(InputRejection)
  /// The image library failed for a reason of its own.
  case failed(HostFailure)
  /// The request's deadline passed. Whether the image or a busy machine is to blame cannot be told, so it is put down
  /// to neither: what was not decoded is a gap.
  case late(reason: String)
}

/// Turns bytes into upright sRGB pixels, one frame at a time.
///
/// Bytes and a request go in, frames and facts come out; no handle is shared, so an implementation may run in another
/// process. Called concurrently.
public protocol Decoder: Sendable {
  /// The formats this decoder can decode.
  var formats: Set<ImageFormat> { get }

  /// Decodes the frames asked for, in order, handing each over before the next is begun.
  ///
  /// A frame is handed over once for each of its renditions, the standard one first.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - request: What is wanted.
  ///   - deliver: Called once per frame with RGB8 pixels, `height × strideBytes` bytes, valid during the call only.
  ///     Returning false ends decoding without an error.
  /// - Returns: What the file holds beside the frames that were asked for; incomplete when `deliver` ended decoding.
  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport
}
