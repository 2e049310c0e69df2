public import ModerationCore

extension ImageFormat {
  /// The formats that are known by their bytes, in the order in which they are tried.
  ///
  /// Known is neither accepted, which `Limits.formats` says, nor decodable, which `Decoder.formats` says: an image of a
  /// known format can be refused by its name.
  public static let known: [ImageFormat] = FormatTable.rows.map(\.format)

  /// The format that a file's own bytes show, or nil when they are those of no picture format known here.
  ///
  /// Neither a name nor a declared media type is asked. A gzipped SVG is not recognised: unpacking it would be
  /// decoding. RAW is looked for before TIFF, because most raw files are TIFF files to anyone who asks less.
  ///
  /// - Parameter bytes: The whole file.
  /// - Complexity: Constant, but for SVG (the first 64 KiB), camera raw (one TIFF directory and its sub-directories)
  ///   and HEIF files whose brands leave the codec open (their item list).
  public static func sniff(_ bytes: RawSpan) -> ImageFormat? {
    guard let first = bytes.uint8(at: 0) else { return nil }
    for row in FormatTable.rowsByFirstByte[first] where row.isRecognised(bytes) { return row.format }
    return nil
  }
}
