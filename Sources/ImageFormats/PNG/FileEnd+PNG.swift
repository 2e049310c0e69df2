extension FileEnd {
  /// PNG and JNG. A cut in a chunk that has nothing to do with pixels takes none away.
  static func ofChunks(_ bytes: RawSpan) -> FileEnd {
    var offset = 8
    var announcedFrameCount = 0
    var frameCount = 0
    for _ in 0..<PNGHeader.maximumChunkCount {
      guard let length = bytes.uint32(at: offset, .big), let type = bytes.fourCC(at: offset + 4) else {
        let rest = max(0, bytes.byteCount - offset)
        let isBeginningOfEnd = (0..<rest).allSatisfy { bytes.uint8(at: offset + $0) == beginningOfEnd[$0] }
        return isBeginningOfEnd && frameCount >= announcedFrameCount ? .unmarked : .cut
      }
      // What begins no chunk ends the picture for every reader.
      guard type.isChunkType else { return frameCount >= announcedFrameCount ? .unmarked : .cut }
      if type == "IEND" { return .marked }
      if type == "fcTL" { frameCount += 1 }
      if type == "acTL" { announcedFrameCount = bytes.uint32(at: offset + 8, .big) ?? 0 }
      if length > bytes.byteCount - offset - 12 {
        // The last chunk ends behind the file. Small first letters are of chunks that may be left out; frames are not.
        let isBesidePicture = type.code >> 24 & 0x20 != 0 && type != "fcTL" && type != "fdAT"
        return isBesidePicture && frameCount >= announcedFrameCount ? .unmarked : .cut
      }
      offset += 12 + length
    }
    return .marked  // more chunks than anybody here reads
  }

  /// What is less than the length and type of a chunk and may be the beginning of IEND's.
  private static let beginningOfEnd: [Int] = [0, 0, 0, 0, 0x49, 0x45, 0x4E]
}
