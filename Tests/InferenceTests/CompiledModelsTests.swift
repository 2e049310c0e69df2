import Foundation
import Glibc
import ModerationCore
import Synchronization
import TestFixtures
import Testing

@testable import Inference

/// Of the smallest model that is always there, which says whether a line of text stands on its head.
@Suite("Compiled models in a folder", .timeLimit(.minutes(20)))
struct CompiledModelsTests {
  static let file = ModelStore.File(
    path: "text/ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    sha256: "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c")

  /// Collects what a folder reports.
  final class Reports: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
  }

  let store: ModelStore
  let temporary: TemporaryFolder
  let reports = Reports()

  init() throws {
    store = try ModelStore()
    temporary = try TemporaryFolder()
  }

  var path: String { temporary.path + "/cache/models" }

  func folder(maximumByteCount: Int = CompiledModelFolder.maximumByteCount) -> CompiledModelFolder {
    CompiledModelFolder(path, maximumByteCount: maximumByteCount) { [reports] in reports.add($0) }
  }

  func runtime(_ folder: CompiledModelFolder? = nil) throws -> InferenceRuntime {
    try InferenceRuntime(store, keepingIn: folder ?? self.folder())
  }

  func session(_ runtime: InferenceRuntime, concurrency: Int = 1) throws -> InferenceSession {
    try InferenceSession(Self.file, of: store, runtime: runtime, concurrency: concurrency)
  }

  func answer(_ session: InferenceSession) throws -> [Float] { try Self.answer(session) }

  static func answer(_ session: InferenceSession) throws -> [Float] {
    let input: [Float] = (0..<27_648).map { (index: Int) -> Float in Float(index % 97) * 0.01 }
    return try session.run(input, shape: [1, 3, 48, 192], outputCount: 2)
  }

