import WorkerProcesses
import Foundation
import ImageModeration
import PluginHost
import TestFixtures
import Testing

@Suite("What a plugin in a worker may open", .timeLimit(.minutes(20)))
struct ReadingTests {
  private static let plugin = Result {
    try CPlugin(CPlugin.checkout.appending(path: "Tests/PluginHostTests/Plugins/opening.c"))
  }

  /// The folder that the worker has its Swift runtime from.
  private static let runtime: String? = {
    let libraries = (try? Command.output(["ldd", SandboxedTests.worker])) ?? ""
    let path = libraries.split(whereSeparator: \.isWhitespace).first { $0.hasSuffix("/libswiftCore.so") }
    return path.map { String($0.dropLast("/libswiftCore.so".count)) }
  }()

  /// Whether a plugin can open a file, and how it could without walls.
  private static func opens(_ path: String, readable: [String] = []) throws -> (inside: Bool, outside: Bool) {
    let plugin = try Self.plugin.get()
    let policy = PluginPolicy(worker: WorkerPolicy(maximumWorkerCount: 1), readablePaths: readable)
    func score(_ detector: any Detector) throws -> Bool {
      try InProcessTests.inspect(detector, order: 0).map(\.score) == [1]
    }
    let walled = try SandboxedLibrary(path: plugin.path, worker: SandboxedTests.worker, policy: policy)
    try #require(walled.sandbox.landlockVersion != nil, "this kernel has no Landlock")
    return (
      try score(try walled.detector("opening/1", configuration: path)),
      try score(
        try PluginLibrary(path: plugin.path, sha256: plugin.sha256).detector("opening/1", configuration: path))
    )
  }

  @Test(
    "it reads its own file, the system's libraries, the Swift runtime's and what the processor is",
    arguments: ["SELF", "/proc/cpuinfo", "/etc/ld.so.cache", "RUNTIME/libFoundationEssentials.so"])
  func allowed(name: String) throws {
    let path = try Self.path(name)
    #expect(try Self.opens(path).inside, "\(path)")
    #expect(try !Self.opens("!\(path)").inside, "\(path) to write")
  }

  @Test(
    "it reads nothing else, though it could without the walls",
    arguments: ["/etc/passwd", "/proc/self/status", "/proc/meminfo", "/sys/devices/system/cpu/online", "RUNTIME"])
  func refused(name: String) throws {
    let path = try Self.path(name)
    let opens = try Self.opens(path)
    #expect(!opens.inside, "\(path)")
    #expect(opens.outside, "\(path) cannot be opened by anybody: the test proves nothing")
  }

  @Test("it reads what the policy names, and only that")
  func named() throws {
    #expect(try Self.opens("/etc/passwd", readable: ["/etc/passwd"]).inside)
    #expect(try !Self.opens("/etc/passwd", readable: ["/etc/hosts"]).inside)
  }

  /// What `moderate` makes of the neighbour of a library that it is given by this name in the library's folder.
  @Test(
    "it reads the folder that its path names, and of a name without a folder the library alone",
    arguments: [("./plugin.so", "REVIEW"), ("plugin.so", "PASS")])
  func folder(name: String, suggestion: String) throws {
    let plugin = try Self.plugin.get()
    let folder = URL(filePath: plugin.path).deletingLastPathComponent()
    let neighbour = folder.appending(path: "\(UUID()).txt")
    try Data("model".utf8).write(to: neighbour)
    defer { try? FileManager.default.removeItem(at: neighbour) }
    let moderate = URL(filePath: SandboxedTests.worker).deletingLastPathComponent().appending(path: "moderate")
    let output = try Command.output([
      "--chdir=\(folder.path)", moderate.path, "--scenes", "none", "--plugin", name, "--plugin-configuration",
      "opening/1=\(neighbour.path)", Fixture.folder.appending(path: "images/photos-faces/hopper.jpg").path,
    ])
    #expect(output.hasPrefix(suggestion), "\(output)")
  }

  private static func path(_ name: String) throws -> String {
    if name == "SELF" { return try plugin.get().path }
    guard name.hasPrefix("RUNTIME") else { return name }
    return try #require(runtime, "the Swift runtime is linked in") + name.dropFirst("RUNTIME".count)
  }
}
