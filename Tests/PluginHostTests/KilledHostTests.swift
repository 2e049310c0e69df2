import Foundation
import TestFixtures
import Testing

@Suite("A host that is killed", .timeLimit(.minutes(20)))
struct KilledHostTests {
  private static let programs = URL(filePath: SandboxedTests.worker).deletingLastPathComponent()
  /// How long nothing may be left of a killed host.
  private static let patience = Duration.seconds(10)

  @Test("leaves nothing behind, though its plugin ignores all signals and lifts all limits")
  func orphans() throws {
    let plugin = try CPlugin(CPlugin.hostile)
    let host = Process()
    host.executableURL = Self.programs.appending(path: "moderate")
    host.arguments = [
      "--scenes", "none", "--plugin", plugin.path, "--plugin-configuration", "hostile/1=orphan",
      Fixture.folder.appending(path: "images/photos-faces/hopper.jpg").path,
    ]
    let errors = Pipe()
    host.standardError = errors
    host.standardOutput = FileHandle.nullDevice
    try host.run()
    defer { if host.isRunning { host.terminate() } }
    var said = ""
    while !said.contains("outlives") {
      let more = errors.fileHandleForReading.availableData
      try #require(!more.isEmpty, "the host ended first: \(said)")
      said += String(decoding: more, as: UTF8.self)
    }
    let workers = try Self.children(of: host.processIdentifier)
    try #require(workers.count >= 2, "a decoding worker and the plugin's")
    kill(host.processIdentifier, SIGKILL)
    let end = ContinuousClock.now + Self.patience
    var left = workers
    repeat {
      usleep(10_000)
      left.removeAll { !Self.lives($0) }
    } while !left.isEmpty && ContinuousClock.now < end
    #expect(left.isEmpty)
    for worker in left { kill(worker, SIGKILL) }
  }

  private static func children(of process: pid_t) throws -> [pid_t] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task").flatMap { task in
      try String(contentsOfFile: "/proc/\(process)/task/\(task)/children", encoding: .utf8)
        .split(separator: " ").compactMap { pid_t($0) }
    }
  }

  /// Whether a process runs: one that has ended stays listed until somebody takes its status.
  private static func lives(_ process: pid_t) -> Bool {
    guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let state = stat.split(separator: ")").last?.split(separator: " ").first
    else { return false }
    return state != "Z" && state != "X"
  }
}
