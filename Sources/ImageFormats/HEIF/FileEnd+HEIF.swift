extension FileEnd {
  /// Boxes side by side up to the end of the file. One of length 0 goes on to the end.
  static func ofBoxes(_ bytes: RawSpan) -> FileEnd {
    var offset = 0
    for _ in 0..<ISOBoxCursor.maximumBoxCount {
      guard offset < bytes.byteCount else { return .marked }
      guard let claimed = bytes.uint32(at: offset, .big), claimed != 0 else { return .marked }
      guard let length = claimed == 1 ? bytes.uint64(at: offset + 8, .big) : claimed, length >= 8 else {
        return .marked
      }
      guard length <= bytes.byteCount - offset else { return .cut }
      offset += length
    }
    return .marked
  }
}
