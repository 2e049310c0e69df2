import WorkerProcesses
import CodeDetection
import Foundation
import ImageModeration
import Inference
import PluginHost
import PornDetection
import TerrorDetection
import TestFixtures
import Testing
import TextDetection

/// The same detector linked into this process and opened from a shared library, in process and in a worker.
///
@Suite(
  "Plugins on the shelf", .timeLimit(.minutes(20)),
  .enabled(if: BuiltLibraries.areHere, BuiltLibraries.absence))
struct EqualFindingsTests {
  private static let pictures = [
    "images/photos-faces/hopper.jpg", "images/photos-faces/astronaut.png", "images/photos-faces/chelsea.png",
    "images/text/hostile-qr.png",
  ]

  private static func library(_ name: String) throws -> PluginFile {
    try BuiltLibraries.file("\(name).so")
  }

  private static func configuration(_ store: ModelStore) throws -> String {
    String(decoding: try JSONEncoder().encode(["models": store.directory]), as: UTF8.self)
  }

  /// Opens a library in process and in workers that may read the models.
  private static func opened(_ name: String, _ store: ModelStore) throws -> (PluginLibrary, SandboxedLibrary) {
    let file = try library(name)
    // A worker's memory is what OpenVINO takes to read and compile the largest model here.
    let policy = PluginPolicy(
      worker: WorkerPolicy(maximumWorkerCount: 1, maximumMemoryBytes: 1 << 30), inspectionTimeout: .seconds(60),
      readablePaths: [store.directory])
    return (
      try PluginLibrary(path: file.path, sha256: file.sha256),
      try SandboxedLibrary(
        path: file.path, sha256: file.sha256, worker: SandboxedTests.worker, policy: policy)
    )
  }

  /// A detector of pixels on the shelf.
  struct Shelved: CustomTestStringConvertible, Sendable {
    let library: String
    let id: String
    let wish: InputWish
    let takesModels: Bool
    /// Of `pictures`, how many have findings at least: a comparison of nothing with nothing proves nothing.
    let leastPicturesWithFindings: Int
    let make: @Sendable (ModelStore, InferenceRuntime) throws -> any Detector

    var testDescription: String { id }

    static let all = [
      Shelved(
        library: "porn", id: "porn.two-models/1", wish: PornDetector.wish, takesModels: true,
        leastPicturesWithFindings: 4
      ) { try PornDetector(store: $0, runtime: $1, concurrency: 1) },
      Shelved(
        library: "terror", id: "terror.efficientnet-lite2/2", wish: TerrorDetector.wish, takesModels: true,
        leastPicturesWithFindings: 4
      ) { try TerrorDetector(store: $0, runtime: $1, concurrency: 1) },
      Shelved(
        library: "terror", id: "terror.gore/1", wish: GoreDetector.wish, takesModels: true,
        leastPicturesWithFindings: 4
      ) { try GoreDetector(store: $0, runtime: $1, concurrency: 1) },
      Shelved(
        library: "tags", id: "tags.efficientnet-lite2/1", wish: TagsDetector.wish, takesModels: true,
        leastPicturesWithFindings: 3
      ) { try TagsDetector(store: $0, runtime: $1, concurrency: 1) },
      Shelved(
        library: "text", id: "text.barcodes/5", wish: BarcodeDetector.wish, takesModels: true,
        leastPicturesWithFindings: 1
      ) { store, _ in BarcodeDetector(library: try CodeLibrary(path: CodeLibrary.path(inModels: store.directory))) },
    ]
  }

