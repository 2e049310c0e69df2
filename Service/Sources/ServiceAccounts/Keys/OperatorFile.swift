import Glibc

/// A file that an operator keeps: read whole within a bound, and recognised when it changed.
enum OperatorFile {
  /// What differs when a file was written or replaced.
  struct Identity: Equatable, Sendable {
    let device: UInt64
    let inode: UInt64
    let byteCount: Int
    let modified: [Int]

    init(_ status: stat) {
      device = UInt64(status.st_dev)
      inode = UInt64(status.st_ino)
      byteCount = Int(status.st_size)
      modified = [
        status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
      ]
    }
  }

  /// The identity of what stands at a path; nil where nothing can be seen there.
  static func identity(of path: String) -> Identity? {
    var status = stat()
    return stat(path, &status) == 0 ? Identity(status) : nil
  }

  /// The bytes of a file.
  ///
  /// - Parameter isSecret: Whether it must be ours and closed to group and others.
  static func contents(
    of path: String, mostBytes: Int, isSecret: Bool
  ) throws(AccountFileError) -> (bytes: [UInt8], identity: Identity) {
    // A FIFO without a writer would block here for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw AccountFileError("cannot be opened: \(reason(errno))", source: path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw AccountFileError("cannot be looked at: \(reason(errno))", source: path)
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw AccountFileError("is not a regular file", source: path) }
    if isSecret {
      guard status.st_uid == geteuid() else {
        throw AccountFileError(
          "belongs to user \(status.st_uid) and this process to \(geteuid()): run `chown \(geteuid()) FILE`",
          source: path)
      }
      let mode = status.st_mode & 0o777
      guard mode & 0o077 == 0 else {
        throw AccountFileError(
          "has the mode \(String(mode, radix: 8)), so that others may read or write the secrets: run `chmod 600 FILE`",
          source: path)
      }
    }
    guard Int(status.st_size) <= mostBytes else {
      throw AccountFileError("has \(status.st_size) bytes; \(mostBytes) are allowed", source: path)
    }
    // One byte more than allowed tells a file that grew meanwhile.
    var bytes = [UInt8](repeating: 0, count: mostBytes + 1)
    var count = 0
    while count < bytes.count {
      let step = bytes.withUnsafeMutableBytes { buffer in
        read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
      }
      if step < 0, errno == EINTR { continue }
      guard step >= 0 else { throw AccountFileError("cannot be read: \(reason(errno))", source: path) }
      if step == 0 { break }
      count += step
    }
    guard count <= mostBytes else { throw AccountFileError("has more than \(mostBytes) bytes", source: path) }
    return (Array(bytes.prefix(count)), Identity(status))
  }

  static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
