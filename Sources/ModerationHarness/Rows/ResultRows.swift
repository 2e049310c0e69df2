import Files
import Glibc
import ModerationJudging

/// Reads a file of results, one `ResultDocument` a line, row by row: memory is that of one row, however long the file.
///
///     let rows = try ResultRows(path: "run/results.jsonl")
///     while let row = try rows.next() { … }
///
/// For one thread at a time.
public final class ResultRows {
  /// The longest line that is read: 64 MiB. The longest that is written have some thousand findings.
  public static let maximumLineByteCount = 64 << 20
  private static let chunkByteCount = 1 << 18

  /// The file.
  public let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  /// Where in the buffer the next line begins.
  private var start = 0
  /// Up to where no line break was found.
  private var searched = 0
  private var isAtEnd = false
  /// The number of the line that was read last.
  private(set) var line = 0
  /// Where in the file the buffer begins.
  private var bufferOffset = 0
  /// Where in the file the line begins that was read last.
  private(set) var offset = 0

  /// Opens a file.
  ///
  /// - Throws: `RunProblem` for one that cannot be read or is not a regular file.
  public init(path: String) throws(RunProblem) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw RunProblem(path: path, message: "cannot be read: \(String(cString: strerror(errno)))")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw RunProblem(path: path, message: "is not a regular file")
    }
  }

  deinit { close(descriptor) }

  /// The next row; nil at the end. Empty lines are passed over.
  ///
  /// - Throws: `RunProblem` with the line, for one that is no result, is too long, or is torn: the last without a line
  ///   break. After it, the rows behind that line can be read.
  public func next() throws(RunProblem) -> ResultRow? {
    while let bytes = try nextLine() {
      if bytes.isEmpty { continue }
      do throws(UnreadableDocument) {
        let document = try ResultDocument(jsonLine: String(decoding: bytes, as: UTF8.self))
        return ResultRow(line: line, offset: offset, bytes: bytes, document: document)
      } catch {
        throw problem(error.message)
      }
    }
    return nil
  }

  /// The bytes of the next line, which `next` would read; nil at the end.
  func nextLine() throws(RunProblem) -> [UInt8]? {
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { (start, searched) = (end + 1, end + 1) }
        line += 1
        offset = bufferOffset + start
        return Array(buffer[start..<end])
      }
      searched = buffer.count
      guard searched - start <= Self.maximumLineByteCount else {
        line += 1
        throw problem("the line is longer than \(Self.maximumLineByteCount) bytes")
      }
      if isAtEnd {
        guard start < searched else { return nil }
        offset = bufferOffset + start
        start = searched
        line += 1
        throw problem("the last line is torn: it has no line break")
      }
      buffer.removeFirst(start)
      bufferOffset += start
      (start, searched) = (0, buffer.count)
      try fill()
    }
  }

  private func fill() throws(RunProblem) {
    do throws(FileError) {
      let piece = try OpenFile.prefix(Self.chunkByteCount, of: descriptor)
      isAtEnd = piece.count < Self.chunkByteCount
      buffer += piece
    } catch {
      throw problem("cannot be read: \(error.reason)")
    }
  }

  private func problem(_ message: String) -> RunProblem { RunProblem(path: path, line: line, message: message) }
}
