import Digests
import Dispatch
package import Files
import Glibc
import ModerationCore

/// A file that is to be judged.
package struct ScannedFile: Sendable {
  /// Its name.
  package let name: FileName
  /// What it is called in its row.
  package let source: String
  /// Its bytes; nil for a file with more than any image may have, which is judged by its size alone.
  package let bytes: [UInt8]?

  /// What reading a file comes to.
  enum Reading: Sendable {
    case read(ScannedFile, RowKey?)
    case notAnImage
    case failed(HostFailure)
  }

  /// How many bytes say whether a file that is too large is an image: 64 KiB.
  static let sniffedByteCount = 1 << 16

  /// Reads a file, on a thread that may wait.
  static func read(
    _ found: FoundFile, atMost mostBytes: Int, unless isPassedOver: @escaping @Sendable ([UInt8]) -> Bool
  ) async -> Reading {
    if let problem = found.problem { return failure(found.name, problem) }
    return await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: read(found.name, mostBytes, isPassedOver)) }
    }
  }

  private static func read(
    _ name: FileName, _ mostBytes: Int, _ isPassedOver: (_ bytes: [UInt8]) -> Bool
  ) -> Reading {
    do throws(FileError) {
      let file = try BoundedFile(name, .regularOnly)
      let isTooLarge = file.byteCount ?? 0 > mostBytes
      let bytes = try file.prefix(isTooLarge ? sniffedByteCount : mostBytes + 1)
      // An empty file is a broken one, whatever it was to be.
      if !bytes.isEmpty, isPassedOver(bytes) { return .notAnImage }
      guard !isTooLarge, bytes.count <= mostBytes else {
        return .read(ScannedFile(name: name, source: name.text, bytes: nil), nil)
      }
      return .read(ScannedFile(name: name, source: name.text, bytes: bytes), RowKey(of: bytes.span.bytes))
    } catch {
      return failure(name, error.step == .kind ? "not a regular file" : error.reason)
    }
  }

  private static func failure(_ name: FileName, _ reason: String) -> Reading {
    .failed(HostFailure(.sourceUnreadable, message: "cannot read \(name.text): \(name.reason(reason))"))
  }
}
