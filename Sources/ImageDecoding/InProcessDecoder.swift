public import ModerationCore

/// Decodes in this process: `DecodingTable` has the reader of each format.
///
/// A bug in a codec is then a bug of the host: see THREATS.md.
public struct InProcessDecoder: Decoder {
  public let formats = Set(DecodingTable.rows.map(\.format))

  /// Tiny pictures, for making codecs ready, in the order in which that is done.
  package static var preloadPictures: [(format: ImageFormat, bytes: [UInt8])] {
    DecodingTable.rows.compactMap { row in row.preloadPicture.map { (row.format, $0.bytes) } }
  }

  /// Starts libvips.
  ///
  /// - Throws: `HostFailure.Code.decoderUnavailable`.
  public init() throws(HostFailure) { try VipsLibrary.start() }

  public func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    guard let row = DecodingTable.row(of: request.format) else {
      throw .rejected(
        InputRejection(
          .formatNotDecodable, message: "\(request.format) is recognised but not decodable in this version"))
    }
    do throws(DecodingFailure) {
      return try row.reader.reader(of: bytes, as: row.format).decode(bytes, request, deliver: deliver)
    } catch {
      throw error.namingCut(of: bytes, as: row.format)
    }
  }
}
