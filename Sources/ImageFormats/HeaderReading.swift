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
  /// - Throws: `headerUnreadable`, naming the fault and its byte offset, and the limit where one is broken;
  ///   `formatNotDecodable` for variants of a format that no reader here knows, such as a JPEG picture inside a BMP.
  /// - Complexity: At most linear in the file's length; a few microseconds for an ordinary file. A JPEG in several
  ///   scans is walked to its end, because their number is what makes it costly.
  public init(of bytes: RawSpan, as format: ImageFormat) throws(InputRejection) {
    guard let row = FormatTable.row(of: format) else {
      throw InputRejection(
        .formatNotDecodable, message: "\(format) is recognised but not decodable in this version")
    }
    self = try row.header(bytes)
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

  /// A header in which something is larger than in any honest file of its format.
  static func unreadable(
    _ format: ImageFormat, _ fault: String, limit: String, measured: Int, allowed: Int, at offset: Int
  ) -> InputRejection {
    InputRejection(
      .headerUnreadable, message: "\(format) header: \(fault) at byte \(offset)", limit: limit,
      measured: .count(measured), allowed: .count(allowed))
  }

  /// A variant of a format that is known and that no reader here decodes.
  static func notDecodable(_ format: ImageFormat, _ variant: String) -> InputRejection {
    InputRejection(
      .formatNotDecodable, message: "\(format): \(variant) is recognised but not decodable in this version")
  }
}
