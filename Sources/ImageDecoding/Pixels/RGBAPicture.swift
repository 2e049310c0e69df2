import ImageFormats
import ModerationCore

/// Decoded RGBA8 pixels with straight alpha, on the way from a codec to the caller: shown in each way that shows
/// something else.
struct RGBAPicture {
  /// `height × width × 4` bytes, rows without padding; valid as long as the caller's memory is.
  let pixels: UnsafeRawBufferPointer
  /// Width and height.
  let size: PixelSize
  /// Whether any pixel may be transparent. An opaque picture is not looked at.
  let hasAlpha: Bool

  /// Hands the picture to the caller of a reader, in each of its renditions.
  ///
  /// - Parameters:
  ///   - report: Told what transparent pixels hide.
  ///   - finish: What is still to be done to a picture without alpha: colours, a crop, a turn.
  /// - Returns: Whether the caller wants more.
  func deliver(
    as index: Int, _ request: DecodeRequest, _ report: inout DecodingReport,
    finish: (inout RGBPicture) -> Void, to deliver: (RawSpan, DecodedFrame) -> Bool
  ) -> Bool {
    let look = hasAlpha ? AlphaLook(pixels, size) : AlphaLook()
    if look.hidesColor { report.holds.insert(.colorUnderZeroAlpha) }
    let renditions = look.renditions(for: request)
    for rendition in renditions {
      var picture = RGBPicture(flattening: pixels, size: size, on: Background(rendition))
      finish(&picture)
      let more = picture.deliver(
        as: index, hasAlpha: hasAlpha, rendition: rendition, isLastRendition: rendition == renditions.last,
        to: deliver)
      guard more else { return false }
    }
    return true
  }
}
