import ModerationCore

/// Reads the header of a WebP file (RFC 9649): simple lossy, simple lossless, or extended with its chunks.
enum WebPHeader {
  /// Chunks walked at most. An animation has one per frame; of a longer one this many frames are reported.
  static let maximumChunkCount = 65_536
  /// Chunks looked at in one frame of an animation. One of alpha and one of the picture are all that writers put there.
  static let maximumFrameChunkCount = 8

  /// What a VP8 or VP8L chunk says of itself.
  private struct Bitstream {
    let size: PixelSize
    let hasAlpha: Bool
  }

  /// What the chunks of an extended file tell.
  private struct Chunks {
    var bitstream: Bitstream?
    var frameCount = 0
    var longest = LongestFrame()
    var hasAlpha = false
    var hasColorProfile = false
    var orientations = OrientationReadings()
  }

  /// Whether it is a RIFF file of this kind.
  static func isWebP(_ bytes: RawSpan) -> Bool { bytes.has("RIFF", at: 0) && bytes.has("WEBP", at: 8) }

  static func read(_ bytes: RawSpan) throws(InputRejection) -> ImageHeader {
    guard bytes.has("RIFF", at: 0), bytes.has("WEBP", at: 8), let claimed = bytes.uint32(at: 4, .little) else {
      throw .unreadable(.webp, "no RIFF signature", at: 0)
    }
    // The RIFF length may lie: it may hide bytes from view but never shows any that are not there.
    let end = min(8 + claimed, bytes.byteCount)
    guard end >= 20 else { throw .unreadable(.webp, "no chunk", at: 12) }
    switch bytes.fourCC(at: 12) {
    case "VP8X": return try extended(bytes, end: end)
    case "VP8 ", "VP8L":
      guard let picture = bitstream(bytes, at: 12, end: end) else {
        throw .unreadable(.webp, "a damaged frame header", at: 20)
      }
      return ImageHeader(
        format: .webp, codedSize: picture.size, channelCount: picture.hasAlpha ? 4 : 3, hasAlpha: picture.hasAlpha)
    default: throw .unreadable(.webp, "the first chunk is not VP8, VP8L or VP8X", at: 12)
    }
  }

  private static func extended(_ bytes: RawSpan, end: Int) throws(InputRejection) -> ImageHeader {
    guard end >= 30, let flags = bytes.uint8(at: 20), let right = bytes.uint24LittleEndian(at: 24),
      let bottom = bytes.uint24LittleEndian(at: 27)
    else { throw .unreadable(.webp, "the VP8X chunk is truncated", at: 12) }
    let canvas = PixelSize(width: right + 1, height: bottom + 1)
    let chunks = try chunks(bytes, canvas: canvas, end: end)
    let isAnimated = flags & 0x02 != 0
    if isAnimated {
      guard chunks.frameCount > 0 else { throw .unreadable(.webp, "an animation without frames", at: 20) }
    } else {
      guard let picture = chunks.bitstream else { throw .unreadable(.webp, "no readable frame header", at: 30) }
      // libwebp refuses such a file too; other decoders believe one size or the other.
      guard picture.size == canvas else {
        throw .unreadable(.webp, "the canvas is \(canvas) and the picture \(picture.size)", at: 24)
      }
    }
    let hasAlpha = flags & 0x10 != 0 || chunks.hasAlpha
    // Browsers pass over EXIF in a WebP (seen with Chromium 156), other viewers do not.
    var orientations = chunks.orientations
    orientations.note(ImageOrientation())
    var header = ImageHeader(
      format: .webp, codedSize: canvas, frameCount: isAnimated ? chunks.frameCount : 1,
      frameKind: isAnimated && chunks.frameCount > 1 ? .animation : .still,
      orientation: orientations.standard?.exifValue ?? 1, channelCount: hasAlpha ? 4 : 3, hasAlpha: hasAlpha,
      hasColorProfile: chunks.hasColorProfile, longestFrame: isAnimated ? chunks.longest.index : 0)
    header.otherReadings = try orientations.others(of: .webp)
    return header
  }

