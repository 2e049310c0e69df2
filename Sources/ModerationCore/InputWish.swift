/// How a detector wants to be given a frame's pixels.
///
/// The pipeline decodes each frame once, converts it once per *distinct* wish and shares the result between all
/// detectors with an equal wish. Pixels are always 8 bits per channel, three channels, sRGB, upright, alpha flattened
/// on white; a wish chooses size, filter, channel order and the lossy step that some models were trained behind.
public struct InputWish: Hashable, Sendable {
  /// The size that is wanted.
  public enum Fit: Hashable, Sendable {
    /// Exactly this size; the aspect ratio is ignored and small pictures are enlarged.
    case exact(PixelSize)
    /// The longer side has at most this many pixels, aspect ratio kept; smaller pictures stay as they are.
    case longestSide(Int)
    /// The smallest size of the picture's own shape that covers this one, and of that the centre, this large or as
    /// large as `centreCrop` says: torchvision's `Resize` of the shorter side and `CenterCrop`, where this is a square.
    /// What lies further out is not seen. Small pictures are enlarged.
    ///
    /// For detectors that are linked and for manifests: the C interface of plugins cannot say it, and a plugin that
    /// wishes for it is refused when it is opened.
    case cover(PixelSize)
  }

  /// The filter used for resampling: antialiased convolution, equal to the last bit to Pillow's.
  public enum Filter: Hashable, Sendable {
    /// A triangle as wide as the scale asks for.
    case bilinear
    /// Keys' cubic with a = −0.5.
    case bicubic
  }

  /// The order of the three channels in memory.
  public enum ChannelOrder: Hashable, Sendable {
    /// Red first.
    case rgb
    /// Blue first.
    case bgr
  }

  /// The size that is wanted before the crop.
  public var fit: Fit
  /// The resampling filter.
  public var filter: Filter
  /// A centred window cut out after resampling; nil for the whole picture, or what covers. No larger than the size
  /// before it.
  public var centreCrop: PixelSize?
  /// A JPEG encoding and decoding at this quality (1…100, 4:2:0) after the crop; nil for none.
  ///
  /// open_nsfw needs it: its published scores were taken behind it, and without it they differ by up to 0.17.
  public var jpegRoundTripQuality: Int?
  /// The channel order.
  public var channelOrder: ChannelOrder
  /// How many decoded pixels per wanted pixel must be kept, along each axis, when a picture is shrunk before this wish
  /// is met, by its decoder or for several wishes at once; at least 1. More is slower and nearer to a full decode.
  public var oversampling: Int
  /// How very long pictures are cut; nil to be given every picture whole. The wish then holds for each tile, and each
  /// is shown on its own.
  public var tiling: Tiling?

  /// Whether the picture is taken as it was decoded for others, shrunk to `fit` where it is larger: the decoder keeps
  /// no pixels for this wish. With `.longestSide` and without tiling only.
  package private(set) var takesDecoded = false

  /// Wishes for the pixels that were decoded for others, with at most so many on the longer side.
  package init(asDecodedUpTo longestSide: Int) {
    self.init(fit: .longestSide(longestSide), oversampling: 1)
    takesDecoded = true
  }

  /// Makes a wish.
  public init(
    fit: Fit, filter: Filter = .bilinear, centreCrop: PixelSize? = nil, jpegRoundTripQuality: Int? = nil,
    channelOrder: ChannelOrder = .rgb, oversampling: Int = 2, tiling: Tiling? = nil
  ) {
    self.fit = fit
    self.filter = filter
    self.centreCrop = centreCrop
    self.jpegRoundTripQuality = jpegRoundTripQuality
    self.channelOrder = channelOrder
    self.oversampling = max(1, oversampling)
    self.tiling = tiling
  }

