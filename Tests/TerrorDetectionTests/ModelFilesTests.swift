import Foundation
import ImageModeration
import Inference
import PictureFeatures
import TestFixtures
import Testing

@testable import TerrorDetection

@Suite("Files of the terror scene", .timeLimit(.minutes(20)))
struct ModelFilesTests {
  static let files =
    [EfficientNetLite2.modelFile, TerrorDetector.headFile, ImageNetClasses.file]
    + TerrorDetector.secondOpinionFiles.values.sorted { $0.path < $1.path }

  @Test("each pinned file is the one that the lock names", arguments: files)
  func lock(file: ModelStore.File) throws {
    let lock = try String(
      contentsOf: Fixture.folder.deletingLastPathComponent().appending(path: "Models/models.lock"), encoding: .utf8)
    #expect(lock.contains("\"install\": \"\(file.path)\""))
    #expect(lock.contains(file.sha256))
  }

  /// A models folder with the real runtime and copies of this scene's files.
  final class Folder {
    let path = FileManager.default.temporaryDirectory.appending(path: "terror-\(UUID().uuidString)").path

    init() throws {
      let store = try ModelStore()
      try FileManager.default.createDirectory(atPath: path + "/terror", withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: path + "/runtime", withDestinationPath: store.directory + "/runtime")
      for file in ModelFilesTests.files {
        try FileManager.default.copyItem(atPath: "\(store.directory)/\(file.path)", toPath: "\(path)/\(file.path)")
      }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  static func load(_ directory: String) -> HostFailure? {
    Pictures.failure { () throws(HostFailure) in
      let store = try ModelStore(directory: directory)
      _ = try TerrorDetector(store: store, runtime: try InferenceRuntime(store), concurrency: 1)
    }
  }

  @Test("a missing and an altered file are refused by name", arguments: files)
  func refused(file: ModelStore.File) throws {
    let folder = try Folder()
    let path = "\(folder.path)/\(file.path)"
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(filePath: path))
    let altered = Self.load(folder.path)
    #expect(altered?.code == .modelAltered)
    #expect(altered?.message.contains(file.path) == true)
    try FileManager.default.removeItem(atPath: path)
    let missing = Self.load(folder.path)
    #expect(missing?.code == .modelMissing)
    #expect(missing?.message.contains(file.path) == true)
  }

  @Test(
    "a table of classes that is short, out of order or without categories is refused",
    arguments: [
      "", "index\tname\tcategory\n0\ttench\tanimal/fish\n", "head\n1\ttench\tanimal/fish\n", "head\n0\ttench\tfish\n",
      "head\n0\ttench\n", "head\n0\t\tanimal/fish\n", "head\nx\ttench\tanimal/fish\n",
    ])
  func table(text: String) {
    let failure = Pictures.failure { () throws(HostFailure) in
      _ = try ImageNetClasses(Array(text.utf8), name: "table")
    }
    #expect(failure?.code == .modelAltered)
  }
}
