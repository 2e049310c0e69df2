import Glibc

/// A file that does not exist yet.
package enum NewFile {
  /// Makes a file and writes it. What exists already stays as it is, links to nowhere included.
  ///
  /// - Parameters:
  ///   - bytes: What it holds.
  ///   - name: Its path; a relative one starts in `folder`.
  ///   - folder: An open folder; unless given, the working directory.
  ///   - mode: Its permissions, less those that the process's mask takes.
  ///   - synchronized: Whether the bytes are on the disk before this returns.
  /// - Throws: `FileError`, of `open` with `EEXIST` when something has the name. A file of which only a part could be
  ///   written stays.
  package static func write(
    _ bytes: [UInt8], to name: UnsafePointer<CChar>, in folder: Int32 = AT_FDCWD, mode: UInt32 = 0o666,
    synchronized: Bool = false
  ) throws(FileError) {
    let file = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    guard file >= 0 else { throw FileError(.open) }
    do throws(FileError) {
      try OpenFile.write(bytes.span.bytes, to: file)
      if synchronized, fsync(file) != 0 { throw FileError(.synchronize) }
    } catch {
      close(file)
      throw error
    }
    // A file system on the network may say only here that it is full.
    guard close(file) == 0 else { throw FileError(.close) }
  }
}
