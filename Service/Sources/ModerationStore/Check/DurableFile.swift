import Glibc

/// A file that is written beside its place, brought to the disk, and then given its name: there as a whole or not at
/// all, whatever ends the process.
package final class DurableFile: Sendable {
  private let path: String
  private let draft: String
  private let descriptor: Int32

  /// Begins a file.
  ///
  /// - Parameters:
  ///   - path: Where it is to be.
  ///   - mode: Its permissions, whatever the process's mask.
  /// - Throws: `StoreError.Code.cannotWrite`.
  package init(_ path: String, mode: UInt32) throws(StoreError) {
    self.path = path
    let (folder, name) = Self.parts(of: path)
    draft = "\(folder)/.\(name).\(getpid()).draft"
    // An earlier process of the same number left it.
    unlink(draft)
    descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { throw Self.failure(path) }
    fchmod(descriptor, mode)
  }

  deinit {
    close(descriptor)
    unlink(draft)
  }

  /// The file while it is written.
  package var draftPath: String { draft }

  /// Appends bytes.
  package func write(_ bytes: Span<UInt8>) throws(StoreError) {
    let written = bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
    guard written else { throw Self.failure(path) }
  }

  /// Brings it to the disk and gives it its name.
  ///
  /// - Parameter replacing: Whether a file of that name goes; otherwise it is refused with `alreadyThere`.
  package func publish(replacing: Bool) throws(StoreError) {
    guard fsync(descriptor) == 0 else { throw Self.failure(path) }
    if replacing {
      guard rename(draft, path) == 0 else { throw Self.failure(path) }
    } else {
      guard link(draft, path) == 0 else {
        throw errno == EEXIST ? Self.alreadyThere(path) : Self.failure(path)
      }
    }
    let folder = open(Self.parts(of: path).folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw Self.failure(path) }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw Self.failure(path) }
  }

  /// Writes a whole file in place of what has its name.
  package static func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws(StoreError) {
    let file = try DurableFile(path, mode: mode)
    try file.write(bytes.span)
    try file.publish(replacing: true)
  }

  /// Refuses a name that is taken.
  package static func checkNotThere(_ path: String) throws(StoreError) {
    var status = stat()
    if lstat(path, &status) == 0 { throw alreadyThere(path) }
  }

  private static func alreadyThere(_ path: String) -> StoreError {
    StoreError(.alreadyThere, path, "is there already and is not replaced: name another file, or remove it")
  }

  private static func failure(_ path: String) -> StoreError {
    let code = errno
    let advice = code == ENOSPC || code == EDQUOT ? ": free space, and try again" : ""
    return StoreError(.cannotWrite, path, "cannot be written: \(String(cString: strerror(code)))\(advice)")
  }

  private static func parts(of path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
  }
}
