package import Files
import Glibc

/// Reads names of files from a file or standard input, one by one: lines, or names with a zero byte behind each.
package final class NameList {
  /// The longest name: 4,096 bytes, as many as a path may have.
  package static let maximumNameByteCount = 4096
  private static let chunkByteCount = 1 << 16

  private let path: String
  private let descriptor: Int32
  private let end: UInt8
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  private var line = 0

  /// Opens a list.
  ///
  /// - Parameters:
  ///   - path: A file, or `-` for standard input.
  ///   - isNullTerminated: Whether names end with a zero byte and not with a line break.
  package init(path: String, isNullTerminated: Bool) throws(RunProblem) {
    self.path = path == "-" ? "standard input" : path
    end = isNullTerminated ? 0 : UInt8(ascii: "\n")
    descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else {
      throw RunProblem(path: self.path, message: "cannot be read: \(String(cString: strerror(errno)))")
    }
    var status = stat()
    guard fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR else {
      close(descriptor)
      throw RunProblem(path: self.path, message: "is a folder: --from takes a file of names; give a folder as a path")
    }
  }

  deinit { close(descriptor) }

  /// The next name; nil at the end. Empty lines are passed over; a line's `\r` at its end and the mark that some
  /// editors put before the first (EF BB BF) are no part of a name. Names that end with a zero byte are taken as they
  /// are.
  ///
  /// - Throws: `RunProblem` with the line.
  package func next() throws(RunProblem) -> FileName? {
    while let bytes = try nextPiece() {
      line += 1
      guard bytes.count <= Self.maximumNameByteCount else { throw tooLong }
      let name = end == 0 ? bytes : trimmed(bytes)
      if name.isEmpty { continue }
      guard !name.contains(0) else {
        throw problem("the name holds a zero byte; use --null for names that end with one")
      }
      return FileName(name)
    }
    return nil
  }

  private func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    let hasMark = line == 1 && bytes.starts(with: [0xEF, 0xBB, 0xBF])
    let end = bytes.last == UInt8(ascii: "\r") ? 1 : 0
    return Array(bytes.dropFirst(hasMark ? 3 : 0).dropLast(end))
  }

  /// Whether the next name, or the end, is there within so many milliseconds; -1 waits for it.
  func isReady(within milliseconds: Int32) -> Bool {
    if isAtEnd || buffer[start...].contains(end) { return true }
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    // A file is always ready, and one that cannot be asked says more when it is read.
    return poll(&wanted, 1, milliseconds) != 0
  }

  private func nextPiece() throws(RunProblem) -> [UInt8]? {
    while true {
      if let index = buffer[start...].firstIndex(of: end) {
        defer { start = index + 1 }
        return Array(buffer[start..<index])
      }
      if isAtEnd {
        defer { start = buffer.count }
        return start < buffer.count ? Array(buffer[start...]) : nil
      }
      guard buffer.count - start <= Self.maximumNameByteCount else {
        line += 1
        throw tooLong
      }
      buffer.removeFirst(start)
      start = 0
      do throws(FileError) {
        // A pipe gives what it has: who writes slowly is not waited for longer than for one name.
        let piece = try OpenFile.available(Self.chunkByteCount, of: descriptor)
        isAtEnd = piece.isEmpty
        buffer += piece
      } catch {
        throw problem("cannot be read: \(error.reason)")
      }
    }
  }

  private var tooLong: RunProblem { problem("the name is longer than \(Self.maximumNameByteCount) bytes") }

  private func problem(_ message: String) -> RunProblem { RunProblem(path: path, line: line, message: message) }
}
