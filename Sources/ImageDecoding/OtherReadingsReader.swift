import ImageFormats
import ModerationCore

/// Shows what another reader decodes in each way in which viewers lay it: as the header says, and then turned or cropped
/// as others have it.
struct OtherReadingsReader: FormatReader {
  /// Decodes, and lays the picture as the header says.
  let reader: any FormatReader
  /// The other ways; at least one.
  let others: [OtherReading]

  /// The reader of a file, which shows more where viewers read its header differently.
  static func around(_ reader: any FormatReader, _ header: ImageHeader) -> any FormatReader {
    header.otherReadings.isEmpty ? reader : OtherReadingsReader(reader: reader, others: header.otherReadings)
  }

  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    try reader.decode(bytes, request) { pixels, frame in
      // Other backgrounds are shown as some viewers lay them, the rest once.
      guard frame.rendition == .standard || frame.rendition == .onBlack else { return deliver(pixels, frame) }
      var shown = frame
      shown.isLastRendition = false
      guard deliver(pixels, shown) else { return false }
      for (place, other) in others.enumerated() {
        let picture = RGBPicture(pixels, frame, as: other)
        let isLast = frame.isLastRendition && place == others.count - 1
        let more = deliver(picture.pixels.span.bytes, frame.reading(other, size: picture.size, isLast: isLast))
        guard more else { return false }
      }
      return true
    }
  }
}

extension RGBPicture {
  /// A copy of a frame's pixels as other viewers lay them.
  fileprivate init(_ pixels: RawSpan, _ frame: DecodedFrame, as other: OtherReading) {
    var copy: [UInt8] = []
    copy.reserveCapacity(frame.size.width * frame.size.height * 3)
    pixels.withUnsafeBytes { bytes in
      for y in 0..<frame.size.height {
        let start = y * frame.strideBytes
        copy.append(contentsOf: bytes[start..<(start + frame.size.width * 3)])
      }
    }
    self.init(pixels: copy, size: frame.size)
    switch other {
    case .turned: turnUpright(from: other.turn)
    case .cropped(let area):
      // Of a picture that was shrunk on the way, as many pixels as the area has left.
      let width = area.width * frame.size.width / max(1, frame.originalSize.width)
      let height = area.height * frame.size.height / max(1, frame.originalSize.height)
      crop(to: CropArea(x: area.x, y: area.y, width: max(1, width), height: max(1, height)))
    }
  }
}

extension DecodedFrame {
  /// The same frame in another reading, whose pixels measure `size`.
  fileprivate func reading(_ other: OtherReading, size: PixelSize, isLast: Bool) -> DecodedFrame {
    let original =
      switch other {
      case .turned: other.turn >= 5 ? originalSize.transposed : originalSize
      case .cropped(let area): PixelSize(width: area.width, height: area.height)
      }
    return DecodedFrame(
      index: index, size: size, strideBytes: size.width * 3, originalSize: original, hasAlpha: hasAlpha,
      origin: origin, rendition: .otherReading, isLastRendition: isLast, warnings: warnings)
  }
}
