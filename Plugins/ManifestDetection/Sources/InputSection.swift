import Documents
import ModerationCore

/// The section `input` of a manifest.
struct InputSection {
  /// The longest side of a model's input: 2048 pixels, a tensor of 50 MB.
  static let maximumSidePixels = 2048
  /// The largest size before a crop.
  static let maximumResampledSidePixels = 4096

  let wish: InputWish
  /// Width and height of the tensor; the pixels may be smaller, and are padded then.
  let size: PixelSize
  /// The value of padding, in every channel; nil where the pixels fill the tensor.
  let padding: UInt8?
  let layout: NetworkSection.Layout
  let normalization: NetworkSection.Normalization

  /// How a picture comes to its size.
  private enum Fit {
    case squash, pad, cover

    func wish(_ size: PixelSize) -> InputWish.Fit {
      switch self {
      case .squash: .exact(size)
      case .pad: .longestSide(size.width)
      case .cover: .cover(size)
      }
    }
  }

  init(_ node: YAMLNode) throws(DocumentProblem) {
    try node.allow([
      "size", "fit", "padding", "filter", "centreCrop", "jpegQuality", "channels", "oversampling", "layout", "divisor",
      "mean", "deviation", "tiles",
    ])
    let crops = node.optional("centreCrop") != nil
    let resampled = try Self.size(
      node.required("size"), most: crops ? Self.maximumResampledSidePixels : Self.maximumSidePixels)
    let fit = try node.required("fit").choice([("squash", Fit.squash), ("pad", .pad), ("cover", .cover)])
    let centreCrop: PixelSize? =
      if let crop = node.optional("centreCrop") { try Self.size(crop, most: Self.maximumSidePixels) } else { nil }
    if fit == .pad {
      guard centreCrop == nil else {
        throw try node.required("centreCrop").invalid("goes with fit: squash and fit: cover only")
      }
      guard resampled.width == resampled.height else {
        throw try node.required("size").invalid("must be square with fit: pad")
      }
      padding = UInt8(clamping: try node.required("padding").integer(in: 0...255))
    } else {
      if let unused = node.optional("padding") { throw unused.invalid("goes with fit: pad only") }
      padding = nil
    }
    wish = InputWish(
      fit: fit.wish(resampled),
      filter: try node.optional("filter")?.choice([("bilinear", .bilinear), ("bicubic", .bicubic)]) ?? .bilinear,
      centreCrop: centreCrop,
      jpegRoundTripQuality: try node.optional("jpegQuality")?.integer(in: 1...100),
      channelOrder: try node.required("channels").choice([("rgb", .rgb), ("bgr", .bgr)]),
      oversampling: try node.optional("oversampling")?.integer(in: 1...16) ?? 2,
      tiling: try Self.tiling(node.optional("tiles")))
    guard wish.isValid else {
      throw try node.required("centreCrop").invalid("must be no larger than input.size, which is \(resampled)")
    }
    size = centreCrop ?? resampled
    layout = try node.required("layout").choice([("NCHW", .nchw), ("NHWC", .nhwc)])
    let divisor = try node.optional("divisor")?.number(in: 1e-6...1e6) ?? 1
    let mean = try node.optional("mean")?.numbers(3, in: -1e6...1e6) ?? [0, 0, 0]
    let deviation = try node.optional("deviation")?.numbers(3, in: 1e-6...1e6) ?? [1, 1, 1]
    normalization = NetworkSection.Normalization(
      divisor: Float(divisor), mean: mean.map { Float($0) }, deviation: deviation.map { Float($0) })
  }

  /// How pictures are cut; nil to be shown whole.
  private static func tiling(_ node: YAMLNode?) throws(DocumentProblem) -> Tiling? {
    guard let node else { return nil }
    try node.allow(["fromAspectRatio", "minimumLength", "overlap", "maximumCount", "contactSheets"])
    let standard = Tiling(fromAspectRatio: 3, minimumLengthPixels: 1)
    return Tiling(
      fromAspectRatio: try node.required("fromAspectRatio").number(in: 1.1...100),
      minimumLengthPixels: try node.required("minimumLength").integer(in: 16...maximumResampledSidePixels),
      overlap: try node.optional("overlap")?.number(in: 0...0.5) ?? standard.overlap,
      maximumTileCount: try node.optional("maximumCount")?.integer(in: 2...64) ?? standard.maximumTileCount,
      cutsContactSheets: try node.optional("contactSheets")?.choice([("true", true), ("false", false)]) ?? false)
  }

  private static func size(_ node: YAMLNode, most: Int) throws(DocumentProblem) -> PixelSize {
    let sides = try node.elements()
    guard sides.count == 2 else { throw node.invalid("must be a list of width and height") }
    return PixelSize(width: try sides[0].integer(in: 1...most), height: try sides[1].integer(in: 1...most))
  }
}