  /// Walks all chunks behind VP8X, since the EXIF chunk comes last.
  private static func chunks(_ bytes: RawSpan, canvas: PixelSize, end: Int) throws(InputRejection) -> Chunks {
    var chunks = Chunks()
    var offset = 12
    for _ in 0..<maximumChunkCount {
      guard offset <= end - 8, let type = bytes.fourCC(at: offset), let length = bytes.uint32(at: offset + 4, .little)
      else { break }
      let start = offset + 8
      switch type {
      case "ANMF":
        try checkFrame(bytes, at: start, canvas: canvas, end: min(start + length, end))
        chunks.frameCount += 1
        chunks.longest.add(milliseconds: Double(bytes.uint24LittleEndian(at: start + 12) ?? 0))
      case "ALPH": chunks.hasAlpha = true
      case "ICCP": chunks.hasColorProfile = true
      case "EXIF": chunks.orientations.note(ExifBlock(bytes, from: start, to: min(start + length, end)))
      case "VP8 ", "VP8L":
        guard chunks.bitstream == nil else { break }
        chunks.bitstream = bitstream(bytes, at: offset, end: end)
        if chunks.bitstream?.hasAlpha == true { chunks.hasAlpha = true }
      default: break
      }
      offset = start + length + (length & 1)
    }
    return chunks
  }

  /// Refuses a frame that leaves the canvas, or whose picture has another size than the frame (RFC 9649, 2.7.1.1).
  ///
  /// Both are forbidden; players clip, scale, or grow the canvas as each likes. A frame that is truncated is left to
  /// the decoder.
  private static func checkFrame(
    _ bytes: RawSpan, at start: Int, canvas: PixelSize, end: Int
  ) throws(InputRejection) {
    guard end - start >= 16, let left = bytes.uint24LittleEndian(at: start),
      let top = bytes.uint24LittleEndian(at: start + 3), let right = bytes.uint24LittleEndian(at: start + 6),
      let bottom = bytes.uint24LittleEndian(at: start + 9)
    else { return }
    let size = PixelSize(width: right + 1, height: bottom + 1)
    guard 2 * left + size.width <= canvas.width, 2 * top + size.height <= canvas.height else {
      throw .unreadable(.webp, "a frame of \(size) at \(2 * left),\(2 * top) leaves the canvas of \(canvas)", at: start)
    }
    var offset = start + 16
    for _ in 0..<maximumFrameChunkCount {
      guard offset <= end - 8, let length = bytes.uint32(at: offset + 4, .little) else { return }
      if let picture = bitstream(bytes, at: offset, end: end) {
        guard picture.size == size else {
          throw .unreadable(.webp, "the frame is \(size) and its picture \(picture.size)", at: start)
        }
        return
      }
      offset += 8 + length + (length & 1)
    }
  }

  /// Reads the frame header of a `VP8 ` chunk (RFC 6386, 9.1) or a `VP8L` chunk (RFC 9649, 3.4).
  private static func bitstream(_ bytes: RawSpan, at chunk: Int, end: Int) -> Bitstream? {
    let start = chunk + 8
    let type = bytes.fourCC(at: chunk)
    guard type == "VP8 " || type == "VP8L" else { return nil }
    if type == "VP8L" {
      guard start + 5 <= end, bytes.uint8(at: start) == 0x2F, let bits = bytes.uint32(at: start + 1, .little),
        bits >> 29 == 0
      else { return nil }
      let size = PixelSize(width: bits & 0x3FFF + 1, height: bits >> 14 & 0x3FFF + 1)
      return Bitstream(size: size, hasAlpha: bits >> 28 & 1 == 1)
    }
    guard start + 10 <= end, let tag = bytes.uint8(at: start), tag & 1 == 0,
      bytes.uint24LittleEndian(at: start + 3) == 0x2A_019D, let width = bytes.uint16(at: start + 6, .little),
      let height = bytes.uint16(at: start + 8, .little), width & 0x3FFF > 0, height & 0x3FFF > 0
    else { return nil }
    // The upper two bits ask for scaling on display, which no decoder does.
    return Bitstream(size: PixelSize(width: width & 0x3FFF, height: height & 0x3FFF), hasAlpha: false)
  }
}
