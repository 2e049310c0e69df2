import CSandbox
import Glibc

/// The shared libraries of the Swift runtime that this worker itself runs on.
///
/// A plugin in Swift may need one that the worker does not, Foundation say. The loader finds it beside
/// `libswiftCore.so` by the plugin's own run path, so it must be readable. Only libraries are: the folder may hold more
/// where a program is shipped with its runtime. A worker with the runtime linked in names none.
enum SwiftRuntime {
  /// The most libraries of a folder: eight times what Swift 6.3 has.
  private static let maximumLibraryCount = 256

  static func libraries() -> [String] {
    guard let path = moderation_sandbox_library_with("swift_retain").map({ String(cString: $0) }),
      let slash = path.lastIndex(of: "/"), path[slash...].hasPrefix("/libswiftCore.so"),
      let stream = opendir(String(path[..<slash]))
    else { return [] }
    defer { closedir(stream) }
    var libraries: [String] = []
    while libraries.count < maximumLibraryCount, let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasPrefix("lib"), name.hasSuffix(".so") || name.contains(".so.") {
        libraries.append("\(path[...slash])\(name)")
      }
    }
    return libraries
  }
}
