import Testing

@Suite("The modules import what Documentation/Architecture.md says", .timeLimit(.minutes(20)))
struct ModuleGraphTests {
  private let map: ModuleMap
  /// Module → imported module → the files that do.
  private let real: [String: [String: [String]]]

  init() throws {
    map = try ModuleMap()
    var real: [String: [String: [String]]] = [:]
    for path in Repository.sources {
      let module = String(path.split(separator: "/")[1])
      for found in Import.all(in: try Repository.text(path)) where map.allowed[found.module] != nil {
        real[module, default: [:]][found.module, default: []].append(path)
      }
    }
    self.real = real
  }

  @Test("every folder of sources is a row, and every row a folder, with a place among the layers")
  func rows() {
    let shims = Repository.names(in: "Sources/Native").filter { !$0.hasSuffix("Library") }
    let folders = Repository.names(in: "Sources").filter { $0 != "Native" } + shims + Repository.names(in: "Plugins")
    #expect(Set(folders) == Set(map.allowed.keys))
    #expect(Set(map.heights.keys) == Set(map.allowed.keys))
  }

  @Test("no file imports what its module's row does not name")
  func allowed() {
    for (module, imports) in real {
      for (imported, files) in imports where map.allowed[module]?.contains(imported) != true {
        Issue.record("\(module) may not import \(imported), and does in \(files.joined(separator: ", "))")
      }
    }
  }

  @Test("no row names what no file imports")
  func used() {
    for (module, imports) in map.allowed {
      for imported in imports where real[module]?[imported] == nil {
        Issue.record("no file of \(module) imports \(imported), which its row names")
      }
    }
  }

  @Test("imports point down, so there is no cycle")
  func down() {
    for (module, imports) in map.allowed {
      for imported in imports {
        let (above, below) = (map.heights[module] ?? .min, map.heights[imported] ?? .max)
        #expect(below < above, "\(module) imports \(imported), which does not stand below it")
        #expect(!map.reach(of: imported).contains(module), "\(module) and \(imported) import one another")
      }
    }
  }

  @Test("ModerationCore imports nothing")
  func core() throws {
    for path in Repository.sources where path.hasPrefix("Sources/ModerationCore/") {
      #expect(Import.all(in: try Repository.text(path)).isEmpty, "\(path)")
    }
  }

  @Test("what is re-exported is re-exported in one file of each of two modules")
  func exported() throws {
    let files = try Repository.sources.filter { Import.all(in: try Repository.text($0)).contains(where: \.isExported) }
    #expect(files == ["Sources/ImageModeration/Exports.swift", "Sources/ModerationPluginKit/Exports.swift"])
  }

  private static let pipelines: Set = ["ImageModeration", "StandardDetectors"]
  private static let detectors: Set = [
    "PornDetection", "TerrorDetection", "PoliticsDetection", "TextDetection", "CodeDetection", "ManifestDetection",
  ]

  @Test(
    "some modules never reach some others, however long the way",
    arguments: [
      ("ImageModeration", detectors.union(["ImageDecoding", "PluginHost", "Inference", "CVips", "CAvif", "CRaw"])),
      ("moderation-worker", pipelines.union(["Inference", "ModerationJudging"])),
      ("ModerationPluginKit", ["PluginHost"]),
      ("PluginHost", ["ModerationPluginKit"]),
      ("ModerationJudging", ["ImageFormats", "ImageDecoding", "WorkerProcesses"]),
    ] + detectors.sorted().map { ($0, pipelines.union(["ImageDecoding"])) })
  func unreachable(module: String, others: Set<String>) {
    #expect(map.allowed[module] != nil)
    #expect(map.reach(of: module).isDisjoint(with: others))
  }

  @Test(
    "some modules are imported by few",
    arguments: [
      ("CModerationABI", ["ModerationPluginKit", "PluginHost"]),
      ("CVips", ["ImageDecoding", "ImageDrawing"]),
      ("CJPEG", ["ImageDecoding", "PixelConversion"]),
      ("CWebP", ["ImageDecoding"]), ("CDe265", ["ImageDecoding"]), ("CAvif", ["ImageDecoding"]),
      ("CRaw", ["ImageDecoding"]), ("COpenVINO", ["Inference"]), ("CSandbox", ["moderation-worker"]),
    ] as [(String, Set<String>)])
  func few(module: String, importers: Set<String>) {
    #expect(Set(real.filter { $0.value[module] != nil }.keys) == importers)
  }
}

@Suite("The reader of import lines", .timeLimit(.minutes(20)))
struct ImportTests {
  @Test(
    "finds the module",
    arguments: [
      "import Digests", "  import Digests", "public import Digests", "@_exported public import Digests",
      "@testable import Digests", "package import struct Digests.SHA256Digest", "@preconcurrency import Digests",
      "import Digests  // why", "@_spi(Testing) import Digests",
    ])
  func found(line: String) { #expect(Import.all(in: "// top\n\(line)\n").map(\.module) == ["Digests"]) }

  @Test(
    "finds none elsewhere", arguments: ["/// import Digests", "let text = \"import Digests\"", "important Digests"])
  func notFound(line: String) { #expect(Import.all(in: line).isEmpty) }
}
