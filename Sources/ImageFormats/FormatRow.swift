import ModerationCore

/// What this module knows of one format. `FormatTable` lists all of them.
///
/// No field has a default, so that a new format answers every question that is asked of a format before its pixels are.
/// A class, because every image is asked by some rows: passing a structure of closures on took three times as long.
final class FormatRow: Sendable {
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

  init(
    format: ImageFormat, firstBytes: [UInt8], isRecognised: @escaping @Sendable (RawSpan) -> Bool,
    header: @escaping @Sendable (RawSpan) throws(InputRejection) -> ImageHeader,
    end: @escaping @Sendable (RawSpan) -> FileEnd, cost: @escaping @Sendable (ImageHeader) -> CodecCost
  ) {
    (self.format, self.firstBytes, self.isRecognised) = (format, firstBytes, isRecognised)
    (self.header, self.end, self.cost) = (header, end, cost)
  }
}
