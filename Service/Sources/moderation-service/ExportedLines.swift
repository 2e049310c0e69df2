import ArgumentParser
import Glibc
import ModerationStore

/// A new file of lines that gets its name as a whole or not at all, or standard output.
final class ExportedLines {
  /// The most bytes that wait to be written: 1 MiB.
  private static let maximumWaitingByteCount = 1 << 20

  private let file: DurableFile?
  private var waiting: [UInt8] = []

  /// - Parameter path: nil for standard output.
  /// - Throws: `StoreError.Code.alreadyThere`, `cannotWrite`.
  init(path: String?) throws(StoreError) {
    if let path { try DurableFile.checkNotThere(path) }
    file = try path.map { path throws(StoreError) in try DurableFile(path, mode: 0o600) }
  }

  func write(_ line: String) throws {
    waiting += line.utf8
    waiting.append(UInt8(ascii: "\n"))
    if waiting.count >= Self.maximumWaitingByteCount { try flush() }
  }

  /// Brings everything to the disk and gives the file its name.
  func finish() throws {
    try flush()
    try file?.publish(replacing: false)
  }

  private func flush() throws {
    defer { waiting.removeAll(keepingCapacity: true) }
    guard let file else { return try print() }
    try file.write(waiting.span)
  }

  private func print() throws {
    var rest = waiting[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        RecordsCommand.tell("standard output cannot be written: \(String(cString: strerror(errno)))")
        throw ExitCode(1)
      }
      rest = rest.dropFirst(count)
    }
  }
}
