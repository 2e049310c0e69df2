public import ModerationCore

/// Decodes in this process: chooses who reads which file.
///
/// A bug in a codec is then a bug of the host: see THREATS.md.
public struct InProcessDecoder: Decoder {
  public let formats = Set(ImageFormat.all)

  private let vips = VipsReader()

  /// Starts libvips.
  ///
  /// - Throws: `HostFailure.Code.decoderUnavailable`.
  public init() throws(HostFailure) { try VipsLibrary.start() }

  public func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) {
    do throws(DecodingFailure) {
      try reader(for: request.format, bytes).decode(bytes, request, deliver: deliver)
    } catch {
      throw error.namingCut(of: bytes, as: request.format)
    }
  }

  /// Who reads the file.
  private func reader(for format: ImageFormat, _ bytes: RawSpan) throws(DecodingFailure) -> any FormatReader {
    switch format {
    case .png, .gif, .webp, .heic, .avif: return try AnimationReaders.reader(for: format, bytes) ?? vips
    case .jpeg, .tiff: return vips
    case .bmp: return BMPReader()
    case .ico: return ICOReader(pngReader: vips)
    case .jng: return JNGReader(jpegReader: vips)
    case .raw: return RawReader()
    case .svg: return SVGReader()
    default:
      throw .rejected(
        InputRejection(.formatNotDecodable, message: "\(format) is recognised but not decodable in this version"))
    }
  }
}
