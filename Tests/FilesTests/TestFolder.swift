import Glibc
import Testing

/// A folder of its own for one test, removed with what the test left in it.
final class TestFolder {
  let path: String
  let descriptor: Int32

  init() throws {
    var template = Array("/tmp/files-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template))
    path = String(cString: made)
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    try #require(descriptor >= 0)
  }

  deinit {
    for name in (try? names()) ?? [] where unlinkat(descriptor, name, 0) != 0 {
      unlinkat(descriptor, name, AT_REMOVEDIR)
    }
    close(descriptor)
    rmdir(path)
  }

  /// The names in it, in order.
  func names() throws -> [String] {
    let stream = try #require(opendir(path))
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let bytes = withUnsafeBytes(of: entry.pointee.d_name) { [UInt8]($0.prefix { $0 != 0 }) }
      names.append(String(decoding: bytes, as: UTF8.self))
    }
    return names.filter { $0 != "." && $0 != ".." }.sorted()
  }

  func path(of name: String) -> String { "\(path)/\(name)" }
}
