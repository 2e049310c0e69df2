import Foundation
import ImageModeration
import Inference
import TestFixtures

@testable import ManifestDetection

/// The manifest of Examples/Manifests, whole or with a change.
enum ManifestExample {
  static let path = Fixture.folder.deletingLastPathComponent().appending(path: "Examples/Manifests/open-nsfw.yaml").path

  static let text: String = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""

  /// The example with one text replaced by another, everywhere.
  static func replacing(_ old: String, _ new: String) -> String { text.replacing(old, with: new) }

  static func manifest(_ text: String) throws(HostFailure) -> Manifest {
    try Manifest(Array(text.utf8), "my.yaml")
  }

  /// Makes a detector of a text, which lies in a folder of its own for so long.
  static func detector(_ text: String) throws -> ManifestDetector {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ManifestTests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "my.yaml")
    try Data(text.utf8).write(to: file)
    return try detector(at: file.path)
  }

  static func detector(at path: String) throws -> ManifestDetector {
    let store = try ModelStore()
    return try ManifestDetector(
      manifestPath: path, store: store, runtime: try InferenceRuntime(store), concurrency: 1)
  }
}
