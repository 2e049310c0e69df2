package import ModerationCore

/// How a file ends, by the structure of its format.
///
/// The frames before a cut decode without complaint, so that nobody else would notice it.
package enum FileEnd {
  /// The mark that the format puts at the end is there: the trailer of a GIF, IEND of a PNG, the length of a WebP.
  case marked
  /// The mark is missing, and nothing else that can be told without decompressing: the last frame may still be cut.
  case unmarked
  /// Something that was begun is missing.
  case cut

  /// Walks the structure. `marked` for formats that are not walked, whose decoders notice.
  package init(of bytes: RawSpan, as format: ImageFormat) {
    self =
      switch format {
      case .gif: Self.ofGIF(bytes)
      case .png: Self.ofChunks(bytes, from: 8)
      case .jng: Self.ofChunks(bytes, from: 8)
      // RIFF counts from behind its own length; some writers leave out the last byte of padding.
      case .webp:
        bytes.uint32(at: 4, .little).map { 8 + $0 - ($0 & 1) <= bytes.byteCount } ?? false ? .marked : .cut
      case .heic, .avif: Self.ofBoxes(bytes)
      default: .marked
      }
  }

  /// PNG and JNG. A cut in a chunk that has nothing to do with pixels takes none away.
  private static func ofChunks(_ bytes: RawSpan, from start: Int) -> FileEnd {
    var offset = start
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

  /// Unmarked where the blocks run out behind a frame, or in its data, of which the last byte only ends them. A byte
  /// that begins no block ends the picture for every reader.
  private static func ofGIF(_ bytes: RawSpan) -> FileEnd {
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

  /// Boxes side by side up to the end of the file. One of length 0 goes on to the end.
  private static func ofBoxes(_ bytes: RawSpan) -> FileEnd {
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
