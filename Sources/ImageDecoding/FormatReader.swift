import ModerationCore

/// One library's, or one reader's, way from the bytes of a format to frames.
///
/// `InProcessDecoder` chooses the reader. A reader opens the bytes as the request's format and as nothing else, applies
/// the request's size limits to what the file really holds before it spends memory on pixels, and holds one frame at a
/// time. Bad bytes end in a rejection, never in a trap. Called concurrently.
protocol FormatReader: Sendable {
  /// Decodes the frames asked for; the contract is that of `Decoder.decode`.
  ///
  /// - Returns: What of the file the frames do not show. There is no default: whoever writes a reader says it.
  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport
}
