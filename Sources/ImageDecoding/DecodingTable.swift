import CVips
import ImageFormats
import ModerationCore

/// The formats that are decoded here, one row each, in the order in which a worker makes their codecs ready.
enum DecodingTable {
  static let rows: [DecodingRow] = [
    DecodingRow(format: .svg, reader: .always(SVGReader()), preloadPicture: .svg),
    DecodingRow(format: .jpeg, reader: .always(JPEGReader()), preloadPicture: .jpeg),
    DecodingRow(
      format: .png,
      reader: .byFrames(still: png, beside: png) { header, end in
        guard header.frameKind == .animation else { return nil }
        return APNGReader(orientation: header.orientation, isEndMarked: end == .marked)
      }, preloadPicture: .png),
    DecodingRow(
      format: .tiff, reader: .always(VipsReader(loader: MODERATION_LOADER_TIFF)), preloadPicture: .tiff),
    DecodingRow(
      format: .gif,
      reader: .byFrames(still: gif, beside: gif) { header, end in
        // One frame without a trailer is read as an animation, because libvips refuses it.
        guard header.frameKind == .animation || end == .unmarked else { return nil }
        return GIFAnimationReader(isEndMarked: end == .marked)
      }, preloadPicture: .gif),
    DecodingRow(
      format: .webp,
      reader: .byFrames(still: webp, beside: webp) { header, _ in
        guard header.frameKind == .animation else { return nil }
        return WebPAnimationReader(orientation: header.orientation, hasAlpha: header.hasAlpha)
      }, preloadPicture: .webp),
    DecodingRow(
      format: .heic,
      reader: .byFrames(still: { _ in HEIFReader() }, beside: { _ in HEIFReader(isBesideSequence: true) }) {
        header, _ in
        guard header.frameKind == .sequence else { return nil }
        return HEVCSequenceReader(orientation: header.orientation)
      }, preloadPicture: .heic),
    DecodingRow(
      format: .avif,
      reader: .byFrames(still: { _ in HEIFReader() }, beside: { _ in HEIFReader(isBesideSequence: true) }) {
        header, _ in
        guard header.frameKind == .sequence else { return nil }
        return AVIFSequenceReader(orientation: header.orientation)
      }, preloadPicture: .avif),
    // Read in Swift, or by codecs that are ready by now.
    DecodingRow(format: .bmp, reader: .always(BMPReader()), preloadPicture: nil),
    DecodingRow(
      format: .ico, reader: .always(ICOReader(pngReader: VipsReader(loader: MODERATION_LOADER_PNG, orientation: 1))),
      preloadPicture: nil),
    DecodingRow(
      format: .jng, reader: .always(JNGReader(jpegReader: VipsReader(loader: MODERATION_LOADER_JPEG, orientation: 1))),
      preloadPicture: nil),
    // LibRaw makes nothing ready that outlives a file.
    DecodingRow(format: .raw, reader: .always(RawReader()), preloadPicture: nil),
  ]

  private static let png: @Sendable (ImageHeader) -> any FormatReader = { header in
    VipsReader(loader: MODERATION_LOADER_PNG, orientation: header.orientation)
  }
  private static let gif: @Sendable (ImageHeader) -> any FormatReader = { header in
    VipsReader(loader: MODERATION_LOADER_GIF, orientation: header.orientation)
  }
  private static let webp: @Sendable (ImageHeader) -> any FormatReader = { header in
    VipsReader(loader: MODERATION_LOADER_WEBP, orientation: header.orientation)
  }

  /// What is known of a format; nil when it is not decoded here.
  static func row(of format: ImageFormat) -> DecodingRow? { rows.first { $0.format == format } }
}
