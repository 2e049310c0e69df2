import GRDB
import Glibc

extension ServiceStore {
  /// Copies a store into a new file while a service may be writing it: one state of everything, with mode 0600, on the
  /// disk when this returns.
  ///
  /// Of any version; `restore` puts a copy in the store's place. Blocks.
  ///
  /// - Throws: `StoreError`: `alreadyThere` where the copy's name is taken, which is not touched; `cannotOpen`, `damaged`,
  ///   `cannotWrite`. Then there is no copy.
  public static func backUp(_ path: String, to copy: String) throws(StoreError) {
    try DurableFile.checkNotThere(copy)
    let file = try DurableFile(copy, mode: 0o600)
    try copyRows(of: path, into: file, named: copy)
    try file.publish(replacing: false)
  }

  /// Copies one state of everything into a file that is being made.
  ///
  /// - Parameter copy: What the file is to be called.
  static func copyRows(of path: String, into file: DurableFile, named copy: String) throws(StoreError) {
    let source = try ServiceDatabase.openAnyVersion(path)
    do {
      // An empty database of SQLite is no store that anybody meant to copy.
      guard try source.read({ try !StoreTable.all($0).isEmpty }) else {
        throw StoreError(.cannotOpen, path, "has no tables: there is nothing to copy")
      }
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(.damaged, path, "cannot be read: \(ServiceDatabase.reason(error))")
    }
    do {
      let target = try DatabaseQueue(path: file.draftPath)
      try source.backup(to: target)
      // One file: without this a log could stand beside it.
      try target.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
      try target.close()
    } catch {
      unlink(file.draftPath + "-wal")
      unlink(file.draftPath + "-shm")
      unlink(file.draftPath + "-journal")
      throw StoreError(.cannotWrite, copy, "cannot be written: \(ServiceDatabase.reason(error))")
    }
  }
}
