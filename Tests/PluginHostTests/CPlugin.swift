import Digests
import Foundation
import Testing

/// A plugin in C, compiled by the machine's `cc` for one test.
final class CPlugin: Sendable {
  let path: String
  let sha256: String
  private let folder: URL

  static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let misbehaving = checkout.appending(path: "Tests/PluginHostTests/Plugins/misbehaving.c")
  static let hostile = checkout.appending(path: "Tests/PluginHostTests/Plugins/hostile.c")
  static let sloppy = checkout.appending(path: "Tests/PluginHostTests/Plugins/sloppy.c")
  static let blue = checkout.appending(path: "Examples/Plugins/C/blue.c")

  init(_ source: URL, _ options: [String] = []) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "plugin-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let library = folder.appending(path: "plugin.so")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [
        "cc", "-std=c11", "-shared", "-fPIC", "-I",
        Self.checkout.appending(path: "Sources/CModerationABI/include").path,
      ]
      + options + [source.path, "-lm", "-o", library.path]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "cc cannot compile \(source.path)")
    path = library.path
    let bytes = [UInt8](try Data(contentsOf: library))
    let digest = SHA256Digest(of: bytes.span.bytes)
    sha256 = try #require(digest).hexadecimal
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}
