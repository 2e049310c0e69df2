import Glibc

/// How much room a file system has.
enum DiskRoom {
  /// The bytes that are free for this process where a file lies; nil where nobody can say.
  static let freeBytes: @Sendable (_ path: String) -> Int? = { path in
    var figures = statvfs()
    guard statvfs(path, &figures) == 0 else { return nil }
    let (bytes, isOver) = figures.f_bavail.multipliedReportingOverflow(by: figures.f_frsize)
    return isOver ? .max : Int(clamping: bytes)
  }
}
