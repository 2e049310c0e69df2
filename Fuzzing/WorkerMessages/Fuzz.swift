@testable import WorkerDecoding
@testable import WorkerProcesses

/// Any bytes as a message between host and decode worker: nothing, or a message that is told again in the same bytes;
/// never a trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = [UInt8](UnsafeBufferPointer(start: start, count: count))
  guard let message = WorkerMessage(bytes) else { return 0 }
  guard let again = message.bytes, WorkerMessage(again)?.bytes == again else {
    preconditionFailure("a message is not told again")
  }
  return 0
}
