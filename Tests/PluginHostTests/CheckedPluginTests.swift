import ImageModeration
import ModerationTesting
import PluginHost
import Testing

/// The checks of ModerationTesting, on libraries, in process and in a worker.
@Suite("Checks of plugins", .timeLimit(.minutes(20)))
struct CheckedPluginTests {
  private static let label = Label(rawValue: "Blue")
  private static let options = CheckOptions(pictures: [
    PictureExample("blue", .solid(.blue), expecting: [ScoreExpectation(label, .atLeast(0.99))]),
    PictureExample("red", .solid(.red), expecting: [ScoreExpectation(label, .atMost(0))]),
    PictureExample(
      "half blue", .halves(left: .blue, right: .red),
      expecting: [ScoreExpectation(label, .atLeast(0.4)), ScoreExpectation(label, .atMost(0.6))]),
  ])

  /// The one detector of a library; the file must outlive it where workers may open it again.
  static func detector(_ path: String, _ sha256: String, inWorker: Bool) throws -> any Detector {
    if inWorker {
      let library = try SandboxedLibrary(path: path, sha256: sha256, worker: SandboxedTests.worker)
      return try library.detector(try #require(library.descriptions.first).descriptor.id)
    }
    let library = try PluginLibrary(path: path, sha256: sha256)
    return try library.detector(try #require(library.descriptions.first).descriptor.id)
  }

  /// Checks a library's one detector. What happens to the memory of another process is not seen.
  private static func expectPass(_ path: String, _ sha256: String, inWorker: Bool) throws {
    var options = options
    options.runsInThisProcess = !inWorker
    let report = DetectorChecks.run(try detector(path, sha256, inWorker: inWorker), options: options)
    print(report)
    let skipped = report.checks.filter { $0.outcome == .skipped }.map(\.name)
    #expect(report.passed, "\(report)")
    #expect(skipped == (inWorker ? [.overread, .readOnly] : []), "\(report)")
  }

  @Test("the example in C passes every check, in process and in a worker", arguments: [false, true])
  func exampleInC(inWorker: Bool) throws {
    let plugin = try CPlugin(CPlugin.blue)
    try withExtendedLifetime(plugin) { try Self.expectPass(plugin.path, plugin.sha256, inWorker: inWorker) }
  }

  @Test(
    "the example in Swift passes every check, in process and in a worker",
    .enabled(if: SwiftPlugin.canBeBuilt, "the modules of this build are not beside the test bundle"),
    arguments: [false, true])
  func exampleInSwift(inWorker: Bool) throws {
    let plugin = try SwiftPlugin()
    try withExtendedLifetime(plugin) { try Self.expectPass(plugin.path, plugin.sha256, inWorker: inWorker) }
  }

  @Test(
    "a fault in C fails the check that is meant for it",
    arguments: [
      ("OVERREADS", [.overread]), ("WRITES", [.readOnly]), ("IGNORES_STRIDE", [.padding]), ("PERCENT", [.scores]),
      ("REMEMBERS", [.determinism, .concurrency, .padding]),
    ] as [(String, Set<DetectorCheck>)])
  func inProcess(fault: String, noticedBy: Set<DetectorCheck>) throws {
    let plugin = try CPlugin(CPlugin.sloppy, ["-DFAULT_\(fault)"])
    let report = try withExtendedLifetime(plugin) {
      DetectorChecks.run(try Self.detector(plugin.path, plugin.sha256, inWorker: false))
    }
    #expect(Set(report.failures.map(\.name)) == noticedBy, "\(report)")
  }

  @Test("a plugin that crashes over unexpected input costs a worker and not the checks")
  func crash() throws {
    let plugin = try CPlugin(CPlugin.sloppy, ["-DFAULT_CRASHES"])
    let report = try withExtendedLifetime(plugin) {
      DetectorChecks.run(try Self.detector(plugin.path, plugin.sha256, inWorker: true))
    }
    #expect(report.failures.map(\.name) == [.unexpectedInput], "\(report)")
    #expect(report[.unexpectedInput]?.reason.contains("sloppy/1 broke down") == true, "\(report)")
  }

  @Test("a read behind the pixels ends the process where the author asks for it")
  func crashOnOverread() async {
    await #expect(processExitsWith: .failure) {
      let plugin = try CPlugin(CPlugin.sloppy, ["-DFAULT_OVERREADS"])
      let detector = try CheckedPluginTests.detector(plugin.path, plugin.sha256, inWorker: false)
      _ = DetectorChecks.run(detector, options: CheckOptions(crashesOnOverread: true))
    }
    await #expect(processExitsWith: .success) {
      let plugin = try CPlugin(CPlugin.blue)
      let detector = try CheckedPluginTests.detector(plugin.path, plugin.sha256, inWorker: false)
      _ = DetectorChecks.run(detector, options: CheckOptions(crashesOnOverread: true))
    }
  }
}
