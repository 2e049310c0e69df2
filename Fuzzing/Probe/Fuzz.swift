import ImageFormats
import ModerationCore

/// Any bytes read as the header of every format: a header with at least one frame, or a refusal; never a trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = RawSpan(_unsafeBytes: UnsafeRawBufferPointer(UnsafeBufferPointer(start: start, count: count)))
  for format in ImageFormat.known {
    guard let header = try? ImageHeader(of: bytes, as: format) else { continue }
    precondition(header.frameCount > 0 && (0..<header.frameCount).contains(header.primaryFrame))
    precondition((1...8).contains(header.orientation))
  }
  return 0
}
