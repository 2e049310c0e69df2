import Digests
import Foundation
import Testing

/// A built library and its digest.
struct PluginFile {
  let path: String
  let sha256: String

  init(path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let digest = SHA256Digest(of: bytes.span.bytes)
    self.path = path
    sha256 = try #require(digest).hexadecimal
  }
}
