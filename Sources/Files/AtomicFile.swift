import Glibc

/// A file that is there as a whole or not at all.
package enum AtomicFile {
  /// Writes a file beside its place and gives it its name when it is complete. A file or link of that name is replaced
  /// and not followed.
  ///
  /// - Parameters:
  ///   - bytes: What it holds.
  ///   - name: Its name in the folder, without a slash.
  ///   - folder: An open folder; nothing outside it is written.
  ///   - draft: What it is called until it is complete. Whatever has this name is removed first: an earlier process
  ///     that was ended left it.
  ///   - mode: Its permissions, less those that the process's mask takes.
  ///   - synchronized: Whether its bytes are on the disk before it has its name.
  /// - Throws: `FileError`; then no draft is left, and what had the name still has it.
  package static func write(
    _ bytes: [UInt8], to name: String, in folder: Int32, draft: String, mode: UInt32, synchronized: Bool
  ) throws(FileError) {
    unlinkat(folder, draft, 0)
    do throws(FileError) {
      try NewFile.write(bytes, to: draft, in: folder, mode: mode, synchronized: synchronized)
      guard renameat(folder, draft, folder, name) == 0 else { throw FileError(.rename) }
    } catch {
      unlinkat(folder, draft, 0)
      throw error
    }
  }
}
