import WorkerProcesses
import Foundation
import ImageModeration
import PluginHost
import Testing

@Suite("Plugins in workers", .timeLimit(.minutes(20)))
struct SandboxedTests {
  /// SwiftPM puts programs beside the test bundle's runner.
  static let worker = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "moderation-worker").path

  private static let policy = PluginPolicy(
    worker: WorkerPolicy(maximumWorkerCount: 1, maximumMemoryBytes: 256 << 20), inspectionTimeout: .seconds(2),
    failuresBeforeQuarantine: 3)

  /// Compiled once; workers that are started again open it again.
  private static let plugin = Result { try CPlugin(CPlugin.misbehaving) }

  private static func misbehaving(policy: PluginPolicy = Self.policy) throws -> any Detector {
    let plugin = try Self.plugin.get()
    return try SandboxedLibrary(path: plugin.path, sha256: plugin.sha256, worker: worker, policy: policy)
      .detector("misbehaving/1")
  }

  @Test("a detector in C gives the same findings as in process")
  func blue() throws {
    let plugin = try CPlugin(CPlugin.blue)
    let inside = try PluginLibrary(path: plugin.path, sha256: plugin.sha256)
    let outside = try SandboxedLibrary(path: plugin.path, worker: Self.worker, policy: Self.policy)
    #expect(inside.descriptions == outside.descriptions)
    let (near, far) = (try inside.detector("blue.c/1"), try outside.detector("blue.c/1"))
    for blue in [0, 7, 255] as [UInt8] {
      #expect(
        try InProcessTests.inspect(near, order: 0, blue: blue) == InProcessTests.inspect(far, order: 0, blue: blue))
    }
  }

  @Test(
    "what no process survives costs one answer",
    arguments: [
      (100, "pluginCrashed"), (101, "pluginCrashed"), (102, "deadline"), (103, "pluginCrashed"), (104, "pluginCrashed"),
      (105, "pluginCrashed"), (107, "pluginCrashed"),
    ] as [(UInt8, String)])
  func deadly(order: UInt8, code: String) throws {
    let detector = try Self.misbehaving()
    #expect(try InProcessTests.inspect(detector, order: 0).map(\.score) == [0.1])
    let failure = #expect(throws: DetectorFailure.self) { try InProcessTests.inspect(detector, order: order) }
    #expect(failure?.code.rawValue == code, "\(failure?.message ?? "")")
    #expect(failure?.message.contains("misbehaving/1") == true)
    #expect(try InProcessTests.inspect(detector, order: 0).map(\.score) == [0.1])
  }

  @Test("a process that may not fork, and may not write to standard output, goes on", arguments: [106, 14] as [UInt8])
  func harmless(order: UInt8) throws {
    let detector = try Self.misbehaving()
    #expect(try InProcessTests.inspect(detector, order: order).map(\.score) == [0.1])
  }

  @Test("after too many failures a detector is not asked any more")
  func quarantine() throws {
    let detector = try Self.misbehaving()
    for _ in 0..<3 { #expect(throws: DetectorFailure.self) { try InProcessTests.inspect(detector, order: 101) } }
    let failure = #expect(throws: DetectorFailure.self) { try InProcessTests.inspect(detector, order: 0) }
    #expect(failure?.code == .quarantined)
  }

  /// 300 in every run of the tests; `MODERATION_PLUGIN_PICTURES` asks for another number.
  @Test("a plugin that crashes on one picture in a hundred is right on all others")
  func oneInAHundred() async throws {
    let count = ProcessInfo.processInfo.environment["MODERATION_PLUGIN_PICTURES"].flatMap(Int.init) ?? 300
    var policy = Self.policy
    policy.failuresBeforeQuarantine = .max
    let detector = try Self.misbehaving(policy: policy)
    var (crashes, answers) = (0, 0)
    for index in 0..<count {
      do {
        let found = try InProcessTests.inspect(detector, order: index % 100 == 50 ? 100 : 0)
        if found.map(\.score) == [0.1] { answers += 1 }
      } catch let failure as DetectorFailure where failure.code == .pluginCrashed {
        crashes += 1
      }
    }
    #expect(crashes == (count + 49) / 100)
    #expect(answers == count - crashes)
  }
}
