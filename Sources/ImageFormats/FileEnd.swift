package import ModerationCore

/// How a file ends, by the structure of its format.
///
/// The frames before a cut decode without complaint, so that nobody else would notice it.
package enum FileEnd {
  /// The mark that the format puts at the end is there: the trailer of a GIF, IEND of a PNG, the length of a WebP.
  case marked
  /// The mark is missing, and nothing else that can be told without decompressing: the last frame may still be cut.
  case unmarked
  /// Something that was begun is missing.
  case cut

  /// Walks the structure. `marked` for formats that are not walked, whose decoders notice, and for those not known.
  package init(of bytes: RawSpan, as format: ImageFormat) {
    self = FormatTable.row(of: format)?.end(bytes) ?? .marked
  }

  /// The end of a format that is not walked: its decoder notices a cut.
  static func leftToDecoder(_ bytes: RawSpan) -> FileEnd { .marked }
}
