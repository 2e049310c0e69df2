import ModerationCore

/// Reads the header of a JPEG file: the marker segments up to the first frame header (ITU-T T.81, annex B), and the
/// number of scans behind it.
///
/// EXIF and ICC segments are expected before the frame header, where every writer puts them.
enum JPEGHeader {
  /// Marker segments walked at most. An ICC profile may take 255 of them, and nothing else takes many.
  static let maximumSegmentCount = 10_000
  /// Bytes between segments skipped at most, all together. libjpeg skips them too; honest files have a handful.
  static let maximumStrayByteCount = 65_536

  /// SOI and the first byte of another marker (ITU-T T.81, B.1.1).
  static func isJPEG(_ bytes: RawSpan) -> Bool {
    bytes.uint16(at: 0, .big) == 0xFFD8 && bytes.uint8(at: 2) == 0xFF
  }

  static func read(_ bytes: RawSpan) throws(InputRejection) -> ImageHeader {
    guard bytes.uint16(at: 0, .big) == 0xFFD8 else { throw .unreadable(.jpeg, "no start-of-image marker", at: 0) }
    var orientation: ImageOrientation?
    var hasColorProfile = false
    var strayByteCount = 0
    var offset = 2
    for _ in 0..<maximumSegmentCount {
      let (marker, start) = try nextMarker(bytes, from: offset, strayByteCount: &strayByteCount)
      switch marker {
      case 0x01, 0xD0...0xD8:  // TEM, RSTn and SOI stand alone.
        offset = start
        continue
      case 0xD9, 0xDA:
        throw .unreadable(.jpeg, "the picture begins or ends before any frame header", at: start - 2)
      default: break
      }
      guard let length = bytes.uint16(at: start, .big), length >= 2 else {
        throw .unreadable(.jpeg, "a segment without a valid length", at: start)
      }
      let end = start + length
      switch marker {
      case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
        return try frameHeader(
          bytes, marker: marker, at: start, length: length, orientation: orientation ?? ImageOrientation(),
          hasColorProfile: hasColorProfile)
      case 0xE1 where orientation == nil && bytes.has("Exif\0\0", at: start + 2):
        orientation = ExifBlock.orientation(bytes, from: start + 2, to: end)
      case 0xE2 where bytes.has("ICC_PROFILE\0", at: start + 2): hasColorProfile = true
      default: break
      }
      offset = end
    }
    throw .unreadable(
      .jpeg, tooMany: "segments", limit: "maximumSegmentCount", allowed: maximumSegmentCount, at: offset)
  }

  /// The next marker's second byte and the offset behind it; fill bytes (any number of 0xFF) are skipped.
  private static func nextMarker(
    _ bytes: RawSpan, from start: Int, strayByteCount: inout Int
  ) throws(InputRejection) -> (marker: Int, end: Int) {
    var offset = start
    while let byte = bytes.uint8(at: offset) {
      offset += 1
      if byte == 0xFF {
        while bytes.uint8(at: offset) == 0xFF { offset += 1 }
        guard let marker = bytes.uint8(at: offset) else { break }
        offset += 1
        if marker != 0 { return (marker, offset) }
      }
      strayByteCount += 1
      guard strayByteCount <= maximumStrayByteCount else {
        throw .unreadable(
          .jpeg, tooMany: "bytes between segments", limit: "maximumStrayByteCount", allowed: maximumStrayByteCount,
          at: offset)
      }
    }
    throw .unreadable(.jpeg, "truncated before any frame header", at: offset)
  }

  /// A frame header (T.81, B.2.2), whichever process it announces, and the scans behind it.
  private static func frameHeader(
    _ bytes: RawSpan, marker: Int, at start: Int, length: Int, orientation: ImageOrientation, hasColorProfile: Bool
  ) throws(InputRejection) -> ImageHeader {
    guard let precision = bytes.uint8(at: start + 2), let height = bytes.uint16(at: start + 3, .big),
      let width = bytes.uint16(at: start + 5, .big), let componentCount = bytes.uint8(at: start + 7)
    else { throw .unreadable(.jpeg, "the frame header is truncated", at: start) }
    guard componentCount > 0, length == 8 + 3 * componentCount, (2...16).contains(precision) else {
      throw .unreadable(.jpeg, "a frame header that contradicts itself", at: start)
    }
    // A height of 0 promises a DNL segment behind the first scan, which libjpeg does not read either.
    guard width > 0, height > 0 else { throw .unreadable(.jpeg, "a side of 0 pixels", at: start + 3) }
    let hasSeveralScans = try JPEGScans.areSeveral(
      bytes, from: start + length, isProgressive: [0xC2, 0xC6, 0xCA, 0xCE].contains(marker),
      componentCount: componentCount)
    return ImageHeader(
      format: .jpeg, codedSize: PixelSize(width: width, height: height), orientation: orientation.exifValue,
      bitsPerChannel: precision, channelCount: componentCount, hasColorProfile: hasColorProfile,
      isProgressive: hasSeveralScans)
  }
}
