import Foundation
import Glibc

extension FaceBase {
  /// Removes what an earlier store under this name left to search its faces by: it could be of the same identity, at a
  /// count of changes that another store comes to by others.
  static func discardCache(of path: String) throws(StoreError) {
    let folder = cache(path)
    var status = stat()
    guard lstat(folder, &status) == 0 else { return }
    do {
      try FileManager.default.removeItem(atPath: folder)
    } catch {
      throw StoreError(
        .cannotWrite, path, "nothing was done: \(folder), of an earlier store, cannot be removed; remove it")
    }
  }
}
