package import ModerationCore

/// The frames of a GIF: where their pixels lie and what becomes of them (GIF89a specification, 1990).
///
/// The walk goes as far as that of the header reader, so that both number the frames alike.
package struct GIFFrames {
  /// What happens to a frame before the next is drawn.
  package enum Disposal: Sendable {
    /// It stays.
    case keep
    /// Its rectangle is cleared.
    case clear
    /// Its rectangle becomes what it was before.
    case restore
  }

  /// One image block.
  package struct Frame {
    /// Where it lies on the canvas.
    package let area: CropArea
    /// What happens to it before the next frame.
    package let disposal: Disposal
    /// The palette index that is not drawn; nil when all are.
    package let transparentIndex: Int?
    /// Its palette, three bytes a colour: its own or the file's; empty when there is none.
    package let palette: Range<Int>
    /// Whether its rows come in four passes.
    package let isInterlaced: Bool
    /// The LZW code size; the compressed data follow it in sub-blocks.
    package let minimumCodeSize: Int
    /// The sub-blocks, lengths included.
    package let data: Range<Int>

    /// Whether each pixel gets a colour: none is transparent, and no index lies beyond the palette.
    package var isOpaque: Bool { transparentIndex == nil && palette.count / 3 >= 1 << minimumCodeSize }
  }

  /// The logical screen, or more where a frame reaches beyond it.
  package private(set) var canvas: PixelSize
  /// The frames found.
  package private(set) var frames: [Frame] = []

  /// What a graphic control extension says of the frame behind it.
  private struct Control {
    var disposal = Disposal.keep
    var transparentIndex: Int?
  }

  /// Walks the blocks; nil for a file that is no GIF.
  ///
  /// - Parameters:
  ///   - maximumFrameCount: Frames kept at most. The walk goes on behind them for the canvas.
  package init?(_ bytes: RawSpan, maximumFrameCount: Int) {
    guard bytes.has("GIF8", at: 0), let width = bytes.uint16(at: 6, .little), let height = bytes.uint16(at: 8, .little),
      let packed = bytes.uint8(at: 10)
    else { return nil }
    var (right, bottom) = (width, height)
    let shared = Self.palette(packed, at: 13)
    var control = Control()
    var offset = shared.upperBound
    walk: while let introducer = bytes.uint8(at: offset) {
      switch introducer {
      case 0x2C:
        guard let (frame, end) = Self.frame(at: offset, control, shared: shared, bytes) else { break walk }
        (right, bottom) = (max(right, frame.area.x + frame.area.width), max(bottom, frame.area.y + frame.area.height))
        if frames.count < maximumFrameCount { frames.append(frame) }
        control = Control()
        offset = end
      case 0x21:
        if bytes.uint16(at: offset + 1, .big) == 0xF904 { control = Self.control(at: offset + 3, bytes) }
        offset = GIFHeader.endOfSubBlocks(bytes, from: offset + 2)
      default: break walk
      }
    }
    canvas = PixelSize(width: right, height: bottom)
  }

  private static func frame(
    at offset: Int, _ control: Control, shared: Range<Int>, _ bytes: RawSpan
  ) -> (Frame, end: Int)? {
    guard let x = bytes.uint16(at: offset + 1, .little), let y = bytes.uint16(at: offset + 3, .little),
      let width = bytes.uint16(at: offset + 5, .little), let height = bytes.uint16(at: offset + 7, .little),
      let packed = bytes.uint8(at: offset + 9)
    else { return nil }
    let own = palette(packed, at: offset + 10)
    let palette = own.isEmpty ? shared : own
    let start = own.upperBound + 1
    let end = GIFHeader.endOfSubBlocks(bytes, from: start)
    let frame = Frame(
      area: CropArea(x: x, y: y, width: width, height: height), disposal: control.disposal,
      transparentIndex: control.transparentIndex, palette: palette.upperBound <= bytes.byteCount ? palette : 0..<0,
      isInterlaced: packed & 0x40 != 0, minimumCodeSize: bytes.uint8(at: start - 1) ?? 0,
      data: min(start, end)..<end)
    return (frame, end)
  }

  private static func control(at start: Int, _ bytes: RawSpan) -> Control {
    guard let flags = bytes.uint8(at: start), let index = bytes.uint8(at: start + 3) else { return Control() }
    let disposal: Disposal =
      switch flags >> 2 & 7 {
      case 2: .clear
      case 3, 4: .restore  // Some writers mean 3 with 4, and browsers take it so.
      default: .keep
      }
    return Control(disposal: disposal, transparentIndex: flags & 1 == 1 ? index : nil)
  }

  private static func palette(_ packed: Int, at start: Int) -> Range<Int> {
    start..<(start + GIFHeader.colorTableByteCount(packed))
  }
}
