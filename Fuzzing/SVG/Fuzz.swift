@testable import ImageDecoding
@testable import ImageFormats
import ModerationCore

/// Any bytes as an SVG: what is checked before librsvg sees it ends in a refusal, a scale or an estimate; never a trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = UnsafeRawBufferPointer(UnsafeBufferPointer(start: start, count: count))
  if let scale = try? SVGDocument.check(bytes, limits: Limits.ims20201229.size) { precondition(scale >= 1) }
  if let work = try? SVGWork.check(bytes, drawnAt: PixelSize(width: 640, height: 480)) {
    precondition(work.milliseconds <= Double(SVGWork.maximumDrawingMilliseconds))
    precondition(work.elementCount >= 0)
  }
  _ = try? ImageHeader(of: RawSpan(_unsafeBytes: bytes), as: .svg)
  return 0
}
