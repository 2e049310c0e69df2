@testable import WorkerProcesses
import Foundation
import ImageModeration
import Synchronization
import Testing

@testable import PluginHost

@Suite("Hostile plugins in workers", .serialized, .timeLimit(.minutes(20)))
struct HostileTests {
  private static let memoryBytes = 256 << 20
  private static let plugin = Result { try CPlugin(CPlugin.hostile) }

  private static func policy(_ worker: WorkerPolicy? = nil) -> PluginPolicy {
    PluginPolicy(
      worker: worker ?? WorkerPolicy(maximumWorkerCount: 1, maximumMemoryBytes: memoryBytes),
      inspectionTimeout: .seconds(30), failuresBeforeQuarantine: 2)
  }

  private static func hostile(
    _ harm: String, policy: PluginPolicy = Self.policy(), log: @escaping @Sendable (String) -> Void = { _ in }
  ) throws -> any Detector {
    let plugin = try Self.plugin.get()
    return try SandboxedLibrary(path: plugin.path, worker: SandboxedTests.worker, policy: policy)
      .detector("hostile/1", configuration: harm, log: log)
  }

  /// How far a harm came, as the plugin counted.
  private static func reach(_ detector: any Detector) throws -> Int {
    let text = try #require(try InProcessTests.inspect(detector, order: 0).first?.text)
    return try #require(Int(text))
  }

  @Test(
    "memory that the limit of private memory does not count is not to be had",
    arguments: ["shared", "grows-down", "stack"])
  func uncounted(harm: String) throws { #expect(try Self.reach(try Self.hostile(harm)) == 0) }

  @Test("memory that counts no longer once it is written ends its worker", arguments: ["read-only", "executable"])
  func hidden(harm: String) throws {
    let detector = try Self.hostile(harm)
    let failure = #expect(throws: DetectorFailure.self) { try Self.reach(detector) }
    #expect(failure?.code == .pluginCrashed)
    #expect(failure?.message.contains("more memory than it may") == true, "\(failure?.message ?? "")")
  }

  /// Whether a worker started from here can always have a user of its own: CAP_KILL, CAP_SETGID and CAP_SETUID, 5 to 7.
  private static var mayChangeUser: Bool {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("CapEff:") }
    let mask = line.flatMap { UInt64($0.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16) } ?? 0
    return mask & 0xE0 == 0xE0
  }

  @Test("threads are bounded to the number, and others can start processes meanwhile")
  func threads() throws {
    let library = try SandboxedLibrary(
      path: try Self.plugin.get().path, worker: SandboxedTests.worker,
      policy: Self.policy(WorkerPolicy(maximumWorkerCount: 1, maximumThreadCount: 40)))
    try withKnownIssue("this machine lets nobody bound threads") {
      let allowed = try #require(library.sandbox.maximumThreadCount)
      #expect(allowed == 40)
      // The worker's first thread counts, too.
      #expect(try Self.reach(try library.detector("hostile/1", configuration: "threads")) == 39)
      #expect(try Command.output(["true"]).isEmpty)
    } when: {
      library.sandbox.maximumThreadCount == nil && !Self.mayChangeUser
    }
  }

  @Test(
    "what breaks the interface is a failure and no clean answer",
    arguments: [("huge-count", "bytes"), ("huge-array", "elements"), ("no-finding", "no finding")])
  func broken(harm: String, reason: String) throws {
    let failure = #expect(throws: DetectorFailure.self) { try Self.reach(try Self.hostile(harm)) }
    #expect(failure?.code == .invalidFinding)
    #expect(failure?.message.contains(reason) == true, "\(failure?.message ?? "")")
  }

  @Test("a library that describes nothing when it says that it describes something is refused")
  func noDescription() throws {
    let plugin = try CPlugin(CPlugin.hostile, ["-DDESCRIBES_NOTHING"])
    let failure = #expect(throws: HostFailure.self) { try PluginLibrary(path: plugin.path, sha256: plugin.sha256) }
    #expect(failure?.message.contains("no description") == true)
  }

  @Test("floods and broken rules lead to quarantine", arguments: ["finding-flood", "log-flood", "huge-count"])
  func floods(harm: String) throws {
    let detector = try Self.hostile(harm)
    for _ in 0..<2 { #expect(throws: DetectorFailure.self) { try Self.reach(detector) } }
    let failure = #expect(throws: DetectorFailure.self) { try Self.reach(detector) }
    #expect(failure?.code == .quarantined)
  }

  @Test("a flood on standard error holds nobody up", arguments: [("error-flood", 0), ("error-threads", 4)])
  func errors(harm: String, reach: Int) throws {
    let detector = try Self.hostile(harm)
    #expect(try Self.reach(detector) == reach)
    #expect(try Self.reach(detector) == reach)
  }

  @Test("a plugin's standard error reaches its log and no result")
  func secret() throws {
    let lines = Mutex<[String]>([])
    let detector = try Self.hostile("secret") { line in lines.withLock { $0.append(line) } }
    let failure = #expect(throws: DetectorFailure.self) { try Self.reach(detector) }
    #expect(failure?.code == .pluginCrashed)
    #expect(failure?.message.contains("/srv/secret") == false)
    #expect(failure?.message.contains("SIGABRT") == true)
    #expect(lines.withLock { $0 }.contains { $0.contains("panic at /srv/secret") })
  }

  @Test("a worker is replaced between images before its processor time is used up")
  func replaced() throws {
    var policy = Self.policy(WorkerPolicy(maximumWorkerCount: 1, maximumProcessorSeconds: 2))
    policy.failuresBeforeQuarantine = 1
    let detector = try Self.hostile("burn", policy: policy)
    // Both answers come: no worker died at work.
    #expect(try Self.reach(detector) != Self.reach(detector))
  }

  @Test("who ignores every signal and lifts every limit is ended by the kernel when his processor time is used up")
  func usedUp() throws {
    let detector = try Self.hostile(
      "orphan", policy: Self.policy(WorkerPolicy(maximumWorkerCount: 1, maximumProcessorSeconds: 2)))
    let failure = #expect(throws: DetectorFailure.self) { try Self.reach(detector) }
    #expect(failure?.message.contains("processor time") == true, "\(failure?.message ?? "")")
  }
}
