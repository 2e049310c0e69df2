import ArgumentParser
import Glibc
import TextMatching

/// A word list named on the command line, read and parsed.
enum WordListFile {
  /// Reads a list; what was noticed goes to standard error, what is wrong ends the program before any image is read.
  static func read(_ path: String) throws -> WordList {
    guard let bytes = contents(of: path) else {
      throw ValidationError("Cannot read the word list \(Printable.text(path)): \(SystemError.text).")
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    do throws(WordListError) {
      let list = try WordList(parsing: bytes, name: name)
      for notice in list.notices { StandardError.write("\(Printable.text("\(path):\(notice)"))\n") }
      if list.noticeCount > list.notices.count {
        StandardError.write("\(Printable.text(path)): \(list.noticeCount - list.notices.count) more of these\n")
      }
      return list
    } catch {
      let line = error.line.map { ":\($0)" } ?? ""
      throw ValidationError(Printable.text("\(path)\(line): \(error.message)."))
    }
  }

  /// The bytes of a file, one more than a list may have at most, so that a larger one is noticed.
  private static func contents(of path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= WordListLimits.standard.maximumByteCount {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }
}
