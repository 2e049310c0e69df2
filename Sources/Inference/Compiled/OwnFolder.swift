import Glibc

/// A folder that nobody but the user and root can put anything into.
enum OwnFolder {
  /// Why a folder is not used.
  struct Problem: Error {
    let reason: String
  }

  /// Makes a folder and those above it, looks at each of them, and opens it.
  ///
  /// From the root down, and with links resolved: when a folder is looked at, nobody else could have exchanged it.
  static func open(_ path: String) throws(Problem) -> Int32 {
    guard path.hasPrefix("/") else { throw Problem(reason: "the path \(path) does not begin at the root") }
    make(path)
    guard let resolved = realpath(path, nil) else {
      throw Problem(reason: "it cannot be made: \(String(cString: strerror(errno)))")
    }
    defer { free(resolved) }
    let real = String(cString: resolved)
    try check("/", isLast: real == "/")
    var end = real.startIndex
    while end < real.endIndex {
      end = real[real.index(after: end)...].firstIndex(of: "/") ?? real.endIndex
      try check(String(real[..<end]), isLast: end == real.endIndex)
    }
    let descriptor = Glibc.open(real, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Problem(reason: "it cannot be opened: \(String(cString: strerror(errno)))")
    }
    return descriptor
  }

  /// Whatever hinders is seen when the folder is looked at.
  private static func make(_ path: String) {
    var end = path.startIndex
    while end < path.endIndex {
      end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
      mkdir(String(path[..<end]), 0o700)
    }
  }

  private static func check(_ path: String, isLast: Bool) throws(Problem) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      throw Problem(reason: "\(path) cannot be looked at: \(String(cString: strerror(errno)))")
    }
    let (mode, owner) = (status.st_mode, status.st_uid)
    guard mode & S_IFMT == S_IFDIR else { throw Problem(reason: "\(path) is not a folder") }
    if isLast {
      guard owner == geteuid() else { throw Problem(reason: "\(path) belongs to the user \(owner), not \(geteuid())") }
      guard mode & 0o077 == 0 else {
        throw Problem(
          reason: "others can reach \(path), its mode is \(octal(mode)): chmod 700, if nobody has changed it")
      }
    } else {
      guard owner == 0 || owner == geteuid() else {
        throw Problem(reason: "\(path) above it belongs to the user \(owner), who could exchange it")
      }
      guard mode & 0o022 == 0 || mode & S_ISVTX != 0 else {
        throw Problem(reason: "others can write to \(path) above it, whose mode is \(octal(mode))")
      }
    }
  }

  private static func octal(_ mode: mode_t) -> String { "0" + String(mode & 0o7777, radix: 8) }
}
