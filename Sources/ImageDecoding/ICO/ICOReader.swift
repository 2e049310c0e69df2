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
  ) throws(DecodingFailure) -> DecodingReport {
    var report = DecodingReport.allShown
    for index in request.frameIndices {
      do throws(DecodingFailure) {
        guard try decodeEntry(index, of: bytes, request, &report, deliver) else { return report }
      } catch .rejected where index != request.frameIndices.first {
        report.add(undecoded: index)
      }
    }
    return report
  }

  private func decodeEntry(
    _ index: Int, of bytes: RawSpan, _ request: DecodeRequest, _ report: inout DecodingReport,
    _ deliver: (RawSpan, DecodedFrame) -> Bool
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
        try request.sizeLimits(ofFrame: index).check(entry.size)
        // Bounds what a PNG file carries beside its picture.
        let header = try ImageHeader(of: data, as: .png)
        if header.frameKind == .animation { report.add([Unseen(.frames, "the animation of a picture in an icon")]) }
      }
    } catch {
      throw .rejected(error)
    }
    let data = bytes.extracting(entry.range)
    if let bitmap { return try BitmapPicture(bitmap, isIcon: true).decode(data, index, request, &report, deliver) }
    var inner = request
    inner.format = .png
    inner.frameIndices = [0]
    inner.size = request.sizeLimits(ofFrame: index)
    var more = true
    do throws(DecodingFailure) {
      let inside = try pngReader.decode(data, inner) { pixels, frame in
        more = deliver(pixels, frame.numbered(index))
        return more
      }
      report.add(inside)
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
    var frame = self
    frame.index = index
    return frame
  }

  /// The same frame as a smaller one of an original.
  func shrunk(from original: PixelSize) -> DecodedFrame {
    var frame = self
    frame.originalSize = original
    return frame
  }

  /// The same frame with one more warning.
  func warned(_ warning: String) -> DecodedFrame {
    var frame = self
    frame.warnings.append(warning)
    return frame
  }
}
