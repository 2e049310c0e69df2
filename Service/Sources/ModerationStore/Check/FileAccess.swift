import Glibc

/// Who may read and write a store's file: it holds faces, texts and secrets of callbacks.
struct FileAccess {
  /// The size in bytes.
  let byteCount: Int
  /// What is wrong, with what to do.
  let problems: [String]

  /// - Throws: `StoreError.Code.cannotOpen` where there is no regular file.
  init(_ path: String) throws(StoreError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw StoreError(.cannotOpen, path, "cannot be opened: \(String(cString: strerror(errno)))")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StoreError(.cannotOpen, path, "is not a regular file: name a file")
    }
    byteCount = Int(status.st_size)
    var problems: [String] = []
    if status.st_mode & 0o077 != 0 {
      problems.append(
        "others than its owner may read or write the file (mode \(String(status.st_mode & 0o777, radix: 8))): chmod 600"
      )
    }
    if geteuid() != 0, status.st_uid != geteuid() {
      problems.append("the file belongs to user \(status.st_uid), and this is user \(geteuid()): chown it")
    }
    self.problems = problems
  }

  /// Refuses a file that everybody may change.
  static func check(_ path: String) throws(StoreError) {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StoreError(.cannotOpen, path, "is not a regular file: name a file")
    }
    guard status.st_mode & 0o002 == 0 else {
      throw StoreError(
        .cannotOpen, path,
        "may be written by everybody (mode \(String(status.st_mode & 0o777, radix: 8))): chmod 600, and check who did")
    }
  }
}
