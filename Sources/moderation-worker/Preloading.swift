import ImageDecoding
import ModerationCore

/// Decodes a picture of each format before the last wall stands.
///
/// Codecs make threads, read tables and find fonts at their first picture. Done here, it is done before the first hostile
/// byte, the first file is no slower than the second, and a codec that does not work shows now.
struct Preloading {
  /// With text, so that fontconfig reads its configuration and fonts are opened, and with a PNG, so that gdk-pixbuf is
  /// ready; it holds PNG and JPEG itself, and `SVGDocument` lets nothing else through.
  private static let svg: StaticString = """
    <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="16" height="16">
    <text y="12">A\u{6587}</text><image width="9" height="9" xlink:href="data:image/png;base64,\
    iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg=="/></svg>
    """
  private static let anySize = SizeLimits(
    minimumSidePixels: 1, maximumSidePixels: nil, aspectRatioBelow: .infinity, maximumFramePixels: 1_024)

  let decoder: any Decoder

  /// The formats that this worker decodes: those of the decoder, but for codecs that fail on their own picture and
  /// for SVG without fonts, which would lose its text.
  func decodableFormats(withFonts: Bool) -> Set<ImageFormat> {
    var formats = decoder.formats
    if !withFonts { formats.remove(.svg) }
    if formats.contains(.svg), !decodes(Self.svg.bytes, as: .svg) { formats.remove(.svg) }
    for picture in PreloadPictures.hexadecimal where formats.contains(picture.format) {
      if !decodes(picture.text.hexadecimalBytes, as: picture.format) { formats.remove(picture.format) }
    }
    return formats
  }

  private func decodes(_ bytes: [UInt8], as format: ImageFormat) -> Bool {
    let request = DecodeRequest(format: format, frameIndices: [0], wishes: [], size: Self.anySize)
    do throws(DecodingFailure) {
      var isDelivered = false
      try decoder.decode(bytes.span.bytes, request) { _, _ in
        isDelivered = true
        return false
      }
      return isDelivered
    } catch {
      return false
    }
  }
}

extension StaticString {
  fileprivate var bytes: [UInt8] { withUTF8Buffer { [UInt8]($0) } }

  /// The bytes that pairs of hexadecimal digits stand for.
  fileprivate var hexadecimalBytes: [UInt8] {
    let digits = bytes.map { $0 <= 0x39 ? $0 &- 0x30 : $0 &- 0x57 }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
