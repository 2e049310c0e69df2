import CWorkerChannel
import Glibc
package import ModerationCore

/// Anonymous memory that is handed to a worker by its descriptor.
///
/// The host makes it in either direction, to measure and unable to grow or shrink: so a worker can neither take more
/// than was granted nor pull mapped pages away under the host's feet.
package struct SealedMemory: ~Copyable {
  /// The descriptor to hand over; closes with this value.
  package let descriptor: Int32
  private let byteCount: Int

  /// A copy of a file's bytes that nobody can change any more.
  package init(holding bytes: RawSpan) throws(HostFailure) {
    let descriptor = bytes.withUnsafeBytes { moderation_memory_holding($0.baseAddress, $0.count) }
    try self.init(descriptor, byteCount: bytes.byteCount)
  }

  /// Zeros for a worker to write a frame's pixels over.
  package init(byteCount: Int) throws(HostFailure) {
    try self.init(moderation_memory_of_size(byteCount), byteCount: byteCount)
  }

  private init(_ descriptor: Int32, byteCount: Int) throws(HostFailure) {
    guard descriptor >= 0 else {
      throw HostFailure(
        .decoderFailed,
        message: "no memory of \(byteCount) bytes for the decode worker: \(String(cString: strerror(-descriptor)))")
    }
    self.descriptor = descriptor
    self.byteCount = byteCount
  }

  deinit { close(descriptor) }

  /// Forbids every further change; false while the other side could still make one.
  package func freeze() -> Bool { moderation_memory_freeze(descriptor) == 0 }

  /// Lends frozen bytes without copying them.
  package func withBytes<Result>(_ body: (RawSpan) -> Result) throws(HostFailure) -> Result {
    guard let start = moderation_memory_map(descriptor, byteCount) else {
      throw HostFailure(
        .decoderFailed, message: "cannot map \(byteCount) bytes of pixels: \(String(cString: strerror(errno)))")
    }
    defer { moderation_memory_unmap(start, byteCount) }
    return body(RawSpan(_unsafeStart: start, byteCount: byteCount))
  }
}
