import Decoding
import ModerationCore

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  decodeAnything(as: .bmp, frames: [0], start, count)
}
