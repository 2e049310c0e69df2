import ImageFormats
import ModerationCore

/// Reads frames of an animated WebP with libwebp, which composes them: the background is transparent, whatever the file
/// asks for, as browsers have it.
///
/// Only the frames that a wanted one needs are decoded. They go to libwebp as a file of their own, cut from the
/// original: a frame that hides all before it is to libwebp, too, a frame to begin at, so that the pixels are the same.
/// EXIF orientation and an ICC profile are applied as in still pictures.
struct WebPAnimationReader: FormatReader {
  /// How the frames lie, as EXIF numbers it.
  let orientation: Int
  /// Whether the file says that pixels may be transparent.
  let hasAlpha: Bool

  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    guard let last = request.frameIndices.last, let first = request.frameIndices.first else { return .allShown }
    guard let file = WebPFrames(bytes, maximumFrameCount: max(0, last) + 1) else { throw .undecodable(first) }
    try request.check(file.canvas, orientation: orientation)
    let present = request.frameIndices.prefix { file.frames.indices.contains($0) }
    let effects = file.frames.map {
      FrameEffect(
        coversCanvas: $0.coversCanvas, replacesPixels: $0.replacesPixels, disposal: $0.isCleared ? .clear : .keep)
    }
    var report = DecodingReport.allShown
    for run in effects.runs(to: Array(present)) {
      guard try decode(run, of: file, bytes, request, &report, deliver) else { return report }
    }
    if present.count < request.frameIndices.count { throw .undecodable(request.frameIndices[present.count]) }
    return report
  }

  /// Decodes from one frame on to the last wanted of a run.
  ///
  /// - Returns: Whether the caller wants more.
  private func decode(
    _ run: (start: Int, wanted: [Int]), of file: WebPFrames, _ bytes: RawSpan, _ request: DecodeRequest,
    _ report: inout DecodingReport, _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool {
    guard let end = run.wanted.last else { return true }
    let part = Self.part(run.start...end, of: file, bytes)
    let outcome = part.withUnsafeBytes { part in
      Result { () throws(DecodingFailure) -> Bool in
        guard let animation = WebPAnimation(part, canvas: file.canvas) else { throw .undecodable(run.wanted[0]) }
        var wanted = run.wanted[...]
        for index in run.start...end {
          try request.checkDeadline()
          guard let pixels = animation.next() else { throw .undecodable(wanted.first ?? index) }
          guard wanted.first == index else { continue }
          wanted.removeFirst()
          let canvas = RGBAPicture(pixels: pixels, size: file.canvas, hasAlpha: hasAlpha)
          let more = canvas.deliver(as: index, request, &report) { picture in
            if let profile = file.profile {
              bytes.withUnsafeBytes { picture.convertToSRGB(from: UnsafeRawBufferPointer(rebasing: $0[profile])) }
            }
            picture.turnUpright(from: orientation)
          } to: {
            deliver($0, $1)
          }
          guard more else { return false }
        }
        return true
      }
    }
    return try outcome.get()
  }

  /// A WebP file of some frames of another.
  private static func part(_ range: ClosedRange<Int>, of file: WebPFrames, _ bytes: RawSpan) -> [UInt8] {
    let alphaFlag: UInt8 = file.flags & 0x10
    var content: [UInt8] = Array("WEBPVP8X".utf8) + little(10, byteCount: 4) + [0x02 | alphaFlag, 0, 0, 0]
    content += little(file.canvas.width - 1, byteCount: 3) + little(file.canvas.height - 1, byteCount: 3)
    content += Array("ANIM".utf8) + little(6, byteCount: 4) + [UInt8](repeating: 0, count: 6)
    bytes.withUnsafeBytes { all in
      for frame in file.frames[range] { content.append(contentsOf: all[frame.chunk]) }
    }
    return Array("RIFF".utf8) + little(content.count, byteCount: 4) + content
  }

  private static func little(_ value: Int, byteCount: Int) -> [UInt8] {
    (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
