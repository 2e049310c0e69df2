import Foundation
import ModerationCore
import Testing

@testable import ImageDecoding
@testable import WorkerDecoding
@testable import WorkerProcesses

extension WorkerSuites {
  @Suite("Sandbox", .timeLimit(.minutes(20)))
  struct SandboxTests {
    /// Runs the worker's own attempts to break out, started exactly as a host starts it.
    static func probe(_ arguments: [String] = []) throws -> (facts: [String], attempts: [String: String]) {
      let worker = try WorkerProcess(executable: Worker.executable, arguments: ["--probe-sandbox"] + arguments)
      let output = worker.output(until: .now + .seconds(60))
      let lines = output.split(separator: "\n").map(String.init)
      var attempts: [String: String] = [:]
      for line in lines where line.hasPrefix("first.") || line.hasPrefix("older.") {
        let parts = line.split(separator: "=")
        attempts[String(parts[0])] = String(parts[1])
      }
      return (lines.filter { !$0.contains(".") || $0.hasPrefix("limit.") || $0.hasPrefix("environment") }, attempts)
    }

    static let readsFonts = "openFonts"

    /// How many attempts there are, each from two threads.
    static let attemptCount = 54

    /// Whether the kernel bounds a worker's threads here.
    static let boundsThreads = (try? Worker.single())?.sandbox.maximumThreadCount != nil

    /// What succeeds where threads cannot be bounded: there a worker of root's stays root, without his rights.
    static let unbounded: Set<String> = {
      guard !boundsThreads else { return [] }
      let names = ["startManyThreads"] + (geteuid() == 0 ? ["becomeRoot"] : [])
      return Set(names.flatMap { ["first.\($0)", "older.\($0)"] })
    }()

    /// Whether this kernel has all walls. A weaker one is a matter of `moderate doctor`, not of these tests.
    static let mode = (try? Worker.single())?.sandbox.mode

    @Test("no attempt succeeds but looking at fonts, not even from a thread that is older than the filter")
    func full() throws {
      let attempts = try Self.probe().attempts
      #expect(attempts.count == Self.attemptCount)
      #expect(attempts.keys.count { $0.hasPrefix("older.") } == attempts.count / 2)
      let succeeded = Set(attempts.filter { $0.value == "allowed" }.keys)
      let fonts: Set = Self.mode == .full ? ["first.openFonts", "older.openFonts"] : []
      #expect(succeeded == fonts.union(Self.unbounded))
    }

    @Test("without Landlock no file can be opened at all")
    func withoutLandlock() throws {
      let attempts = try Self.probe(["--without-landlock"]).attempts
      #expect(attempts.count == Self.attemptCount)
      #expect(Set(attempts.filter { $0.value == "allowed" }.keys) == Self.unbounded)
    }

    @Test(
      "without seccomp files, TCP, other processes, other users and limits stay closed", .enabled(if: mode == .full))
    func withoutSeccomp() throws {
      let attempts = try Self.probe(["--without-seccomp"]).attempts
      let closed = [
        "openPasswd", "openOwnProgram", "listRoot", "createFile", "createInFonts", "makeFolder", "execute", "traceHost",
        "raiseMemoryLimit", "becomeRoot", "haveCapabilities",
      ]
      for name in closed where !Self.unbounded.contains("first.\(name)") {
        #expect(attempts["first.\(name)"] != "allowed")
        #expect(attempts["older.\(name)"] != "allowed")
      }
      #expect(attempts["first.startProcess"] == "allowed")
    }

    @Test("without seccomp threads stay bounded", .enabled(if: boundsThreads))
    func threads() throws {
      let attempts = try Self.probe(["--without-seccomp"]).attempts
      #expect(attempts["first.startManyThreads"] == "\(EAGAIN)")
      #expect(attempts["older.startManyThreads"] == "\(EAGAIN)")
    }

    @Test("a worker that is not its host's any more does not start")
    func orphan() {
      // The last word counts: this process is not number 1.
      let error = #expect(throws: HostFailure.self) { try Worker.single(["--host", "1"]) }
      #expect(error?.code == .workerUnavailable)
    }

    @Test("the weaker modes have names, and a policy can refuse them")
    func weakerModes() throws {
      let modes: [(arguments: [String], mode: SandboxReport.Mode)] = [
        (["--without-landlock"], .withoutLandlock), (["--without-seccomp"], .withoutSystemCallFilter),
        (["--without-landlock", "--without-seccomp"], .limitsOnly),
      ]
      for (arguments, mode) in modes {
        let decoder = try Worker.single(arguments)
        #expect(decoder.sandbox.mode == mode)
        #expect(decoder.sandbox.weakness != nil)
        let error = #expect(throws: HostFailure.self) {
          try Worker.single(arguments, policy: WorkerPolicy(allowsWeakerSandbox: false))
        }
        #expect(error?.code == .workerUnavailable)
      }
    }

    @Test("a worker without Landlock decodes no SVG, since it cannot open a font")
    func svgWithoutFonts() throws {
      #expect(try !Worker.single(["--without-landlock"]).formats.contains(.svg))
    }

    @Test("a thread that Landlock would miss keeps the worker from starting")
    func earlyThread() {
      let error = #expect(throws: HostFailure.self) { try Worker.single(["--start-early-thread"]) }
      #expect(error?.code == .workerUnavailable)
      #expect(error?.message.contains("2 threads exist before Landlock") == true)
    }

    @Test("the worker starts with one variable, no input, the channel and nothing else")
    func start() throws {
      let facts = try Self.probe().facts
      #expect(facts.filter { $0.hasPrefix("environment=") } == ["environment=SWIFT_BACKTRACE=enable=no"])
      #expect(facts.contains("descriptors=0 1 2 3"))
      #expect(facts.contains("stdin=/dev/null"))
      #expect(facts.contains("stdout=/dev/null"))
      #expect(facts.contains("ownSession=true"))
      #expect(facts.contains("limit.core=0 0"))
      #expect(
        facts.contains(
          "limit.processor=\(WorkerBounds(.standard).processorSeconds) \(WorkerBounds(.standard).processorSeconds)"))
    }

    @Test("more memory than the policy grants is not to be had")
    func memoryLimit() throws {
      let policy = WorkerPolicy(maximumWorkerCount: 1, maximumMemoryBytes: 64 << 20)
      let decoder = try Worker.single(policy: policy)
      let bytes = try fixture("generated/boundary/d_9999.png")
      let answer = Answer(decoder, bytes, Worker.request(.png))
      #expect(answer.failure != nil)
      #expect(answer.frames.isEmpty)
      #expect(Answer(decoder, try fixture("photos-faces/hopper.jpg"), Worker.request(.jpeg)).failure == nil)
    }
  }
}
