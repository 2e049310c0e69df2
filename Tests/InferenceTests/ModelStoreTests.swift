import Digests
import Foundation
import ModerationCore
import Testing

@testable import Inference

@Suite("Model store", .timeLimit(.minutes(20)))
struct ModelStoreTests {
  /// A models folder in a temporary place, taken away with this object.
  final class Folder {
    let path = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)").path

    init() throws {
      try FileManager.default.createDirectory(atPath: path + "/runtime", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: [UInt8], to name: String) throws {
      try Data(bytes).write(to: URL(filePath: path).appending(path: name))
    }
  }

  func failure(_ body: () throws(HostFailure) -> Void) -> HostFailure? {
    do {
      try body()
      return nil
    } catch {
      return error
    }
  }

  @Test("SHA-256 is SHA-256")
  func digest() {
    let abc = Array("abc".utf8)
    let digest = SHA256Digest(of: abc.span.bytes)?.hexadecimal
    #expect(
      digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    let nothing: [UInt8] = []
    let empty = SHA256Digest(of: nothing.span.bytes)?.hexadecimal
    #expect(
      empty == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test("a missing folder is named, with the way out")
  func missingFolder() {
    let failure = failure { () throws(HostFailure) in _ = try ModelStore(directory: "/nonexistent/models") }
    #expect(failure?.code == .modelStoreMissing)
    #expect(failure?.message.contains("/nonexistent/models") == true)
    #expect(failure?.message.contains("./run setup") == true)
  }

  @Test("a file is given only when it is the pinned one")
  func pinned() throws {
    let folder = try Folder()
    try folder.write(Array("abc".utf8), to: "model")
    let store = try ModelStore(directory: folder.path)
    let file = ModelStore.File(
      path: "model", sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(try store.read(file) == Array("abc".utf8))

    try folder.write(Array("abd".utf8), to: "model")
    let altered = failure { () throws(HostFailure) in _ = try store.read(file) }
    #expect(altered?.code == .modelAltered)

    try FileManager.default.removeItem(atPath: folder.path + "/model")
    let missing = failure { () throws(HostFailure) in _ = try store.read(file) }
    #expect(missing?.code == .modelMissing)
    #expect(missing?.message.contains(folder.path + "/model") == true)
  }

  @Test("a folder without a runtime, and one with a broken runtime, are refused by name")
  func runtime() throws {
    let folder = try Folder()
    let store = try ModelStore(directory: folder.path)
    let missing = failure { () throws(HostFailure) in _ = try InferenceRuntime(store) }
    #expect(missing?.code == .runtimeUnavailable)

    try folder.write(Array("not a library".utf8), to: "runtime/libopenvino_c.so.1")
    let broken = failure { () throws(HostFailure) in _ = try InferenceRuntime(store) }
    #expect(broken?.code == .runtimeUnavailable)
    #expect(broken?.message.contains("libopenvino_c.so.1") == true)
  }

  @Test("bytes that are no model are refused by name, and the runtime lives on")
  func brokenModel() throws {
    let runtime = try InferenceRuntime(try ModelStore())
    let failure = failure { () throws(HostFailure) in
      _ = try InferenceSession(onnx: Array("not a model".utf8), name: "x.onnx", runtime: runtime, concurrency: 1)
    }
    #expect(failure?.code == .runtimeUnavailable)
    #expect(failure?.message.contains("x.onnx") == true)
  }
}
