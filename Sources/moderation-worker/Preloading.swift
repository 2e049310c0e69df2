import ImageDecoding
import ModerationCore

/// Decodes a picture of each format before the last wall stands.
///
/// Codecs make threads, read tables and find fonts at their first picture. Done here, it is done before the first
/// hostile byte, the first file is no slower than the second, and a codec that does not work shows now.
struct Preloading {
  /// As large as the largest of the pictures, a vector that is drawn with sides of 256 pixels.
  private static let anySize = SizeLimits(
    minimumSidePixels: 1, maximumSidePixels: nil, aspectRatioBelow: .infinity, maximumFramePixels: 65_536)

  let decoder: any Decoder

  /// The formats that this worker decodes: those of the decoder, but for codecs that fail on their own picture and
  /// for SVG without fonts, which would lose its text.
  func decodableFormats(withFonts: Bool) -> Set<ImageFormat> {
    var formats = decoder.formats
    if !withFonts { formats.remove(.svg) }
    for picture in InProcessDecoder.preloadPictures where formats.contains(picture.format) {
      if !decodes(picture.bytes, as: picture.format) { formats.remove(picture.format) }
    }
    return formats
  }

  private func decodes(_ bytes: [UInt8], as format: ImageFormat) -> Bool {
    let request = DecodeRequest(format: format, frameIndices: [0], wishes: [], size: Self.anySize)
    do throws(DecodingFailure) {
      var isDelivered = false
      _ = try decoder.decode(bytes.span.bytes, request) { _, _ in
        isDelivered = true
        return false
      }
      return isDelivered
    } catch {
      return false
    }
  }
}
