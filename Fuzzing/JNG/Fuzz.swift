import Decoding
import ModerationCore

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  decodeAnything(as: .jng, frames: [0], start, count)
}
