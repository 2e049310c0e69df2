import PixelConversion

/// A frame shrunk once for all wishes, where it was decoded much larger than any of them needs: codecs shrink by halves
/// or not at all, and each conversion costs as much as the pixels it begins with.
///
/// It keeps what every wish asks a decoder to keep (`InputWish.oversampling`). The largest wish is met exactly as from
/// the decoded frame; the smaller ones are resampled twice. What that moves: Documentation/Decisions/0023.
struct WorkingFrame {
  /// How many times more pixels a frame has to have than a working frame of it, or it is used as it is: making one costs
  /// nearly as much as a conversion.
  static let leastPixelRatio = 1.5

  private let size: PixelSize
  private var made: (bytes: [UInt8], frame: DecodedFrame)?

  /// Plans; nil where the decoded frame is used as it is.
  ///
  /// - Parameter wishes: All that the decoder kept pixels for.
  init?(of frame: DecodedFrame, for wishes: [InputWish]) {
    guard wishes.count > 1, let size = Self.size(of: frame, for: wishes) else { return nil }
    self.size = size
  }

  /// The pixels, made when they are first asked for.
  mutating func pixels(of decoded: RawSpan, _ frame: DecodedFrame) -> (bytes: [UInt8], frame: DecodedFrame) {
    if let made { return made }
    let working = DecodedFrame(
      index: frame.index, size: size, strideBytes: size.width * 3, originalSize: frame.originalSize,
      hasAlpha: frame.hasAlpha, origin: frame.origin, rendition: frame.rendition,
      isLastRendition: frame.isLastRendition, warnings: frame.warnings)
    let new = (PixelConverter().shrunk(decoded, of: frame, to: size), working)
    made = new
    return new
  }

  /// The smallest size that keeps what all wishes need, with the frame's shape; nil where it is no gain.
  static func size(of frame: DecodedFrame, for wishes: [InputWish]) -> PixelSize? {
    let original = frame.originalSize
    let least = wishes.map { $0.leastDecodedSize(of: original) }
    guard let width = least.map(\.width).max(), let height = least.map(\.height).max(), width > 0, height > 0,
      width < frame.size.width, height < frame.size.height
    else { return nil }
    let scale = max(Double(width) / Double(frame.size.width), Double(height) / Double(frame.size.height))
    let shaped = PixelSize(
      width: max(width, Int((Double(frame.size.width) * scale).rounded())),
      height: max(height, Int((Double(frame.size.height) * scale).rounded())))
    // Of a wish that is the largest, its own size, which differs by a pixel where decoding rounded.
    let size =
      wishes.filter(\.isWhole).map { $0.resampledSize(of: original) }.first {
        (width...(shaped.width + 1)).contains($0.width) && (height...(shaped.height + 1)).contains($0.height)
      } ?? shaped
    guard let pixels = size.pixelCount, let decoded = frame.size.pixelCount,
      Double(decoded) >= leastPixelRatio * Double(pixels)
    else { return nil }
    return size
  }
}

extension InputWish {
  /// Whether the wish keeps a picture's shape and cuts no ordinary one.
  fileprivate var isWhole: Bool {
    if case .longestSide = fit { tiling?.grid == nil } else { false }
  }
}
