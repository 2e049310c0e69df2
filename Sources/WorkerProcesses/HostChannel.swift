import CWorkerChannel
import Glibc

/// The worker's end of the channel, for messages of one kind. When the host's end closes, the worker ends too: nobody
/// waits for it.
package struct HostChannel<Message: WireMessage>: Sendable {
  private let descriptor: Int32
  private let end: @Sendable (String) -> Never

  /// Makes a channel.
  ///
  /// - Parameter end: Says why the channel is of no use any more, and ends the process.
  package init(descriptor: Int32 = MODERATION_WORKER_CHANNEL, end: @escaping @Sendable (String) -> Never) {
    self.descriptor = descriptor
    self.end = end
  }

  /// Sends a message.
  package func send(_ message: Message) {
    guard let bytes = message.bytes else { end("a message is too long") }
    let status = bytes.withUnsafeBytes { buffer in
      buffer.baseAddress.map { moderation_channel_send(descriptor, $0, buffer.count, -1, true) } ?? EINVAL
    }
    if status == EPIPE || status == ECONNRESET { _exit(0) }
    if status != 0 { end("cannot speak to the host: \(String(cString: strerror(status)))") }
  }

  /// Waits for a message. A descriptor that comes along is the receiver's to close; -1 for none.
  package func receive() -> (message: Message, memory: Int32) {
    var memory: Int32 = -1
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: WorkerProcess.maximumMessageBytes) { buffer, initialized in
      guard let start = buffer.baseAddress else { return }
      count = moderation_channel_receive(descriptor, start, buffer.count, &memory)
      initialized = max(0, count)
    }
    if count == 0 || count == -Int(ECONNRESET) { _exit(0) }
    if count < 0 { end("cannot read from the host: \(String(cString: strerror(Int32(-count))))") }
    guard let message = Message(bytes) else { end("the host sent bytes that are not a message") }
    return (message, memory)
  }
}
