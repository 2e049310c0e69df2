import ImageFormats
import ModerationCore

/// Any bytes: the format they show, or none; never a trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = UnsafeBufferPointer(start: start, count: count)
  _ = ImageFormat.sniff(RawSpan(_unsafeBytes: UnsafeRawBufferPointer(bytes)))
  return 0
}
