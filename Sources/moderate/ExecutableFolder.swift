import Glibc

/// The folder of this very executable, links followed.
enum ExecutableFolder {
  /// The path with a slash at its end; empty, which is the current folder, where it cannot be known.
  static let path: String = {
    guard let executable = realpath("/proc/self/exe", nil) else { return "" }
    defer { free(executable) }
    return String(cString: executable).split(separator: "/").dropLast().reduce("/") { $0 + $1 + "/" }
  }()
}
