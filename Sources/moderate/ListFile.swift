import ArgumentParser
import Files
import Lists

/// A list named on the command line.
enum ListFile {
  /// The bytes of a file, one more than may be at most, so that a larger one is noticed by whoever parses it.
  static func bytes(of path: String, kind: String, atMost maximumByteCount: Int) throws -> [UInt8] {
    do throws(FileError) {
      return try BoundedFile(path).prefix(maximumByteCount + 1)
    } catch {
      throw ValidationError("Cannot read the \(kind) \(Printable.text(path)): \(error.reason).")
    }
  }

  /// The end of the program over a list that is wrong, with the path in place of the list's own name.
  static func refused(_ path: String, _ error: ListError) -> ValidationError {
    let line = error.line.map { ":\($0)" } ?? ""
    return ValidationError(Printable.text("\(path)\(line): \(error.message)."))
  }

  /// What a list is called that does not say so itself: the file's name.
  static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
