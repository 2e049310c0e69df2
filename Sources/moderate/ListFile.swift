import ArgumentParser
import Glibc
import Lists

/// A list named on the command line.
enum ListFile {
  /// The bytes of a file, one more than may be at most, so that a larger one is noticed by whoever parses it.
  static func bytes(of path: String, kind: String, atMost maximumByteCount: Int) throws -> [UInt8] {
    guard let bytes = contents(of: path, atMost: maximumByteCount) else {
      throw ValidationError("Cannot read the \(kind) \(Printable.text(path)): \(SystemError.text).")
    }
    return bytes
  }

  /// The end of the program over a list that is wrong, with the path in place of the list's own name.
  static func refused(_ path: String, _ error: ListError) -> ValidationError {
    let line = error.line.map { ":\($0)" } ?? ""
    return ValidationError(Printable.text("\(path)\(line): \(error.message)."))
  }

  /// What a list is called that does not say so itself: the file's name.
  static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  private static func contents(of path: String, atMost maximumByteCount: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= maximumByteCount {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }
}
