import ModerationCore

/// The formats that are known here, one row each, in the order in which their bytes are tried.
///
/// The costs of what is decoded were measured on Debian 12's libraries on 2026-11-21 with photographs of 24 megapixels
/// and blank pictures of 100, and rounded up; what a header leaves open (lossless or lossy WebP, strips of a TIFF)
/// counts as the dearer case.
enum FormatTable {
  static let rows: [FormatRow] = [
    FormatRow(
      format: .jpeg, firstBytes: [0xFF], isRecognised: JPEGHeader.isJPEG, header: JPEGHeader.read,
      end: FileEnd.leftToDecoder,
      cost: { header in
        // A progressive picture is held as coefficients of 16 bits until its last scan.
        CodecCost(
          bytesPerPixel: header.isProgressive ? 2 * header.costedChannelCount + 0.5 : 0.5,
          nanosecondsPerPixel: header.isProgressive ? 12 : 8, shrinksOnLoad: true)
      }),
    FormatRow(
      format: .png, firstBytes: [0x89], isRecognised: PNGHeader.hasSignature, header: PNGHeader.read,
      end: FileEnd.ofChunks,
      cost: { header in
        header.isPlayed
          ? CodecCost(bytesPerPixel: 16, nanosecondsPerPixel: 30, decodesAllBefore: true)
          : CodecCost(
            bytesPerPixel: header.isProgressive ? header.storedBytesPerPixel + 0.5 : 1, nanosecondsPerPixel: 25)
      }),
    FormatRow(
      format: .webp, firstBytes: [0x52], isRecognised: WebPHeader.isWebP, header: WebPHeader.read,
      end: FileEnd.ofWebP,
      cost: { header in
        CodecCost(
          bytesPerPixel: header.isPlayed ? 16 : 8, nanosecondsPerPixel: 20, shrinksOnLoad: !header.isPlayed,
          decodesAllBefore: header.isPlayed)
      }),
    FormatRow(
      format: .gif, firstBytes: [0x47], isRecognised: GIFHeader.isGIF, header: GIFHeader.read, end: FileEnd.ofGIF,
      cost: { header in
        CodecCost(bytesPerPixel: 9, nanosecondsPerPixel: 15, decodesAllBefore: header.isPlayed)
      }),
    FormatRow(
      format: .jng, firstBytes: [0x8B], isRecognised: JNGHeader.isJNG, header: JNGHeader.read, end: FileEnd.ofChunks,
      cost: { _ in CodecCost(bytesPerPixel: 10, nanosecondsPerPixel: 30) }),
    FormatRow(
      format: .bmp, firstBytes: [0x42], isRecognised: BMPHeader.isBMP, header: BMPHeader.read,
      end: FileEnd.leftToDecoder,
      cost: { _ in CodecCost(bytesPerPixel: 4, nanosecondsPerPixel: 10) }),
    // Before TIFF, because most raw files begin as TIFF files do.
    FormatRow(
      format: .raw, firstBytes: [0x49, 0x4D, 0x46, 0x00], isRecognised: CameraRaw.isCameraRaw, header: RAWHeader.read,
      end: FileEnd.leftToDecoder,
      cost: { _ in CodecCost(bytesPerPixel: 16, nanosecondsPerPixel: 150) }),
    FormatRow(
      format: .tiff, firstBytes: [0x49, 0x4D], isRecognised: TIFFHeader.isTIFF, header: TIFFHeader.read,
      end: FileEnd.leftToDecoder,
      cost: { header in CodecCost(bytesPerPixel: header.storedBytesPerPixel + 1, nanosecondsPerPixel: 20) }),
    FormatRow(
      format: .heic, firstBytes: [0x00], isRecognised: { HEIFBrands.format(of: $0) == .heic },
      header: { bytes throws(InputRejection) in try HEIFHeader.read(bytes, as: .heic) }, end: FileEnd.ofBoxes,
      cost: { header in
        CodecCost(
          bytesPerPixel: (header.isPlayed ? 20 : 10) * header.costedDepth, nanosecondsPerPixel: 90,
          decodesAllBefore: header.isPlayed)
      }),
    FormatRow(
      format: .avif, firstBytes: [0x00], isRecognised: { HEIFBrands.format(of: $0) == .avif },
      header: { bytes throws(InputRejection) in try HEIFHeader.read(bytes, as: .avif) }, end: FileEnd.ofBoxes,
      cost: { header in
        CodecCost(
          bytesPerPixel: (header.isPlayed ? 20 : 8) * header.costedDepth, nanosecondsPerPixel: 40,
          decodesAllBefore: header.isPlayed)
      }),
    FormatRow(
      format: .ico, firstBytes: [0x00], isRecognised: ICOHeader.isICO, header: ICOHeader.read,
      end: FileEnd.leftToDecoder,
      cost: { _ in CodecCost(bytesPerPixel: 4, nanosecondsPerPixel: 10) }),
    // A byte order mark of UTF-8 or UTF-16, white space, or the first tag itself.
    FormatRow(
      format: .svg, firstBytes: [0x3C, 0xEF, 0x20, 0x09, 0x0A, 0x0D, 0xFE, 0xFF, 0x00], isRecognised: SVGText.isSVG,
      header: SVGHeader.read, end: FileEnd.leftToDecoder,
      cost: { _ in
        // Drawn, not stored: cairo's surfaces, some for filters.
        CodecCost(bytesPerPixel: 24, nanosecondsPerPixel: 50, shrinksOnLoad: true, holdsShrunk: true)
      }),
    // Known by name alone: nothing here decodes it. The cost is djxl's, of libjxl 0.7.0, on one thread with lossless
    // and lossy pictures of 24 megapixels on 2026-11-26: 15 bytes per pixel of 3 channels, 45 to 181 ns.
    FormatRow(
      format: .jpegXL, firstBytes: [0xFF, 0x00], isRecognised: JPEGXLHeader.isJPEGXL, header: JPEGXLHeader.read,
      end: FileEnd.leftToDecoder,
      cost: { header in
        CodecCost(bytesPerPixel: 4 * max(3, header.costedChannelCount) + 4, nanosecondsPerPixel: 190)
      }),
  ]

  /// The rows to ask about a file, by its first byte, so that most files are asked by one row alone.
  static let rowsByFirstByte: [[FormatRow]] = (0...255).map { byte in
    rows.filter { $0.firstBytes.contains(UInt8(truncatingIfNeeded: byte)) }
  }

  /// The row of a format; nil for a format that is not known.
  static func row(of format: ImageFormat) -> FormatRow? { rows.first { $0.format == format } }
}
