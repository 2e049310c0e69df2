public import ModerationCore

extension ImageHeader {
  /// Reads the header of a file that is opened as one format and as nothing else.
  ///
  /// Never decodes and never traps; allocates for structures that are really there and at most for the numbers of
  /// them named in this module, never for a claimed number. A file cut short behind its header still has a header.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - format: The format that `ImageFormat.sniff` found.
  /// - Throws: `headerUnreadable`, naming the fault and its byte offset; `formatNotDecodable` for BMP, ICO, JNG, RAW
  ///   and SVG.
  /// - Complexity: At most linear in the file's length; a few microseconds for an ordinary file.
  public init(of bytes: RawSpan, as format: ImageFormat) throws(InputRejection) {
    switch format {
    case .jpeg: self = try JPEGHeader.read(bytes)
    case .png: self = try PNGHeader.read(bytes)
    case .gif: self = try GIFHeader.read(bytes)
    case .webp: self = try WebPHeader.read(bytes)
    case .tiff: self = try TIFFHeader.read(bytes)
    case .heic, .avif: self = try HEIFHeader.read(bytes, as: format)
    default:
      throw InputRejection(
        .formatNotDecodable, message: "\(format) is recognised but not decodable in this version")
    }
  }
}

extension InputRejection {
  /// A header that is damaged, cut short or contradicts itself.
  static func unreadable(_ format: ImageFormat, _ fault: String, at offset: Int) -> InputRejection {
    InputRejection(.headerUnreadable, message: "\(format) header: \(fault) at byte \(offset)")
  }

  /// A header with more parts than any honest file of its format has.
  static func unreadable(
    _ format: ImageFormat, tooMany parts: String, limit: String, allowed: Int, at offset: Int
  ) -> InputRejection {
    InputRejection(
      .headerUnreadable, message: "\(format) header: more than \(allowed) \(parts) at byte \(offset)", limit: limit,
      measured: .count(allowed + 1), allowed: .count(allowed))
  }
}
