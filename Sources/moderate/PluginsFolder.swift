import Files
import Glibc
import ImageModeration

/// A folder of libraries: every `*.so` directly in it counts, in the order of the names' bytes.
enum PluginsFolder {
  /// The most libraries of one folder. Each has processes of its own.
  static let maximumLibraryCount = 64

  /// The libraries of a folder.
  ///
  /// - Throws: `HostFailure`, when the folder cannot be read, holds no library or too many, or one has a name that is
  ///   not UTF-8: leaving one out would leave something unseen.
  static func libraries(in folder: String) throws(HostFailure) -> [PluginReference] {
    func unusable(_ why: String) -> HostFailure {
      HostFailure(.sourceUnreadable, message: "the plugin folder \(folder) \(why)")
    }
    guard let stream = opendir(folder) else { throw unusable("cannot be read: \(SystemError.text)") }
    defer { closedir(stream) }
    var names: [FileName] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw unusable("cannot be read: \(SystemError.text)") }
        break
      }
      let name = withUnsafeBytes(of: entry.pointee.d_name) { [UInt8]($0.prefix { $0 != 0 }) }
      guard name.count > 3, name.suffix(3) == Array(".so".utf8)[...] else { continue }
      names.append(FileName(name))
      guard names.count <= maximumLibraryCount else {
        throw unusable("holds more than \(maximumLibraryCount) libraries")
      }
    }
    guard !names.isEmpty else { throw unusable("holds no *.so") }
    return try names.sorted().map { name throws(HostFailure) in
      guard let exact = name.exact else { throw unusable("holds \(name.text), whose name is not UTF-8") }
      return PluginReference(path: folder.hasSuffix("/") ? folder + exact : folder + "/" + exact)
    }
  }

  /// Whether a path leads to a folder.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
