import Glibc

/// Memory that is a file's content, or nobody's. Unmapped when it goes.
///
/// `@unchecked`: written by its maker alone, before anybody else has it; read-only from then on.
final class MappedMemory: @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer

  /// Maps a file of so many bytes; nil when the system refuses.
  init?(_ descriptor: Int32, byteCount: Int, writable: Bool) {
    guard byteCount > 0 else { return nil }
    let protection = writable ? PROT_READ | PROT_WRITE : PROT_READ
    guard let start = mmap(nil, byteCount, protection, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
      return nil
    }
    bytes = UnsafeMutableRawBufferPointer(start: start, count: byteCount)
  }

  /// Asks for memory of no file, all zeros.
  init?(byteCount: Int) {
    guard byteCount > 0,
      let start = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), start != MAP_FAILED
    else { return nil }
    bytes = UnsafeMutableRawBufferPointer(start: start, count: byteCount)
  }

  deinit { munmap(bytes.baseAddress, bytes.count) }

  /// Has nobody write to it any more, this process included.
  func seal() { mprotect(bytes.baseAddress, bytes.count, PROT_READ) }

  /// The numbers of a part.
  func words(_ part: Range<Int>) -> UnsafeMutableBufferPointer<UInt32> {
    UnsafeMutableRawBufferPointer(rebasing: bytes[part]).bindMemory(to: UInt32.self)
  }

  func floats(_ part: Range<Int>) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableRawBufferPointer(rebasing: bytes[part]).bindMemory(to: Float.self)
  }
}
