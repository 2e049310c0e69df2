import Digests
import Foundation
import Testing

/// The example plugin in Swift, compiled for one test against the modules that this build has made.
final class SwiftPlugin: Sendable {
  let path: String
  let sha256: String
  private let folder: URL

  /// SwiftPM puts modules and object files beside the test bundle's runner.
  private static let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
  private static let moduleMap = products.appending(path: "CModerationABI.build/module.modulemap")
  /// Whether the build folder is laid out as this needs it.
  static let canBeBuilt =
    FileManager.default.fileExists(atPath: moduleMap.path)
    && FileManager.default.fileExists(atPath: products.appending(path: "Modules/ModerationPluginKit.swiftmodule").path)

  init(example source: String = "Examples/Plugins/Swift/Sources/Blue/Blue.swift") throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "plugin-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let library = folder.appending(path: "plugin.so")
    let objects = try ["ModerationCore", "ModerationPluginKit", "CModerationABI"].flatMap { target in
      try FileManager.default.contentsOfDirectory(
        at: Self.products.appending(path: "\(target).build"), includingPropertiesForKeys: nil
      ).filter { $0.pathExtension == "o" }.map(\.path)
    }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [
        "swiftc", "-emit-library", "-parse-as-library", "-swift-version", "6", "-module-name", "Blue", "-I",
        Self.products.appending(path: "Modules").path, "-Xcc", "-fmodule-map-file=\(Self.moduleMap.path)",
        CPlugin.checkout.appending(path: source).path,
      ] + objects + ["-o", library.path]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "swiftc cannot compile \(source)")
    path = library.path
    let bytes = [UInt8](try Data(contentsOf: library))
    let digest = SHA256Digest(of: bytes.span.bytes)
    sha256 = try #require(digest).hexadecimal
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}
