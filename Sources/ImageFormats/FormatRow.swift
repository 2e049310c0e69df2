import ModerationCore

/// What this module knows of one format. `FormatTable` lists all of them.
///
/// No field has a default, so that a new format answers every question that is asked of a format before its pixels are.
struct FormatRow: Sendable {
  /// Which format the row is of.
  let format: ImageFormat
  /// The first bytes that its files can have: for others it is not asked.
  let firstBytes: [UInt8]
  /// Whether the bytes are those of a file of this format; asked only when no row before says yes.
  let isRecognised: @Sendable (RawSpan) -> Bool
  /// Reads the header.
  let header: @Sendable (RawSpan) throws(InputRejection) -> ImageHeader
  /// Finds out how a file ends.
  let end: @Sendable (RawSpan) -> FileEnd
  /// What the codec takes for each pixel of a picture with this header.
  let cost: @Sendable (ImageHeader) -> CodecCost
}
