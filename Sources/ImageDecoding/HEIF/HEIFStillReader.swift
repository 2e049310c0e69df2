import ModerationCore

/// Reads the primary item of a HEIF file that says it is a sequence.
///
/// libheif 1.15 goes by the first brand and refuses those of sequences, though it would read the item. It is given a
/// copy that names the brand of stills.
struct HEIFStillReader: FormatReader {
  /// Reads the copy.
  let vips: VipsReader

  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    guard bytes.byteCount >= 12 else { throw .undecodable(0) }
    var copy = bytes.withUnsafeBytes { [UInt8]($0) }
    copy.replaceSubrange(8..<12, with: Array((request.format == .avif ? "avif" : "heic").utf8))
    return try vips.decode(copy.span.bytes, request, deliver: deliver)
  }
}
