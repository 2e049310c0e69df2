import WorkerDecoding
import CWorkerChannel
import Glibc

/// The worker's end of the channel. When the host's end closes, the worker ends too: nobody waits for it.
struct HostChannel {
  let descriptor: Int32

  func send(_ message: WorkerMessage) {
    guard let bytes = message.bytes else { end("a message is too long") }
    let status = bytes.withUnsafeBytes { buffer in
      buffer.baseAddress.map { moderation_channel_send(descriptor, $0, buffer.count, -1, true) } ?? EINVAL
    }
    if status == EPIPE || status == ECONNRESET { _exit(0) }
    if status != 0 { end("cannot speak to the host: \(String(cString: strerror(status)))") }
  }

  /// Waits for a message. A descriptor that comes along is the receiver's to close; -1 for none.
  func receive() -> (message: WorkerMessage, memory: Int32) {
    var memory: Int32 = -1
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: WorkerMessage.maximumByteCount) { buffer, initialized in
      guard let start = buffer.baseAddress else { return }
      count = moderation_channel_receive(descriptor, start, buffer.count, &memory)
      initialized = max(0, count)
    }
    if count == 0 || count == -Int(ECONNRESET) { _exit(0) }
    if count < 0 { end("cannot hear the host: \(String(cString: strerror(Int32(-count))))") }
    guard let message = WorkerMessage(bytes) else { end("the host sent bytes that are no message") }
    return (message, memory)
  }
}
