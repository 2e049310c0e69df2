import Glibc

/// Which model files were found to hold what they should, so that a start does not read a hundred megabytes to learn it
/// again.
///
/// A small file for each content, in the folder of compiled models, says which file held it: its device and number, its
/// size, and when it was last written and changed. The system keeps the last of these itself, so a file that was altered,
/// exchanged or put back is another one. What is to be compiled is read and hashed all the same.
struct CheckedFiles {
  private static let suffix = ".checked"
  /// More than the longest record: seven numbers of at most 20 digits.
  private static let maximumByteCount = 256

  /// The open folder; nobody else can put anything into it.
  let folder: Int32

  /// Whether the file of a path is the one that was found to have this SHA-256.
  func knows(_ path: String, sha256: String) -> Bool {
    guard let record = Self.record(of: path) else { return false }
    let file = openat(folder, sha256 + Self.suffix, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW)
    guard file >= 0 else { return false }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: Self.maximumByteCount)
    let count = read(file, &bytes, bytes.count)
    return count > 0 && bytes[..<count].elementsEqual(record.utf8)
  }

  /// What stands for a file now; to be taken before it is read, so that a change meanwhile makes the record untrue.
  static func record(of path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let (written, changed) = (status.st_mtim, status.st_ctim)
    return "\(status.st_dev) \(status.st_ino) \(status.st_size) \(written.tv_sec).\(written.tv_nsec) "
      + "\(changed.tv_sec).\(changed.tv_nsec)\n"
  }

  /// Keeps a record; whatever hinders that costs time alone.
  func keep(_ record: String, sha256: String) {
    let draft = ".\(sha256).\(getpid()).\(UInt64.random(in: .min ... .max)).draft"
    let file = openat(folder, draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { return }
    let bytes = Array(record.utf8)
    let isWritten = write(file, bytes, bytes.count) == bytes.count
    if close(file) != 0 || !isWritten || renameat(folder, draft, folder, sha256 + Self.suffix) != 0 {
      unlinkat(folder, draft, 0)
    }
  }
}
