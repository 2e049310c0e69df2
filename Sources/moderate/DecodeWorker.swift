import Glibc

/// The decode worker that belongs to this command: built with it, installed beside it.
enum DecodeWorker {
  /// The path of `moderation-worker` in the folder of this very executable, links followed.
  static let path: String = {
    guard let executable = realpath("/proc/self/exe", nil) else { return "moderation-worker" }
    defer { free(executable) }
    return String(cString: executable).split(separator: "/").dropLast().reduce("/") { $0 + $1 + "/" }
      + "moderation-worker"
  }()
}
