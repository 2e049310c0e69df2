import WorkerProcesses
import ArgumentParser
import Glibc
import ImageModeration
import Inference
import StandardDetectors

/// `moderate doctor`: what holds on this machine: the decode worker and what bounds it, the formats, the models.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Says what holds on this machine: the sandbox of the decode worker, the formats, the models.",
    discussion: """
      Starts a decode worker, and shows every model a picture made for this. One line per thing: ok, weaker (works, \
      but bounded less than it could be) or missing.

      Exit status: 64 when the command line is wrong; 1 when something is missing; else 0.
      """)

  @Option(help: ArgumentHelp("Folder that ./run setup --into DIR filled.", valueName: "dir"))
  var models: String?

  func run() async throws {
    var report = DoctorReport()
    report.add(.ok, "kernel", Self.kernel)
    examineCPU(&report)
    examineWorker(&report)
    let scenes = DoctorScenes(modelsDirectory: try ModelsFolder.chosen(models))
    for scene in StandardDetectors.scenes { await scenes.examine(scene, &report) }
    _exit(report.isMissingSomething ? 1 : 0)
  }

  private func examineCPU(_ report: inout DoctorReport) {
    if InferenceRuntime.cpuHasSSE42 {
      report.add(.ok, "cpu", "has SSE4.2")
    } else {
      report.add(.missing, "cpu", "SSE4.2 is needed by the text, terror and tags models")
    }
  }

  private func examineWorker(_ report: inout DoctorReport) {
    let path = DecodeWorker.path
    do throws(HostFailure) {
      let reader = try ImageReader(isolation: .worker(executable: path))
      report.add(.ok, "worker", path)
      if let sandbox = reader.sandbox { describe(sandbox, &report) }
      let missing = Limits.ims20201229.formats.subtracting(reader.formats)
      report.add(missing.isEmpty ? .ok : .weaker, "formats", Self.list(reader.formats))
      if !missing.isEmpty { report.add(.weaker, "", "not decoded: \(Self.list(missing))") }
    } catch {
      report.add(.missing, "worker", error.message)
    }
  }

  private func describe(_ sandbox: SandboxReport, _ report: inout DoctorReport) {
    if let version = sandbox.landlockVersion {
      report.add(.ok, "landlock", "version \(version): no files but fonts, read only")
    } else {
      report.add(.weaker, "landlock", "not in this kernel")
    }
    report.add(
      sandbox.filtersSystemCalls ? .ok : .weaker, "seccomp",
      sandbox.filtersSystemCalls ? "no network, no processes, no writing" : "not in this kernel")
    report.add(.ok, "memory", "\(sandbox.maximumMemoryBytes / 1_048_576) MiB at most in each worker")
    if let count = sandbox.maximumThreadCount {
      report.add(.ok, "threads", "\(count) at most in each worker")
    } else {
      report.add(
        .weaker, "threads", "not bounded: workers get no user and no user namespace of their own; bound the container")
    }
    if let weakness = sandbox.weakness { report.add(.weaker, "", weakness) }
  }

  private static func list(_ formats: Set<ImageFormat>) -> String {
    formats.map(\.rawValue).sorted().joined(separator: " ")
  }

  private static var kernel: String {
    var name = utsname()
    guard uname(&name) == 0 else { return "unknown" }
    return withUnsafeBytes(of: name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
