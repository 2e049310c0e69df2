import ImageFormats
import ModerationCore

/// Reads frames of an animated GIF, in Swift.
///
/// libvips composes all frames before each one that it is asked for, cuts off what lies beyond the logical screen, and
/// fills cleared rectangles with the background colour. Here frames that later ones hide are not decoded, the canvas
/// holds every frame, and what is cleared is transparent, as browsers have it. So is what "previous" on the first frame
/// leaves. A frame with fewer pixels than its rectangle is damaged.
struct GIFAnimationReader: FormatReader {
  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) {
    guard let first = request.frameIndices.first, let last = request.frameIndices.last else { return }
    guard let file = GIFFrames(bytes, maximumFrameCount: max(0, last) + 1) else { throw .undecodable(first) }
    try request.check(file.canvas, orientation: 1)
    guard var canvas = AnimationCanvas(file.canvas) else { throw .undecodable(first) }
    let present = request.frameIndices.prefix { file.frames.indices.contains($0) }
    for run in Self.effects(of: file).runs(to: Array(present)) {
      canvas.clear()
      guard try decode(run, of: file, bytes, on: &canvas, request, deliver) else { return }
    }
    if present.count < request.frameIndices.count { throw .undecodable(request.frameIndices[present.count]) }
  }

  private static func effects(of file: GIFFrames) -> [FrameEffect] {
    file.frames.map { frame in
      FrameEffect(
        coversCanvas: frame.area.width == file.canvas.width && frame.area.height == file.canvas.height,
        replacesPixels: frame.isOpaque,
        disposal: frame.disposal == .keep ? .keep : frame.disposal == .clear ? .clear : .restore)
    }
  }

  /// Decodes from one frame on to the last wanted of a run.
  ///
  /// - Returns: Whether the caller wants more.
  private func decode(
    _ run: (start: Int, wanted: [Int]), of file: GIFFrames, _ bytes: RawSpan, on canvas: inout AnimationCanvas,
    _ request: DecodeRequest, _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool {
    guard let end = run.wanted.last else { return true }
    var wanted = run.wanted[...]
    for index in run.start...end {
      try request.checkDeadline()
      let frame = file.frames[index]
      let isLast = index == end
      let before = frame.disposal == .restore && !isLast ? canvas.copy(frame.area) : []
      let isDrawn = bytes.withUnsafeBytes { Self.draw(frame, $0, on: &canvas) }
      guard isDrawn else { throw .undecodable(wanted.first ?? index) }
      if wanted.first == index {
        wanted.removeFirst()
        let hasAlpha = !canvas.isOpaque
        guard canvas.picture().deliver(as: index, hasAlpha: hasAlpha, to: deliver) else { return false }
      }
      if isLast { break }
      switch frame.disposal {
      case .keep: break
      case .clear: canvas.clear(frame.area)
      case .restore: before.withUnsafeBytes { canvas.draw($0, at: frame.area, blended: false) }
      }
    }
    return true
  }

  /// Draws one frame.
  ///
  /// - Returns: Whether its pixels are whole.
  private static func draw(
    _ frame: GIFFrames.Frame, _ bytes: UnsafeRawBufferPointer, on canvas: inout AnimationCanvas
  ) -> Bool {
    if frame.area.width == 0 || frame.area.height == 0 { return true }
    guard !frame.palette.isEmpty, let indices = GIFPixels.indices(of: frame, bytes) else { return false }
    canvas.draw(
      indices, palette: UnsafeRawBufferPointer(rebasing: bytes[frame.palette]),
      transparentIndex: frame.transparentIndex, at: frame.area)
    return true
  }
}
