import ModerationCore

/// Reads the header of a JPEG XL file: the size header and the image metadata at the start of its codestream
/// (ISO/IEC 18181-1, annexes D.2 and D.3), bare or in boxes (18181-2).
///
/// Frames are not counted, because only their data tell where the next one begins: animations are refused by name.
enum JPEGXLHeader {
  /// Whether it is a bare codestream, or begins with the signature box.
  static func isJPEGXL(_ bytes: RawSpan) -> Bool {
    bytes.uint16(at: 0, .big) == 0xFF0A
      || bytes.uint32(at: 0, .big) == 12 && bytes.has("JXL ", at: 4) && bytes.uint32(at: 8, .big) == 0x0D0A_870A
  }

  static func read(_ bytes: RawSpan) throws(InputRejection) -> ImageHeader {
    guard let start = codestream(bytes), bytes.uint16(at: start, .big) == 0xFF0A else {
      throw .unreadable(.jpegXL, "no codestream", at: 0)
    }
    var bits = JPEGXLBits(bytes, from: start + 2)
    guard let size = bits.size(), let metadata = JPEGXLMetadata(&bits) else {
      throw .unreadable(.jpegXL, "the image metadata are damaged or truncated", at: start + 2)
    }
    guard !metadata.hasPreview else { throw .notDecodable(.jpegXL, "a file with a preview") }
    guard !metadata.isAnimated else { throw .notDecodable(.jpegXL, "an animation") }
    return ImageHeader(
      format: .jpegXL, codedSize: size, orientation: metadata.orientation, bitsPerChannel: metadata.bitsPerChannel,
      channelCount: metadata.colorChannelCount + (metadata.hasAlpha ? 1 : 0), hasAlpha: metadata.hasAlpha,
      hasColorProfile: metadata.hasColorProfile)
  }

  /// Where the codestream begins: its first part, when it is in several boxes.
  private static func codestream(_ bytes: RawSpan) -> Int? {
    if bytes.uint16(at: 0, .big) == 0xFF0A { return 0 }
    var boxes = ISOBoxCursor(from: 0, to: bytes.byteCount)
    while let box = boxes.next(bytes) {
      if box.type == "jxlc" { return box.start }
      // Its number stands before its content.
      if box.type == "jxlp" { return box.start + 4 }
    }
    return nil
  }
}
