import Decoding
import ModerationCore

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  decodeAnything(as: .png, frames: [0, 1, 5], start, count)
}
