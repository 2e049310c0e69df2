import CVips
import ImageFormats
import ModerationCore

/// Draws SVG with librsvg through libvips, from memory and never from a path.
///
/// What is drawn is the document with its root's size set: as large as the wishes need, so that the cost is bounded by
/// what is asked and not by what the document claims; text and lines come out as from a larger drawing that is shrunk.
/// What librsvg does not draw as browsers do is reported, and pictures inside the document follow as frames of their
/// own. libvips' `unlimited` stays off: librsvg then refuses over 10 MB of text in one node and too deep nesting.
struct SVGReader: FormatReader {
  /// How many documents this one lies in.
  var depth = 0

  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    if let index = request.frameIndices.first(where: { $0 != 0 }) { throw .undecodable(index) }
    let drawing: SVGDrawing
    do throws(InputRejection) {
      drawing = try SVGDrawing(bytes, request)
    } catch {
      throw .rejected(error)
    }
    var report = drawing.report
    guard !request.frameIndices.isEmpty else { return report }
    var frames = SVGEmbeddedFrames(request, depth: depth)
    let pixels = try drawing.draw()
    let goesOn = pixels.withBytes { rgba in
      rgba.withUnsafeBytes { rgba in
        RGBAPicture(pixels: rgba, size: drawing.size, hasAlpha: true)
          .deliver(as: 0, request, &report, finish: { _ in }) { pixels, frame in
            let frame = frame.shrunk(from: drawing.originalSize)
            guard !drawing.pictures.isEmpty else { return deliver(pixels, frame) }
            return frames.hold(pixels, frame, deliver)
          }
      }
    }
    guard goesOn else { return report }
    try frames.decode(drawing.pictures, deliver: deliver)
    report.add(frames.report)
    return report
  }
}
