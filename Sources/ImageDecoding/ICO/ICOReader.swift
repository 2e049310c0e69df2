import ImageFormats
import ModerationCore

/// Reads the pictures in an icon: a bitmap with its mask, or a PNG file, which another reader decodes.
///
/// Pixels that the mask makes transparent become white whatever their colour, also where Windows would invert what is
/// behind them. Alpha decides instead of the mask where any pixel has some.
struct ICOReader: FormatReader {
  private let pngReader: any FormatReader

  init(pngReader: any FormatReader) { self.pngReader = pngReader }

  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) {
    for index in request.frameIndices {
      let more = try decodeEntry(index, of: bytes, request, deliver)
      guard more else { return }
    }
  }

  private func decodeEntry(
    _ index: Int, of bytes: RawSpan, _ request: DecodeRequest, _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool {
    let entry: ICOHeader.Entry
    var bitmap: BitmapStructure?
    do throws(InputRejection) {
      entry = try ICOHeader.entry(index, of: bytes)
      let data = bytes.extracting(entry.range)
      switch entry.content {
      case .bitmap:
        bitmap = try BitmapStructure(data, at: 0, pixelsOffset: nil, isIcon: true, as: .ico)
      case .png:
        try request.size.check(entry.size)
        // Bounds what a PNG file carries beside its picture.
        _ = try ImageHeader(of: data, as: .png)
      }
    } catch {
      throw .rejected(error)
    }
    let data = bytes.extracting(entry.range)
    if let bitmap { return try BitmapPicture(bitmap, isIcon: true).decode(data, index, request, deliver) }
    var inner = request
    inner.format = .png
    inner.frameIndices = [0]
    var more = true
    do throws(DecodingFailure) {
      try pngReader.decode(data, inner) { pixels, frame in
        more = deliver(pixels, frame.numbered(index))
        return more
      }
    } catch {
      guard case .rejected(let rejection) = error, rejection.code == .decodingFailed else { throw error }
      throw .undecodable(index)
    }
    return more
  }
}

extension DecodedFrame {
  /// The same frame under another number.
  func numbered(_ index: Int) -> DecodedFrame {
    DecodedFrame(
      index: index, size: size, strideBytes: strideBytes, originalSize: originalSize, hasAlpha: hasAlpha,
      origin: origin, warnings: warnings)
  }

  /// The same frame with one more warning.
  func warned(_ warning: String) -> DecodedFrame {
    DecodedFrame(
      index: index, size: size, strideBytes: strideBytes, originalSize: originalSize, hasAlpha: hasAlpha,
      origin: origin, warnings: warnings + [warning])
  }
}
