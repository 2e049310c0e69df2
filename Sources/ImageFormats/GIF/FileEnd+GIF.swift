extension FileEnd {
  /// Unmarked where the blocks run out behind a frame, or in its data, of which the last byte only ends them. A byte
  /// that begins no block ends the picture for every reader.
  static func ofGIF(_ bytes: RawSpan) -> FileEnd {
    guard let packed = bytes.uint8(at: 10) else { return .cut }
    var offset = 13 + GIFHeader.colorTableByteCount(packed)
    var end = FileEnd.cut
    while let introducer = bytes.uint8(at: offset) {
      switch introducer {
      case 0x2C:
        guard let packed = bytes.uint8(at: offset + 9) else { return .cut }
        offset = GIFHeader.endOfSubBlocks(bytes, from: offset + 11 + GIFHeader.colorTableByteCount(packed))
        end = .unmarked
      case 0x21:
        // A frame follows its control block; other blocks may stand alone, if they are whole.
        let isControl = bytes.uint8(at: offset + 1) == 0xF9
        offset = GIFHeader.endOfSubBlocks(bytes, from: offset + 2)
        if isControl || bytes.uint8(at: offset - 1) != 0 { end = .cut }
      default: return .marked
      }
    }
    return end
  }
}
