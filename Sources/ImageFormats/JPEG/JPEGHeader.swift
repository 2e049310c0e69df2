import ModerationCore

/// Reads the header of a JPEG file: the marker segments up to the first scan (ITU-T T.81, annex B), the number of scans,
/// and the index of further pictures (CIPA DC-007).
enum JPEGHeader {
  /// Marker segments walked at most. An ICC profile may take 255 of them, and nothing else takes many.
  static let maximumSegmentCount = 10_000
  /// Bytes between segments skipped at most, all together. libjpeg skips them too; honest files have a handful.
  static let maximumStrayByteCount = 65_536

  /// SOI and the first byte of another marker (ITU-T T.81, B.1.1).
  static func isJPEG(_ bytes: RawSpan) -> Bool {
    bytes.uint16(at: 0, .big) == 0xFFD8 && bytes.uint8(at: 2) == 0xFF
  }

  /// What the marker segments tell, as far as they have been walked.
  private struct Segments {
    var frame: Frame?
    var orientations = OrientationReadings()
    /// The numbers of the segments that a profile is cut into.
    var profileParts: Set<Int> = []
    /// Whether two segments have one number: viewers differ in which they take.
    var hasSeveralProfiles = false
    var index: MultiPictureIndex?
    var hasThumbnail = false
  }

  /// A frame header (T.81, B.2.2), whichever process it announces.
  private struct Frame {
    let marker: Int
    let size: PixelSize
    let precision: Int
    let componentCount: Int
    /// Where the segments behind it begin.
    let end: Int
  }

  static func read(_ bytes: RawSpan) throws(InputRejection) -> ImageHeader {
    let segments = try segments(bytes)
    guard let frame = segments.frame else { throw .unreadable(.jpeg, "no frame header", at: 0) }
    let hasSeveralScans = try JPEGScans.areSeveral(
      bytes, from: frame.end, isProgressive: [0xC2, 0xC6, 0xCA, 0xCE].contains(frame.marker),
      componentCount: frame.componentCount)
    let furtherCount = segments.index?.further.count ?? 0
    var header = ImageHeader(
      format: .jpeg, codedSize: frame.size, frameCount: 1 + furtherCount, frameKind: furtherCount > 0 ? .burst : .still,
      orientation: (segments.orientations.standard ?? ImageOrientation()).exifValue, bitsPerChannel: frame.precision,
      channelCount: frame.componentCount, hasColorProfile: !segments.profileParts.isEmpty,
      isProgressive: hasSeveralScans)
    header.otherReadings = try segments.orientations.others(of: .jpeg)
    return header
  }

  /// What a file holds beside its first picture, and what of it viewers read differently.
  static func parts(
    of bytes: RawSpan
  ) throws(InputRejection) -> (further: [Range<Int>], holds: Set<AuxiliaryPart>, unseen: [Unseen]) {
    let segments = try segments(bytes)
    var holds: Set<AuxiliaryPart> = []
    if segments.hasThumbnail || segments.index?.hasThumbnail == true { holds.insert(.thumbnail) }
    if segments.index?.hasGainMap == true { holds.insert(.gainMap) }
    let unseen = segments.hasSeveralProfiles ? [Unseen(.color, "a second ICC profile in a JPEG")] : []
    return (segments.index?.further ?? [], holds, unseen)
  }

  /// Walks the segments up to the first scan. What libjpeg meets behind the frame header counts, too; a file that is
  /// cut there still has a header.
  private static func segments(_ bytes: RawSpan) throws(InputRejection) -> Segments {
    guard bytes.uint16(at: 0, .big) == 0xFFD8 else { throw .unreadable(.jpeg, "no start-of-image marker", at: 0) }
    var segments = Segments()
    var strayByteCount = 0
    var offset = 2
    for _ in 0..<maximumSegmentCount {
      let marker: Int
      let start: Int
      do throws(InputRejection) {
        (marker, start) = try nextMarker(bytes, from: offset, strayByteCount: &strayByteCount)
      } catch {
        guard segments.frame != nil, error.limit == nil else { throw error }
        return segments
      }
      switch marker {
      case 0x01, 0xD0...0xD8:  // TEM, RSTn and SOI stand alone.
        offset = start
        continue
      case 0xD9, 0xDA:
        guard segments.frame != nil else {
          throw .unreadable(.jpeg, "the picture begins or ends before any frame header", at: start - 2)
        }
        return segments
      default: break
      }
      guard let length = bytes.uint16(at: start, .big), length >= 2 else {
        guard segments.frame == nil else { return segments }
        throw .unreadable(.jpeg, "a segment without a valid length", at: start)
      }
      try note(marker, at: start, length: length, bytes, in: &segments)
      offset = start + length
    }
    throw .unreadable(
      .jpeg, tooMany: "segments", limit: "maximumSegmentCount", allowed: maximumSegmentCount, at: offset)
  }

  private static func note(
    _ marker: Int, at start: Int, length: Int, _ bytes: RawSpan, in segments: inout Segments
  ) throws(InputRejection) {
    let end = start + length
    switch marker {
    case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
      if segments.frame == nil { segments.frame = try frame(bytes, marker: marker, at: start, length: length) }
    case 0xE1 where bytes.has("Exif\0", at: start + 2):
      let block = ExifBlock(bytes, from: start + 2, to: end)
      segments.orientations.note(block)
      if block.hasThumbnail { segments.hasThumbnail = true }
    case 0xE2 where bytes.has("ICC_PROFILE\0", at: start + 2):
      let part = bytes.uint8(at: start + 14) ?? 0
      if !segments.profileParts.insert(part).inserted { segments.hasSeveralProfiles = true }
    case 0xE2 where segments.index == nil && bytes.has("MPF\0", at: start + 2):
      segments.index = try MultiPictureIndex(bytes, from: start + 6, to: end)
    default: break
    }
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

  private static func frame(
    _ bytes: RawSpan, marker: Int, at start: Int, length: Int
  ) throws(InputRejection) -> Frame {
    guard let precision = bytes.uint8(at: start + 2), let height = bytes.uint16(at: start + 3, .big),
      let width = bytes.uint16(at: start + 5, .big), let componentCount = bytes.uint8(at: start + 7)
    else { throw .unreadable(.jpeg, "the frame header is truncated", at: start) }
    guard componentCount > 0, length == 8 + 3 * componentCount, (2...16).contains(precision) else {
      throw .unreadable(.jpeg, "a frame header that contradicts itself", at: start)
    }
    // A height of 0 promises a DNL segment behind the first scan, which libjpeg does not read either.
    guard width > 0, height > 0 else { throw .unreadable(.jpeg, "a side of 0 pixels", at: start + 3) }
    return Frame(
      marker: marker, size: PixelSize(width: width, height: height), precision: precision,
      componentCount: componentCount, end: start + length)
  }
}