  /// The size of a picture after resampling by this wish, before the crop. Each side is at least 1.
  public func resampledSize(of original: PixelSize) -> PixelSize {
    switch fit {
    case .exact(let size): return size
    case .longestSide(let side):
      guard original.longerSide > side else { return original }
      let scale = Double(side) / Double(original.longerSide)
      return PixelSize(
        width: max(1, Int((Double(original.width) * scale).rounded())),
        height: max(1, Int((Double(original.height) * scale).rounded())))
    case .cover(let size):
      let (width, height) = (max(1, original.width), max(1, original.height))
      let (byHeight, byWidth) = (
        width.multipliedFullWidth(by: size.height), height.multipliedFullWidth(by: size.width)
      )
      // Rounded down, as torchvision does.
      func grown(_ wanted: Int, _ side: Int, per other: Int) -> Int {
        checkedProduct(wanted, side).map { $0 / other } ?? .max
      }
      return (byHeight.high, byHeight.low) >= (byWidth.high, byWidth.low)
        ? PixelSize(width: max(size.width, grown(size.height, width, per: height)), height: size.height)
        : PixelSize(width: size.width, height: max(size.height, grown(size.width, height, per: width)))
    }
  }

  /// What is cut out of the picture after resampling, in pixels of that; the whole of it where there is no crop.
  package func window(of resampled: PixelSize) -> (x: Int, y: Int, size: PixelSize) {
    switch fit {
    case .longestSide: return (0, 0, resampled)
    case .exact:
      // An odd margin leaves the extra pixel at the right and at the bottom.
      let crop = centreCrop ?? resampled
      return ((resampled.width - crop.width) / 2, (resampled.height - crop.height) / 2, crop)
    case .cover(let size):
      // Half a pixel goes to the even side, as Python rounds.
      let crop = centreCrop ?? size
      func margin(_ side: Int, _ kept: Int) -> Int {
        Int((Double(side - kept) / 2).rounded(.toNearestOrEven))
      }
      return (margin(resampled.width, crop.width), margin(resampled.height, crop.height), crop)
    }
  }

  /// The size of the pixels that the detector is given of a picture.
  package func givenSize(of original: PixelSize) -> PixelSize { window(of: resampledSize(of: original)).size }

  /// By how much a decoder may shrink a picture along one axis for this wish: a whole number, at least 1.
  public func largestShrink(of original: PixelSize) -> (horizontal: Int, vertical: Int) {
    let shown = tiles(of: original).first?.size ?? original
    let target = resampledSize(of: shown)
    func shrink(_ side: Int, to wanted: Int) -> Int {
      max(1, side / max(1, checkedProduct(wanted, oversampling) ?? .max))
    }
    return (shrink(shown.width, to: target.width), shrink(shown.height, to: target.height))
  }

  /// The fewest pixels that a decoder must keep of a picture for this wish; never more than the picture has.
  public func leastDecodedSize(of original: PixelSize) -> PixelSize {
    let shown = tiles(of: original).first?.size ?? original
    let target = resampledSize(of: shown)
    func least(_ side: Int, _ shown: Int, _ wanted: Int) -> Int {
      let kept = (Double(side) * Double(wanted) * Double(oversampling) / Double(max(1, shown))).rounded(.up)
      return kept < Double(side) ? Int(kept) : side
    }
    return PixelSize(
      width: least(original.width, shown.width, target.width),
      height: least(original.height, shown.height, target.height))
  }

  /// The parts of a picture that are shown one by one; one part, the whole, where it is not cut.
  public func tiles(of original: PixelSize) -> [Tiling.Tile] {
    tiling?.tiles(of: original) ?? [Tiling.Tile(x: 0, y: 0, size: original)]
  }

  /// The longest side that pixels can be wished for in: more than any model takes, and a bound for a wish that was
  /// written wrongly.
  public static let maximumSidePixels = 16_384
  /// The most pixels that can be wished for: one frame of the largest that is accepted.
  public static let maximumPixelCount = 100_000_000

  /// Whether the wish can be met at all: positive sizes within the bounds above, a crop inside the picture, a quality
  /// of 1…100, a valid tiling.
  public var isValid: Bool {
    if let tiling, !tiling.isValid { return false }
    if let quality = jpegRoundTripQuality, !(1...100).contains(quality) { return false }
    switch fit {
    case .longestSide(let side): return (1...Self.maximumSidePixels).contains(side) && centreCrop == nil
    case .exact(let size), .cover(let size):
      guard size.shorterSide > 0, size.longerSide <= Self.maximumSidePixels,
        (size.pixelCount ?? .max) <= Self.maximumPixelCount
      else { return false }
      guard let crop = centreCrop else { return true }
      return crop.shorterSide > 0 && crop.width <= size.width && crop.height <= size.height
    }
  }
}
