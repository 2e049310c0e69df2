public import ModerationCore

/// The estimate. Codecs differ by more than ten times in what they hold per pixel: a baseline JPEG streams, a HEIC is
/// decoded whole.
///
/// The factors were measured on Debian 12's libraries on 2026-11-21 with photographs of 24 megapixels and blank pictures of
/// 100, and rounded up; what a header leaves open (lossless or lossy WebP, strips of a TIFF) counts as the dearer case.
extension DecodeCost {
  /// Estimates the decoding of some frames.
  ///
  /// - Parameters:
  ///   - frames: The frames asked for, counted as in `DecodeRequest`.
  ///   - wishes: What the frames will be converted to: the decoder may shrink for them while it decodes.
  public init(_ header: ImageHeader, frames: [Int], wishes: [InputWish]) {
    let factors = Factors(header)
    let plan = ShrinkPlan(for: header.size, wishes: wishes, loaderShrinks: factors.shrinksOnLoad)
    let coded = Double(header.codedSize.pixelCount ?? .max)
    let box = Double(plan.horizontal) * Double(plan.vertical)
    let rendered = Double(header.size.pixelCount ?? .max) / Double(plan.onLoad * plan.onLoad) / box
    let shrunk = factors.holdsShrunk ? coded / Double(plan.onLoad * plan.onLoad) : coded
    // Handed over once by the decoder; turning and passing to the host hold a second copy.
    let memory = shrunk * factors.bytesPerPixel + rendered * 6 + Self.fixedBytes
    let decoded = factors.decodesAllBefore ? (frames.last ?? 0) + 1 : max(1, frames.count)
    self.init(
      memoryBytes: Self.whole(memory),
      cpu: .nanoseconds(Self.whole(coded * factors.nanosecondsPerPixel * Double(decoded))))
  }

  /// What a codec takes for itself, whatever the picture.
  private static let fixedBytes = 8e6

  private static func whole(_ value: Double) -> Int { value < 9e18 ? Int(max(0, value)) : .max }
}

/// The measured numbers of one codec.
private struct Factors {
  /// Held per stored pixel while decoding, the rendered pixels apart.
  let bytesPerPixel: Double
  let nanosecondsPerPixel: Double
  /// Whether the codec can leave pixels out, and whether it then holds fewer.
  var shrinksOnLoad = false
  var holdsShrunk = false
  /// Whether a frame can only be reached through all before it.
  var decodesAllBefore = false

  init(_ header: ImageHeader) {
    let channels = Double(header.channelCount ?? 4)
    let stored = channels * Double((header.bitsPerChannel + 7) / 8)
    let deep = header.bitsPerChannel > 8 ? 1.5 : 1
    let isAnimated = header.frameKind == .animation || header.frameKind == .sequence
    switch header.format {
    case .jpeg:
      // A progressive picture is held as coefficients of 16 bits until its last scan.
      bytesPerPixel = header.isProgressive ? 2 * channels + 0.5 : 0.5
      nanosecondsPerPixel = header.isProgressive ? 12 : 8
      shrinksOnLoad = true
    case .png:
      bytesPerPixel = isAnimated ? 16 : header.isProgressive ? stored + 0.5 : 1
      nanosecondsPerPixel = isAnimated ? 30 : 25
      decodesAllBefore = isAnimated
    case .webp:
      bytesPerPixel = isAnimated ? 16 : 8
      nanosecondsPerPixel = 20
      shrinksOnLoad = !isAnimated
      decodesAllBefore = isAnimated
    case .gif:
      bytesPerPixel = 9
      nanosecondsPerPixel = 15
      decodesAllBefore = isAnimated
    case .heic:
      bytesPerPixel = (isAnimated ? 20 : 10) * deep
      nanosecondsPerPixel = 90
      decodesAllBefore = isAnimated
    case .avif:
      bytesPerPixel = (isAnimated ? 20 : 8) * deep
      nanosecondsPerPixel = 40
      decodesAllBefore = isAnimated
    case .tiff:
      bytesPerPixel = stored + 1
      nanosecondsPerPixel = 20
    case .raw:
      bytesPerPixel = 16
      nanosecondsPerPixel = 150
    case .svg:
      // Drawn, not stored: cairo's surfaces, some for filters.
      bytesPerPixel = 24
      nanosecondsPerPixel = 50
      shrinksOnLoad = true
      holdsShrunk = true
    case .jng:
      bytesPerPixel = 10
      nanosecondsPerPixel = 30
    default:
      bytesPerPixel = 4
      nanosecondsPerPixel = 10
    }
  }
}
