import ImageFormats
import ModerationCore

/// An animation whose frames are rectangles, drawn one over the other on one canvas: GIF and APNG.
protocol CanvasAnimation {
  /// Width and height of the canvas, as stored.
  var canvasSize: PixelSize { get }
  /// How the canvas lies, as EXIF numbers it.
  var orientation: Int { get }
  /// The frames that the file really has, up to the last wanted one.
  var effects: [FrameEffect] { get }

  /// The rectangle of a frame, on the canvas.
  func area(of index: Int) -> CropArea

  /// Decodes one frame and draws it, or throws `undecodable(asked)`.
  func draw(
    _ index: Int, of bytes: RawSpan, on canvas: inout AnimationCanvas, asked: Int
  ) throws(DecodingFailure)

  /// Whether a finished canvas has transparent pixels that count.
  func hasAlpha(_ canvas: borrowing AnimationCanvas) -> Bool
}

extension CanvasAnimation {
  /// Delivers the wanted frames. Those that later ones hide are not decoded, and of those behind the last wanted frame
  /// nothing is read.
  func play(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    var report = DecodingReport.allShown
    guard let first = request.frameIndices.first else { return report }
    try request.check(canvasSize, orientation: orientation)
    guard var canvas = AnimationCanvas(canvasSize) else { throw .undecodable(first) }
    let effects = effects
    let present = request.frameIndices.prefix { effects.indices.contains($0) }
    for run in effects.runs(to: Array(present)) {
      canvas.clear()
      guard try play(run, effects, bytes, on: &canvas, request, &report, deliver) else { return report }
    }
    if present.count < request.frameIndices.count { throw .undecodable(request.frameIndices[present.count]) }
    return report
  }

  /// Delivers the wanted frames of a file without an end mark, once it is known that its last frame is whole: a cut
  /// shows nowhere else.
  ///
  /// - Parameter warning: What the frames are delivered with.
  func playWithoutEnd(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool, warning: String
  ) throws(DecodingFailure) -> DecodingReport {
    try request.check(canvasSize, orientation: orientation)
    guard let last = effects.indices.last, var canvas = AnimationCanvas(canvasSize) else { throw .undecodable(0) }
    do throws(DecodingFailure) {
      try draw(last, of: bytes, on: &canvas, asked: last)
    } catch .rejected(let rejection) where rejection.code == .decodingFailed {
      throw .truncated(last, "the last frame there, \(last), ends before its pixels do")
    }
    return try play(bytes, request) { pixels, frame in deliver(pixels, frame.warned(warning)) }
  }

  /// Decodes from one frame on to the last wanted of a run.
  ///
  /// - Returns: Whether the caller wants more.
  private func play(
    _ run: (start: Int, wanted: [Int]), _ effects: [FrameEffect], _ bytes: RawSpan, on canvas: inout AnimationCanvas,
    _ request: DecodeRequest, _ report: inout DecodingReport, _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool {
    guard let end = run.wanted.last else { return true }
    var wanted = run.wanted[...]
    for index in run.start...end {
      try request.checkDeadline()
      let (disposal, area) = (effects[index].disposal, area(of: index))
      let isLast = index == end
      let before = disposal == .restore && !isLast ? canvas.copy(area) : []
      try draw(index, of: bytes, on: &canvas, asked: wanted.first ?? index)
      if wanted.first == index {
        wanted.removeFirst()
        let more = canvas.withPicture(hasAlpha: hasAlpha(canvas)) { picture in
          picture.deliver(
            as: index, request, &report, finish: { $0.turnUpright(from: orientation) }, to: deliver)
        }
        guard more else { return false }
      }
      if isLast { break }
      switch disposal {
      case .keep: break
      case .clear: canvas.clear(area)
      case .restore: before.withUnsafeBytes { canvas.draw($0, at: area, blended: false) }
      }
    }
    return true
  }
}
