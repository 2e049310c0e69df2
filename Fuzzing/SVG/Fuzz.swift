@testable import ImageDecoding
@testable import ImageFormats
import ModerationCore

/// Any bytes as an SVG: what is checked before librsvg sees it ends in a refusal, a drawing or an estimate; never a trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = UnsafeRawBufferPointer(UnsafeBufferPointer(start: start, count: count))
  let request = DecodeRequest(format: .svg, frameIndices: [0], wishes: [], size: Limits.ims20201229.size)
  if let drawing = try? SVGDrawing(RawSpan(_unsafeBytes: bytes), request) {
    precondition(drawing.size == drawing.originalSize)
  }
  if let work = try? SVGWork.check(bytes, drawnAt: PixelSize(width: 640, height: 480)) {
    precondition(work.milliseconds <= Double(SVGWork.maximumDrawingMilliseconds))
    precondition(work.elementCount >= 0)
  }
  _ = try? ImageHeader(of: RawSpan(_unsafeBytes: bytes), as: .svg)
  return 0
}
