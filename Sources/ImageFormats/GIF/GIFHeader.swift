import ModerationCore

/// Reads the header of a GIF file and counts its frames by walking the blocks (GIF89a specification, 1990).
///
/// 100,000 frames fit in 2.3 MB, so nothing is kept per frame. A walk that ends early, at a cut or at a byte that
/// begins no block, reports the frames up to there, as browsers show them. An embedded ICC profile is not reported:
/// no decoder applies it.
enum GIFHeader {
  /// Whether the file begins as either version does.
  static func isGIF(_ bytes: RawSpan) -> Bool { bytes.has("GIF87a", at: 0) || bytes.has("GIF89a", at: 0) }

  static func read(_ bytes: RawSpan) throws(InputRejection) -> ImageHeader {
    guard bytes.has("GIF8", at: 0), let width = bytes.uint16(at: 6, .little), let height = bytes.uint16(at: 8, .little),
      let packed = bytes.uint8(at: 10)
    else { throw .unreadable(.gif, "the logical screen descriptor is truncated", at: bytes.byteCount) }
    var canvas = (width: width, height: height)
    var shown = canvas
    var frameCount = 0
    var hasAlpha = false
    var hundredths = 0
    var longest = LongestFrame()
    var offset = 13 + colorTableByteCount(packed)
    walk: while let introducer = bytes.uint8(at: offset) {
      switch introducer {
      case 0x2C:
        guard let frame = frame(bytes, at: offset) else { break walk }
        // Browsers grow the screen for the first frame alone, and cut off what the others have beyond it.
        if frameCount == 0 { shown = (max(shown.width, frame.right), max(shown.height, frame.bottom)) }
        frameCount += 1
        longest.add(milliseconds: Double(hundredths * 10))
        hundredths = 0
        // A frame may reach beyond the logical screen, and some decoders grow the canvas to hold it.
        canvas = (max(canvas.width, frame.right), max(canvas.height, frame.bottom))
        offset = endOfSubBlocks(bytes, from: frame.end)
      case 0x21:
        if bytes.uint16(at: offset + 1, .big) == 0xF904, let flags = bytes.uint8(at: offset + 3) {
          if flags & 1 == 1 { hasAlpha = true }
          hundredths = bytes.uint16(at: offset + 4, .little) ?? 0
        }
        offset = endOfSubBlocks(bytes, from: offset + 2)
      default:  // 0x3B ends the file; so does anything else.
        break walk
      }
    }
    guard frameCount > 0 else { throw .unreadable(.gif, "no frame up to the end of the blocks", at: offset) }
    guard canvas.width > 0, canvas.height > 0 else { throw .unreadable(.gif, "a side of 0 pixels", at: 6) }
    var header = ImageHeader(
      format: .gif, codedSize: PixelSize(width: canvas.width, height: canvas.height), frameCount: frameCount,
      frameKind: frameCount > 1 ? .animation : .still, channelCount: hasAlpha ? 4 : 3, hasAlpha: hasAlpha,
      longestFrame: longest.index)
    if shown != canvas, shown.width > 0, shown.height > 0 {
      header.otherReadings = [.cropped(CropArea(x: 0, y: 0, width: shown.width, height: shown.height))]
    }
    return header
  }

  /// Where a frame reaches on the canvas, and where its compressed data begin; nil when its descriptor is truncated.
  private static func frame(_ bytes: RawSpan, at offset: Int) -> (right: Int, bottom: Int, end: Int)? {
    guard let left = bytes.uint16(at: offset + 1, .little), let top = bytes.uint16(at: offset + 3, .little),
      let width = bytes.uint16(at: offset + 5, .little), let height = bytes.uint16(at: offset + 7, .little),
      let packed = bytes.uint8(at: offset + 9)
    else { return nil }
    // One more byte behind the colour table gives the LZW code size.
    return (left + width, top + height, offset + 10 + colorTableByteCount(packed) + 1)
  }

  static func colorTableByteCount(_ packed: Int) -> Int {
    packed & 0x80 == 0 ? 0 : 3 << (packed & 7 + 1)
  }

  /// The offset behind a chain of sub-blocks; the end of the file when the chain is cut.
  static func endOfSubBlocks(_ bytes: RawSpan, from start: Int) -> Int {
    var offset = start
    while let length = bytes.uint8(at: offset) {
      offset += 1 + length
      if length == 0 { return offset }
    }
    return bytes.byteCount
  }
}
