public import ModerationCore

/// Small copies of pictures, for reports: pixels that were decoded, written anew.
public struct ThumbnailDrawing: Sendable {
  private static let quality = 82

  /// Starts libvips.
  ///
  /// - Throws: `HostFailure.Code.decoderUnavailable`.
  public init() throws(HostFailure) { _ = try PictureAnnotator() }

  /// A picture as a JPEG file without metadata.
  ///
  /// - Parameters:
  ///   - pixels: RGB8, sRGB, `size.height × strideBytes` bytes; both sides at least 1.
  ///   - isBlurred: Whether it is made unrecognisable, as explicit pictures of `PictureAnnotator` are.
  /// - Throws: `HostFailure.Code.decoderFailed`.
  public func jpeg(
    _ pixels: RawSpan, size: PixelSize, strideBytes: Int, isBlurred: Bool
  ) throws(HostFailure) -> [UInt8] {
    let canvas = try Canvas(size, .white)
    try canvas.paste(pixels, size: size, strideBytes: strideBytes, zoom: 1)
    if isBlurred { try canvas.blur(PixelArea(size), cells: PictureAnnotator.cellsOfWholePicture) }
    return try canvas.jpeg(quality: Self.quality)
  }
}
