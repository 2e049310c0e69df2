import Glibc
public import ModerationCore

/// A Unix socket that listens under a path, which is gone when the value is closed.
///
/// Made under another name, given its mode and only then its own: nobody can speak to it before its mode is right, and
/// a path that leads to a socket leads to one that listens. Two programs that start at a time do not take each other's.
public final class StreamSocket: Sendable {
  /// The longest path, in bytes: what `sockaddr_un` holds, less what the first name has more.
  public static let maximumPathByteCount = 107 - temporarySuffix.utf8.count
  private static let temporarySuffix = ".new"
  /// How many connections wait to be taken.
  private static let backlog: Int32 = 64

  /// Where it is.
  public let path: String
  let descriptor: Int32
  private let identity: (device: dev_t, inode: ino_t)

  /// Listens.
  ///
  /// - Parameter mode: Who may speak to it, as `chmod` has it.
  /// - Throws: `HostFailure.Code.socketUnavailable`: somebody listens there, there is something that is no socket, the
  ///   path is too long, the folder is not writable.
  public init(path: String, mode: UInt32) throws(HostFailure) {
    func unless(_ isFine: Bool, _ what: @autoclosure () -> String) throws(HostFailure) {
      guard !isFine else { return }
      throw HostFailure(.socketUnavailable, message: "cannot listen at \(path): \(what())")
    }
    func system() -> String { String(cString: strerror(errno)) }
    try unless(
      !path.isEmpty && path.utf8.count <= Self.maximumPathByteCount,
      "the path has \(path.utf8.count) bytes; 1 to \(Self.maximumPathByteCount) are allowed")
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    try unless(lock >= 0, "its folder: \(system())")
    defer { close(lock) }
    // While held, no other program of ours looks whether a socket is in use. Freed with the descriptor.
    try unless(flock(lock, LOCK_EX) == 0, "its folder: \(system())")
    switch Self.state(of: path) {
    case .free, .stale: break
    case .inUse: try unless(false, "somebody listens there already")
    case .other: try unless(false, "there is something that is no socket; it is not touched")
    }
    let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    try unless(socket >= 0, system())
    var status = stat()
    let first = path + Self.temporarySuffix
    var isListening = false
    defer {
      if !isListening {
        close(socket)
        if Self.state(of: first) == .stale { unlink(first) }
      }
    }
    if Self.state(of: first) == .stale { unlink(first) }
    try unless(Self.withAddress(first) { bind(socket, $0, $1) } == 0, system())
    try unless(chmod(first, mode) == 0, system())
    try unless(stat(first, &status) == 0, system())
    try unless(listen(socket, Self.backlog) == 0, system())
    try unless(rename(first, path) == 0, system())
    isListening = true
    self.path = path
    descriptor = socket
    identity = (status.st_dev, status.st_ino)
  }

  deinit { close(descriptor) }

  /// Removes the path, unless somebody has put something else there. Who has connected is not concerned.
  public func remove() {
    var status = stat()
    guard lstat(path, &status) == 0, (status.st_dev, status.st_ino) == identity else { return }
    unlink(path)
  }

  /// Waits for the next connection; nil when a stop was told.
  func accept(unless stop: StreamStop) -> Int32? {
    while StreamStop.wait(for: descriptor, unless: [stop]) {
      let connection = Glibc.accept(descriptor, nil, nil)
      if connection >= 0 {
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        return connection
      }
      // No descriptor is left, or who called has gone: look again in a moment.
      if ![EINTR, ECONNABORTED].contains(errno) { stop.wait(milliseconds: Self.retryMilliseconds) }
    }
    return nil
  }

  /// How long to wait where the system has no room for a connection.
  private static let retryMilliseconds: Int32 = 100

  private enum State { case free, stale, inUse, other }

  private static func state(of path: String) -> State {
    var status = stat()
    guard lstat(path, &status) == 0 else { return errno == ENOENT ? .free : .other }
    guard status.st_mode & S_IFMT == S_IFSOCK else { return .other }
    let probe = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard probe >= 0 else { return .inUse }
    defer { close(probe) }
    guard withAddress(path, { connect(probe, $0, $1) }) != 0 else { return .inUse }
    // Whatever else it says, somebody may be there.
    return errno == ECONNREFUSED ? .stale : .inUse
  }

  private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { room in
      // At least one zero stays behind it.
      room.copyBytes(from: path.utf8.prefix(room.count - 1))
    }
    return withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }
}
