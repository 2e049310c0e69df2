import Foundation
import ImageFormats
import ModerationCore

/// The repository's fixture pictures.
enum Fixtures {
  static let images = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/images")

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: images.appending(path: path)))
  }

  /// All pictures under a folder of at most this many bytes, by path.
  static func all(upTo maximumByteCount: Int) throws -> [String] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: images.path(percentEncoded: false))
    return try paths.sorted().filter { path in
      let values = try images.appending(path: path).resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey])
      return values.isRegularFile == true && (values.fileSize ?? 0) <= maximumByteCount
    }
  }
}

/// Sniffs.
func sniff(_ bytes: [UInt8]) -> ImageFormat? { ImageFormat.sniff(bytes.span.bytes) }

/// Reads a header.
func header(_ bytes: [UInt8], as format: ImageFormat) throws(InputRejection) -> ImageHeader {
  try ImageHeader(of: bytes.span.bytes, as: format)
}

/// The message with which a header is refused as unreadable; nil when it is read, or refused with another code.
func unreadableMessage(_ bytes: [UInt8], as format: ImageFormat) -> String? {
  do throws(InputRejection) {
    _ = try header(bytes, as: format)
    return nil
  } catch {
    return error.code == .headerUnreadable ? error.message : nil
  }
}