  var files: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".compiled-model") }.sorted()
    }
  }

  @Test("a model file that was checked before is refused once it is altered, whatever its times say, or gone")
  func altered() throws {
    try FileManager.default.createDirectory(atPath: temporary.path + "/runtime", withIntermediateDirectories: true)
    let own = try ModelStore(directory: temporary.path)
    let place = own.path(of: Self.file)
    let bytes = try Data(contentsOf: URL(filePath: store.path(of: Self.file)))
    try FileManager.default.createDirectory(atPath: temporary.path + "/text", withIntermediateDirectories: true)
    try bytes.write(to: URL(filePath: place))
    func open() throws -> InferenceSession {
      try InferenceSession(Self.file, of: own, runtime: runtime(), concurrency: 1, loading: .whenUsed)
    }
    _ = try open()
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == [Self.file.sha256 + ".checked"])
    _ = try open()

    var status = stat()
    #expect(stat(place, &status) == 0)
    let file = try FileHandle(forUpdating: URL(filePath: place))
    try file.seek(toOffset: 1000)
    try file.write(contentsOf: Data([bytes[1000] ^ 1]))
    try file.close()
    var times = [status.st_atim, status.st_mtim]
    #expect(utimensat(AT_FDCWD, place, &times, 0) == 0)
    #expect(throws: HostFailure.self) { try open() }
    #expect { try open() } throws: { ($0 as? HostFailure)?.code == .modelAltered }

    try bytes.write(to: URL(filePath: place))
    _ = try open()
    try FileManager.default.removeItem(atPath: place)
    #expect { try open() } throws: { ($0 as? HostFailure)?.code == .modelMissing }
  }

  @Test("a record that cannot be right is not believed")
  func records() throws {
    let own = runtimeFolder
    let known = CheckedFiles(folder: try #require(own).descriptor)
    let place = store.path(of: Self.file)
    let record = try #require(CheckedFiles.record(of: place))
    #expect(!known.knows(place, sha256: Self.file.sha256))
    for other in ["", record.replacing("\n", with: ""), record + record, "0 " + record] {
      known.keep(other, sha256: Self.file.sha256)
      #expect(!known.knows(place, sha256: Self.file.sha256))
    }
    known.keep(record, sha256: Self.file.sha256)
    #expect(known.knows(place, sha256: Self.file.sha256))
    #expect(!known.knows(store.directory, sha256: Self.file.sha256))
  }

  var runtimeFolder: OpenedModelFolder? { OpenedModelFolder(folder()) }

  @Test("the next process opens what the first one compiled, and answers to the last bit as without a folder")
  func kept() throws {
    let expected = try answer(session(try InferenceRuntime(store)))
    let first = try runtime()
    #expect(try answer(session(first)) == expected)
    #expect(first.newlyCompiledModelCount == 1)
    #expect(try files.count == 1)

    let second = try runtime()
    #expect(try answer(session(second)) == expected)
    #expect(second.newlyCompiledModelCount == 0)
    #expect(second.compiledModelCount == 1)
    #expect(reports.all.isEmpty)
    // As long as one answers, so does a second that was opened after it.
    #expect(try answer(session(second, concurrency: 2)) == expected)
    #expect(try files.count == 2, "another way to run it is another model")
  }

  @Test(
    "a damaged file is reported, made again and then used",
    arguments: ["a byte of the content", "a byte of the end", "cut short", "empty", "another's", "a link"])
  func damaged(damage: String) throws {
    let expected = try answer(session(try runtime()))
    let name = try #require(try files.first)
    let place = path + "/" + name
    var bytes = Array(try Data(contentsOf: URL(filePath: place)))
    switch damage {
    case "a byte of the content": bytes[bytes.count / 2] ^= 1
    case "a byte of the end": bytes[bytes.count - 1] ^= 1
    case "cut short": bytes.removeLast(1000)
    case "empty": bytes = []
    default: break
    }
    try FileManager.default.removeItem(atPath: place)
    if damage == "a link" {
      let target = try temporary.write(bytes, to: "elsewhere")
      try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: target)
    } else {
      try Data(bytes).write(to: URL(filePath: place))
      // Files that others can write to are somebody else's.
      #expect(chmod(place, damage == "another's" ? 0o666 : 0o400) == 0)
    }
    let mended = try runtime()
    #expect(try answer(session(mended)) == expected)
    #expect(mended.newlyCompiledModelCount == 1)
    // A link is not opened at all, and what is kept takes its place.
    #expect(reports.all.count == (damage == "a link" ? 0 : 1))
    #expect(reports.all.allSatisfy { $0.contains(name) })

    let next = try runtime()
    #expect(try answer(session(next)) == expected)
    #expect(next.newlyCompiledModelCount == 0)
  }

  @Test("what the runtime refuses to open is deleted and compiled anew")
  func refused() throws {
    let expected = try answer(session(try runtime()))
    let name = try #require(try files.first)
    // Whole by its own words, and no model.
    let place = path + "/" + name
    try FileManager.default.removeItem(atPath: place)
    let descriptor = open(place, O_RDWR | O_CREAT, 0o600)
    #expect(write(descriptor, "no model", 8) == 8)
    try CompiledModelFile.seal(descriptor, key: String(name.prefix(64)))
    close(descriptor)

    let mended = try runtime()
    #expect(try answer(session(mended)) == expected)
    #expect(mended.newlyCompiledModelCount == 1)
    #expect(reports.all.count == 1)
    #expect(try runtime().folder?.file(of: String(name.prefix(64))) != nil)
  }

  @Test("a folder that others can reach, and one that others could exchange, are not used and said once")
  func others() throws {
    for (mode, above): (mode_t, mode_t) in [(0o750, 0o700), (0o722, 0o700), (0o700, 0o770), (0o700, 0o707)] {
      let place = temporary.path + "/\(mode)-\(above)"
      let reports = Reports()
      try FileManager.default.createDirectory(atPath: place + "/models", withIntermediateDirectories: true)
      #expect(chmod(place + "/models", mode) == 0)
      #expect(chmod(place, above) == 0)
      let runtime = try InferenceRuntime(store, keepingIn: CompiledModelFolder(place + "/models") { reports.add($0) })
      _ = try answer(session(runtime))
      _ = try answer(session(runtime))
      #expect(runtime.newlyCompiledModelCount == 2)
      #expect(reports.all.count == 1)
      #expect(reports.all.first?.contains(place) == true)
      #expect(try FileManager.default.contentsOfDirectory(atPath: place + "/models").isEmpty)
    }
  }

  @Test("a folder that cannot be made costs time and nothing else")
  func impossible() throws {
    let file = try temporary.write([1], to: "file")
    let runtime = try InferenceRuntime(
      store, keepingIn: CompiledModelFolder(file + "/models") { [reports] in reports.add($0) })
    _ = try answer(session(runtime))
    #expect(runtime.newlyCompiledModelCount == 1)
    #expect(reports.all.count == 1)
  }

  @Test("what was used longest ago goes when the folder holds more than it may, and so do drafts that were left")
  func bounded() throws {
    _ = try session(try runtime())
    let first = try #require(try files.first)
    let size = try #require(try FileManager.default.attributesOfItem(atPath: path + "/" + first)[.size] as? Int)
    let draft = path + "/.left.draft"
    #expect(FileManager.default.createFile(atPath: draft, contents: Data([1])))
    for name in [draft, path + "/" + first] {
      var times = [timeval(tv_sec: 1000, tv_usec: 0), timeval(tv_sec: 1000, tv_usec: 0)]
      #expect(utimes(name, &times) == 0)
    }
    _ = try session(try runtime(folder(maximumByteCount: size * 3 / 2)), concurrency: 2)
    #expect(try files.count == 1)
    #expect(try files.first != first)
  }

  @Test("several that compile the same at a time leave one whole file")
  func together() async throws {
    let expected = try answer(session(try InferenceRuntime(store)))
    let (store, folder) = (store, folder())
    try await withThrowingTaskGroup(of: [Float].self) { group in
      for _ in 0..<3 {
        group.addTask {
          let runtime = try InferenceRuntime(store, keepingIn: folder)
          return try Self.answer(InferenceSession(Self.file, of: store, runtime: runtime, concurrency: 1))
        }
      }
      for try await found in group { #expect(found == expected) }
    }
    #expect(try files.count == 1)
    let next = try runtime()
    _ = try session(next)
    #expect(next.newlyCompiledModelCount == 0)
  }

  @Test("a model that waits is loaded by its first run, and a wrong file is refused before")
  func whenUsed() throws {
    let runtime = try runtime()
    let session = try InferenceSession(
      Self.file, of: store, runtime: runtime, concurrency: 1, loading: .whenUsed)
    #expect(runtime.compiledModelCount == 0)
    _ = try answer(session)
    _ = try answer(session)
    #expect(runtime.compiledModelCount == 1)

    let wrong = ModelStore.File(path: Self.file.path, sha256: String(repeating: "0", count: 64))
    let failure = #expect(throws: HostFailure.self) {
      try InferenceSession(wrong, of: store, runtime: runtime, concurrency: 1, loading: .whenUsed)
    }
    #expect(failure?.code == .modelAltered)
  }
}