  @Test("a detector of pixels finds the same linked, in process and in a worker", arguments: Shelved.all)
  func pixels(_ shelved: Shelved) throws {
    let store = try ModelStore()
    let linked = try shelved.make(store, try InferenceRuntime(store))
    let (inside, outside) = try Self.opened(shelved.library, store)
    let described = try #require(inside.descriptions.first { $0.descriptor.id == shelved.id })
    #expect(described.descriptor == linked.descriptor)
    #expect(described.inputWish == linked.inputWish)
    #expect(inside.descriptions == outside.descriptions)
    let text = shelved.takesModels ? try Self.configuration(store) : ""
    let loaded = try inside.detector(shelved.id, configuration: text)
    let sandboxed = try outside.detector(shelved.id, configuration: text)
    var picturesWithFindings = 0
    for name in Self.pictures {
      let picture = try ShownPicture(name, to: shelved.wish)
      let expected = try picture.inspected(by: linked)
      picturesWithFindings += expected.isEmpty ? 0 : 1
      #expect(try picture.inspected(by: loaded) == expected, "\(name) in process")
      #expect(try picture.inspected(by: sandboxed) == expected, "\(name) in a worker")
    }
    #expect(picturesWithFindings >= shelved.leastPicturesWithFindings)
  }

  private static let lines = [
    "call me at 138 0013 8000", "you are a stupid idiot and I hate you", "a lovely day at the lake",
    "代开发票 点数低 加微信 abc12345",
  ].enumerated().map { index, text in
    RecognizedLine(
      frameIndex: index, text: text, confidence: 0.5,
      box: PixelRectangle(x: 1, y: 10 * Double(index), width: 200, height: 9))
  }

  enum TextDetectorOnShelf: CaseIterable { case patterns, englishAbuse, classes }

  @Test("a detector of text finds the same linked, in process and in a worker", arguments: TextDetectorOnShelf.allCases)
  func text(_ detector: TextDetectorOnShelf) throws {
    let store = try ModelStore()
    let linked: any TextDetector =
      switch detector {
      case .patterns: TextPatternDetector()
      case .englishAbuse: try EnglishAbuseDetector(store: store)
      case .classes: try TextClassesDetector(store: store)
      }
    let (inside, outside) = try Self.opened("text", store)
    let id = linked.descriptor.id
    #expect(inside.descriptions.map(\.descriptor).contains(linked.descriptor))
    let text = detector == .patterns ? "" : try Self.configuration(store)
    let expected = try linked.inspect(Self.lines)
    #expect(!expected.isEmpty)
    #expect(try inside.textDetector(id, configuration: text).inspect(Self.lines) == expected)
    #expect(try outside.textDetector(id, configuration: text).inspect(Self.lines) == expected)
  }

  @Test(
    "a configuration that is wrong makes no detector and says why",
    arguments: [
      ("porn.two-models/1", "", "configuration"), ("porn.two-models/1", #"{"models":"nowhere"}"#, "no models folder"),
      ("porn.two-models/1", #"{"models":"x","modles":"y"}"#, "modles"),
      ("porn.two-models/1", #"{"models":"x","concurrency":0}"#, "concurrency"),
      ("text.barcodes/5", "", "configuration"),
    ])
  func wrongConfiguration(id: String, text: String, reason: String) throws {
    let file = try Self.library(id.hasPrefix("porn") ? "porn" : "text")
    let library = try PluginLibrary(path: file.path, sha256: file.sha256)
    let failure = #expect(throws: HostFailure.self) { try library.detector(id, configuration: text) }
    #expect(failure?.message.contains(reason) == true, "\(failure?.message ?? "")")
  }

  @Test("models that a worker may not read make no detector")
  func unreadableModels() throws {
    let store = try ModelStore()
    let library = try SandboxedLibrary(path: try Self.library("porn").path, worker: SandboxedTests.worker)
    let failure = #expect(throws: HostFailure.self) {
      try library.detector("porn.two-models/1", configuration: try Self.configuration(store))
    }
    #expect(failure?.message.contains("porn.two-models/1") == true, "\(failure?.message ?? "")")
  }

  @Test("NudeNet describes itself without its model")
  func nudeNet() throws {
    let file = try Self.library("nudenet")
    let library = try PluginLibrary(path: file.path, sha256: file.sha256)
    #expect(library.descriptions.map(\.descriptor) == [NudeNetDetector.descriptor])
    #expect(library.descriptions.map(\.inputWish) == [NudeNetDetector.wish])
  }

  @Test("a library offers others nothing but its entry", arguments: ["porn", "nudenet", "terror", "tags", "text"])
  func symbols(name: String) throws {
    #expect(try GlobalSymbols.names(in: try Self.library(name).path) == ["moderation_plugin_entry"])
  }
}
