import ModerationCore

/// What this module knows of one format that it decodes. `DecodingTable` lists all of them; no field has a default.
struct DecodingRow: Sendable {
  /// Which format the row is of.
  let format: ImageFormat
  /// The reader of its files.
  let reader: ReaderChoice
  /// What a decode worker decodes before it takes its first file; nil where no library has anything to make ready.
  let preloadPicture: PreloadPicture?
}
