import Glibc

/// Tells all who wait for input that they shall read no more. From any thread, and from a signal's handler.
public final class StreamStop: Sendable {
  /// Readable for ever once it was told.
  let descriptor: Int32
  private let writing: Int32

  /// Makes one that was not told.
  ///
  /// - Throws: `StreamProblem.Code.inputUnreadable` when there is no descriptor left.
  public init() throws(StreamProblem) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw StreamProblem(.inputUnreadable, message: "no pipe can be made: \(String(cString: strerror(errno)))")
    }
    (descriptor, writing) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // Told often enough to fill the pipe, whoever tells does not wait.
    _ = fcntl(writing, F_SETFL, O_NONBLOCK)
  }

  deinit {
    close(descriptor)
    close(writing)
  }

  /// Tells.
  public func tell() { _ = write(writing, "!", 1) }

  /// Whether it was told.
  public var wasTold: Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) == 1
  }

  /// Waits so long, or until it is told.
  func wait(milliseconds: Int32) {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    _ = poll(&entry, 1, milliseconds)
  }

  /// Waits until a descriptor can be read, or one of some was told.
  ///
  /// - Returns: Whether it can be read; false where one was told.
  static func wait(for input: Int32, unless stops: [StreamStop]) -> Bool {
    var entries = ([input] + stops.map(\.descriptor)).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while true {
      let count = poll(&entries, nfds_t(entries.count), -1)
      if count < 0 && errno == EINTR { continue }
      return !entries.dropFirst().contains { $0.revents != 0 }
    }
  }
}
