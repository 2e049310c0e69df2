package import Files
import Glibc
import ModerationJudging

/// A file of expected results, read and checked whole: every line is a result, and no `source` stands in it twice.
///
/// Only where each row begins is held: 24 bytes and some room a row.
public final class GoldenFile {
  /// The file.
  public let path: String
  /// Where the row of a source begins.
  let places: [RowKey: Int]
  /// What the file is, whatever it is called.
  package let identity: FileIdentity?
  private let descriptor: Int32

  /// Reads a file.
  ///
  /// - Throws: `RunProblem` for a file that cannot be read, a line that is no result or is torn, and a `source` that
  ///   stands in it twice.
  public init(path: String) throws(RunProblem) {
    self.path = path
    let rows = try ResultRows(path: path)
    var places: [RowKey: Int] = [:]
    while let row = try rows.next() {
      let source = row.document.source
      guard places.updateValue(row.offset, forKey: try Self.key(source, path)) == nil else {
        throw Self.twice(source, path, row.line)
      }
    }
    self.places = places
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw RunProblem(path: path, message: "cannot be read: \(String(cString: strerror(errno)))")
    }
    identity = FileIdentity(descriptor: descriptor)
  }

  deinit { close(descriptor) }

  func row(at place: Int) throws(RunProblem) -> ResultDocument { try RunFiles.row(path, descriptor, at: place) }

  static func key(_ source: String, _ path: String) throws(RunProblem) -> RowKey {
    guard let key = RowKey(source: source) else {
      throw RunProblem(path: path, message: "libcrypto computes no SHA-256 here")
    }
    return key
  }

  static func twice(_ source: String, _ path: String, _ line: Int) -> RunProblem {
    RunProblem(path: path, line: line, message: "\(source.debugDescription) stands in it a second time")
  }
}
