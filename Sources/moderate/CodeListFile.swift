import ArgumentParser
import Lists

/// A code list named on the command line, read and parsed.
enum CodeListFile {
  /// Reads a list; what is wrong ends the program before any image is read.
  static func read(_ path: String) throws -> CodeList {
    let bytes = try ListFile.bytes(of: path, kind: "code list", atMost: CodeList.maximumByteCount)
    do throws(ListError) {
      return try CodeList(parsing: bytes, name: ListFile.name(of: path))
    } catch {
      throw ListFile.refused(path, error)
    }
  }
}
