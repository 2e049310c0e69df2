import Glibc

/// Says that this process writes a store, for as long as the value lives and the process does.
///
/// A lock of the system on a file beside the store: it ends with the process, however that dies. A process that died
/// leaves the file, and it means nothing.
final class WriterLock: Sendable {
  private let descriptor: Int32

  /// - Parameter path: The store's, as `StorePath.real` has it.
  /// - Throws: `StoreError.Code.inUse` where another process holds it, or this process a second time.
  init(of path: String) throws(StoreError) {
    let file = path + "-writer"
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StoreError(.cannotOpen, path, "cannot be opened: \(file): \(String(cString: strerror(errno)))")
    }
    guard Self.takes(descriptor) else {
      let writer = Self.writer(in: descriptor)
      close(descriptor)
      throw StoreError(
        .inUse, path,
        "is being written by \(writer.map { "process \($0)" } ?? "another process"): end it, or use another file")
    }
    let text = "\(getpid())\n"
    _ = ftruncate(descriptor, 0)
    _ = pwrite(descriptor, text, text.utf8.count, 0)
    // Not before: what is thrown from here on would have `deinit` close it a second time, whosever it is by then.
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// How often a lock is asked for, and the time between: a process that was just started may still hold what its
  /// parent had, until its own program begins.
  private static let attempts = 50
  private static let pauseMicroseconds: UInt32 = 20_000

  private static func takes(_ descriptor: Int32) -> Bool {
    for _ in 1..<attempts {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      usleep(pauseMicroseconds)
    }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  private static func writer(in descriptor: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    return Int32(String(decoding: bytes.prefix(count).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }
}
