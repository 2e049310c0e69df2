import CJPEG
public import ModerationCore

/// Turns a decoded frame into what one `InputWish` asks for.
///
/// Works on pixels alone, so it runs in the host whichever process decoded. Called concurrently.
public struct PixelConverter: Sendable {
  /// Makes a converter.
  public init() {}

  /// Converts a frame: resampling, then crop, then JPEG round trip, then channel order.
  ///
  /// - Parameters:
  ///   - pixels: RGB8, `frame.size.height × frame.strideBytes` bytes.
  ///   - frame: The frame's facts.
  ///   - wish: What is wanted; must be valid.
  ///   - use: Called once with the converted pixels, which are valid during the call only.
  /// - Throws: `HostFailure.Code.decoderFailed` when the JPEG step fails.
  public func convert<Result>(
    _ pixels: RawSpan, of frame: DecodedFrame, to wish: InputWish, use: (RawSpan, FrameDescription) -> Result
  ) throws(HostFailure) -> Result {
    try convert(
      pixels, of: frame, showing: Tiling.Tile(x: 0, y: 0, size: frame.originalSize), to: wish, use: use)
  }

  /// Converts one tile of a frame, as the function above converts the whole.
  ///
  /// - Parameter tile: One of `wish.tiles(of: frame.originalSize)`.
  public func convert<Result>(
    _ pixels: RawSpan, of frame: DecodedFrame, showing tile: Tiling.Tile, to wish: InputWish,
    use: (RawSpan, FrameDescription) -> Result
  ) throws(HostFailure) -> Result {
    let part = TilePixels(tile, of: frame)
    return try convert(
      pixels.extracting(part.firstByte..<part.endByte), part.frame, wish,
      describe: { part.description($0, in: frame.originalSize) }, use: use)
  }

  /// The whole of a frame at another size, bilinear; rows without padding.
  package func shrunk(_ pixels: RawSpan, of frame: DecodedFrame, to size: PixelSize) -> [UInt8] {
    Resampler.resample(pixels, size: frame.size, strideBytes: frame.strideBytes, to: size, filter: .bilinear)
  }

  private func convert<Result>(
    _ pixels: RawSpan, _ frame: DecodedFrame, _ wish: InputWish, describe: (FrameDescription) -> FrameDescription,
    use: (RawSpan, FrameDescription) -> Result
  ) throws(HostFailure) -> Result {
    let resampledSize = wish.resampledSize(of: wish.takesDecoded ? frame.size : frame.originalSize)
    let window = wish.window(of: resampledSize)
    if frame.size == resampledSize, window.size == resampledSize, wish.jpegRoundTripQuality == nil,
      wish.channelOrder == .rgb
    {
      return use(
        pixels, describe(description(of: frame, window, of: resampledSize, wish, strideBytes: frame.strideBytes)))
    }
    var converted = Resampler.resample(
      pixels, size: frame.size, strideBytes: frame.strideBytes, to: resampledSize, filter: wish.filter,
      columns: window.x..<(window.x + window.size.width), rows: window.y..<(window.y + window.size.height))
    if let quality = wish.jpegRoundTripQuality {
      converted = try Self.jpegRoundTrip(converted, size: window.size, quality: quality)
    }
    if wish.channelOrder == .bgr { Self.exchangeRedAndBlue(&converted) }
    return use(
      converted.span.bytes,
      describe(description(of: frame, window, of: resampledSize, wish, strideBytes: window.size.width * 3)))
  }

  private func description(
    of frame: DecodedFrame, _ window: (x: Int, y: Int, size: PixelSize), of resampled: PixelSize, _ wish: InputWish,
    strideBytes: Int
  ) -> FrameDescription {
    let original = frame.originalSize
    let scaleX = Double(original.width) / Double(resampled.width)
    let scaleY = Double(original.height) / Double(resampled.height)
    return FrameDescription(
      size: window.size, strideBytes: strideBytes, channelOrder: wish.channelOrder, frameIndex: frame.index,
      originalSize: original,
      originalRegion: PixelRectangle(
        x: Double(window.x) * scaleX, y: Double(window.y) * scaleY, width: Double(window.size.width) * scaleX,
        height: Double(window.size.height) * scaleY))
  }

  private static func jpegRoundTrip(_ pixels: [UInt8], size: PixelSize, quality: Int) throws(HostFailure) -> [UInt8] {
    var failed = false
    let result = [UInt8](unsafeUninitializedCapacity: pixels.count) { output, filled in
      pixels.withUnsafeBytes { input in
        guard let source = input.baseAddress, let target = output.baseAddress,
          moderation_jpeg_round_trip(source, Int32(size.width), Int32(size.height), Int32(quality), target)
        else {
          failed = true
          return
        }
        filled = pixels.count
      }
    }
    guard !failed else {
      throw HostFailure(.decoderFailed, message: "the JPEG round trip of \(size) failed")
    }
    return result
  }

  private static func exchangeRedAndBlue(_ pixels: inout [UInt8]) {
    for start in stride(from: 0, to: pixels.count - 2, by: 3) { pixels.swapAt(start, start + 2) }
  }
}
