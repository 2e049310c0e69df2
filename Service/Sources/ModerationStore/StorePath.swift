import Glibc

/// A store's file by its one path, however it is spelled.
enum StorePath {
  /// The path without links, by which the writer's lock and the store's other files are named: two spellings of one file
  /// have one lock.
  ///
  /// - Throws: `StoreError.Code.cannotOpen` where the folder is not there, or the path is a link to nothing.
  static func real(_ path: String) throws(StoreError) -> String {
    if let real = resolved(path) { return real }
    var status = stat()
    if lstat(path, &status) == 0 {
      throw StoreError(.cannotOpen, path, "cannot be opened: it is a link, or below one, to what is not there")
    }
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    guard !name.isEmpty, let real = resolved(folder) else {
      throw StoreError(.cannotOpen, path, "cannot be opened: \(folder): \(String(cString: strerror(errno)))")
    }
    return real == "/" ? "/" + name : real + "/" + name
  }

  /// Refuses a file of several names: each name would have its own lock and its own log, and two writers would damage
  /// it.
  static func checkOneName(_ path: String) throws(StoreError) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_nlink > 1 else { return }
    throw StoreError(
      .cannotOpen, path,
      "has \(status.st_nlink) names (hard links), and 1 is allowed: remove the others (find -samefile shows them)")
  }

  private static func resolved(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }
}
