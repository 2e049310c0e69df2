import ModerationCore

/// Counts the scans of a JPEG picture, each of which makes a decoder go over the whole picture again.
enum JPEGScans {
  /// The most scans of one picture.
  ///
  /// libjpeg's own progression has 10 for colour and 6 for grey (jcparam.c, jpeg_simple_progression), mozjpeg's search
  /// ends with fewer than 20. A scan may be a few bytes long and still cost a pass over all blocks, so that a file of
  /// 64 KB can keep a decoder busy for minutes; libjpeg-turbo's own fuzz targets stop at 500.
  static let maximumScanCount = 100
  /// Segments between the scans walked at most.
  static let maximumSegmentCount = 10_000

  /// Whether the picture takes several passes, so that a decoder must hold all of it at once.
  ///
  /// A first scan of all components in a process that is not progressive is the only one that decoders read: then
  /// nothing is walked behind it.
  ///
  /// - Parameter start: Where the segments behind the frame header begin.
  /// - Throws: `headerUnreadable` for more than `maximumScanCount` scans.
  static func areSeveral(
    _ bytes: RawSpan, from start: Int, isProgressive: Bool, componentCount: Int
  ) throws(InputRejection) -> Bool {
    var scanCount = 0
    var offset = start
    for _ in 0..<maximumSegmentCount {
      guard let segment = nextMarker(bytes, from: offset) else { return isProgressive || scanCount > 0 }
      offset = segment + 2
      switch bytes.uint8(at: segment + 1) {
      case 0xD9: return isProgressive || scanCount > 0
      case 0x01, 0xD8: continue
      case 0xDA:
        if !isProgressive, scanCount == 0, bytes.uint8(at: segment + 4) == componentCount { return false }
        scanCount += 1
        guard scanCount <= maximumScanCount else {
          throw .unreadable(
            .jpeg, tooMany: "scans", limit: "maximumScanCount", allowed: maximumScanCount, at: segment)
        }
      default: break
      }
      guard let length = bytes.uint16(at: offset, .big), length >= 2 else { return isProgressive || scanCount > 0 }
      offset += length
    }
    throw .unreadable(
      .jpeg, tooMany: "segments between scans", limit: "maximumSegmentCount", allowed: maximumSegmentCount, at: offset)
  }

  /// Where the next marker begins: 0xFF and a byte that is neither a stuffed 0, nor another fill byte, nor a restart.
  private static func nextMarker(_ bytes: RawSpan, from start: Int) -> Int? {
    guard start >= 0, start < bytes.byteCount else { return nil }
    return bytes.withUnsafeBytes { buffer in
      var offset = start
      while offset < buffer.count - 1 {
        // Eight bytes at a time, as long as none of them is 0xFF: a byte of their complement is 0 then.
        while offset <= buffer.count - 8 {
          let inverse = ~buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
          guard (inverse &- 0x0101_0101_0101_0101) & ~inverse & 0x8080_8080_8080_8080 == 0 else { break }
          offset += 8
        }
        guard offset < buffer.count - 1 else { return nil }
        guard buffer[offset] == 0xFF else {
          offset += 1
          continue
        }
        switch buffer[offset + 1] {
        case 0x00: offset += 2
        case 0xD0...0xD7: offset += 2
        case 0xFF: offset += 1
        default: return offset
        }
      }
      return nil
    }
  }
}
