import ImageFormats
import ModerationCore

/// Reads frames of an animated GIF, in Swift.
///
/// libvips composes all frames before each one that it is asked for, cuts off what lies beyond the logical screen, and
/// fills cleared rectangles with the background colour. Here frames that later ones hide are not decoded, the canvas
/// holds every frame, and what is cleared is transparent, as browsers have it. So is what "previous" on the first frame
/// leaves. A frame with fewer pixels than its rectangle is damaged.
struct GIFAnimationReader: FormatReader {
  /// Whether the trailer is there. Without it the last frame is decoded too, whichever are wanted.
  let isEndMarked: Bool

  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    guard let first = request.frameIndices.first, let last = request.frameIndices.last else { return .allShown }
    guard let file = GIFFrames(bytes, maximumFrameCount: isEndMarked ? max(0, last) + 1 : .max) else {
      throw .undecodable(first)
    }
    let animation = GIFAnimation(file: file)
    guard isEndMarked else {
      return try animation.playWithoutEnd(bytes, request, deliver: deliver, warning: "no trailer at the end of the GIF")
    }
    return try animation.play(bytes, request, deliver: deliver)
  }
}

/// The frames of a GIF on their canvas.
private struct GIFAnimation: CanvasAnimation {
  let file: GIFFrames

  var canvasSize: PixelSize { file.canvas }

  var orientation: Int { 1 }

  var effects: [FrameEffect] {
    file.frames.map { frame in
      FrameEffect(
        coversCanvas: frame.area.width == file.canvas.width && frame.area.height == file.canvas.height,
        replacesPixels: frame.isOpaque,
        disposal: frame.disposal == .keep ? .keep : frame.disposal == .clear ? .clear : .restore)
    }
  }

  func area(of index: Int) -> CropArea { file.frames[index].area }

  func hasAlpha(_ canvas: borrowing AnimationCanvas) -> Bool { !canvas.isOpaque }

  func draw(
    _ index: Int, of bytes: RawSpan, on canvas: inout AnimationCanvas, asked: Int
  ) throws(DecodingFailure) {
    let frame = file.frames[index]
    if frame.area.width == 0 || frame.area.height == 0 { return }
    let isDrawn = bytes.withUnsafeBytes { bytes in
      guard !frame.palette.isEmpty, let indices = GIFPixels.indices(of: frame, bytes) else { return false }
      canvas.draw(
        indices, palette: UnsafeRawBufferPointer(rebasing: bytes[frame.palette]),
        transparentIndex: frame.transparentIndex, at: frame.area)
      return true
    }
    guard isDrawn else { throw .undecodable(asked) }
  }
}
