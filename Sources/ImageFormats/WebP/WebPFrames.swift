package import ModerationCore

/// Where the frames of an animated WebP lie, and how they follow each other (RFC 9649, 2.7.1.1).
package struct WebPFrames {
  /// One ANMF chunk.
  package struct Frame {
    /// The chunk with its header and padding.
    package let chunk: Range<Int>
    /// Whether the frame measures as much as the canvas.
    package let coversCanvas: Bool
    /// Whether it certainly replaces what is below: blending is switched off, or its one bitstream has no alpha.
    package let replacesPixels: Bool
    /// Whether its rectangle is cleared before the next frame.
    package let isCleared: Bool
  }

  /// Chunks walked at most, as in the header.
  private static let maximumChunkCount = WebPHeader.maximumChunkCount

  /// The canvas of the VP8X chunk.
  package let canvas: PixelSize
  /// The VP8X chunk's flags.
  package let flags: UInt8
  /// The frames, as far as they lie in the file whole.
  package private(set) var frames: [Frame] = []
  /// The embedded ICC profile.
  package private(set) var profile: Range<Int>?

  /// Walks the chunks; nil for a file that is no extended WebP.
  ///
  /// - Parameter maximumFrameCount: Frames found at most; the rest is not looked at.
  package init?(_ bytes: RawSpan, maximumFrameCount: Int) {
    guard bytes.has("RIFF", at: 0), bytes.has("WEBPVP8X", at: 8), let claimed = bytes.uint32(at: 4, .little),
      let flags = bytes.uint8(at: 20), let right = bytes.uint24LittleEndian(at: 24),
      let bottom = bytes.uint24LittleEndian(at: 27)
    else { return nil }
    self.flags = UInt8(truncatingIfNeeded: flags)
    canvas = PixelSize(width: right + 1, height: bottom + 1)
    let end = min(8 + claimed, bytes.byteCount)
    var offset = 12
    for _ in 0..<Self.maximumChunkCount where frames.count < maximumFrameCount {
      guard offset <= end - 8, let type = bytes.fourCC(at: offset), let length = bytes.uint32(at: offset + 4, .little)
      else { break }
      let start = offset + 8
      let next = start + length + (length & 1)
      guard start + length <= end else { break }
      if type == "ANMF", let frame = frame(in: offset..<min(next, end), length: length, bytes) { frames.append(frame) }
      if type == "ICCP", profile == nil { profile = start..<(start + length) }
      offset = next
    }
  }

  private func frame(in chunk: Range<Int>, length: Int, _ bytes: RawSpan) -> Frame? {
    let start = chunk.lowerBound + 8
    guard length >= 24, let right = bytes.uint24LittleEndian(at: start + 6),
      let bottom = bytes.uint24LittleEndian(at: start + 9), let flags = bytes.uint8(at: start + 15)
    else { return nil }
    return Frame(
      chunk: chunk, coversCanvas: PixelSize(width: right + 1, height: bottom + 1) == canvas,
      replacesPixels: flags & 2 != 0 || hasNoAlpha(from: start + 16, to: start + length, bytes),
      isCleared: flags & 1 != 0)
  }

  /// Whether a frame consists of one bitstream alone, and that one has no alpha. Anything unusual counts as alpha.
  private func hasNoAlpha(from start: Int, to end: Int, _ bytes: RawSpan) -> Bool {
    guard let length = bytes.uint32(at: start + 4, .little), start + 8 + length + (length & 1) == end else {
      return false
    }
    switch bytes.fourCC(at: start) {
    case "VP8 ": return true
    case "VP8L": return bytes.uint8(at: start + 12).map { $0 & 0x10 == 0 } ?? false
    default: return false
    }
  }
}
