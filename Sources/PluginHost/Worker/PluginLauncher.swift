import ModerationCore
import WorkerProcesses

/// Starts plugin workers and sees to it that they are what they should be.
struct PluginLauncher: Sendable {
  let executable: String
  let library: String
  /// The folder that the library may read; nil for none.
  let folder: String?
  let sha256: String?
  let policy: PluginPolicy
  /// Whether the library reads codes for this package's own detectors, and is no plugin.
  var readsCodes = false

  /// Starts a worker and waits until its library has described itself.
  func start(until deadline: ContinuousClock.Instant) throws(HostFailure) -> (WorkerProcess, PluginHello) {
    var arguments = [readsCodes ? "--codes" : "--plugin", library]
    if let sha256 { arguments += ["--sha256", sha256] }
    for path in (folder.map { [$0] } ?? []) + policy.readablePaths { arguments += ["--readable", path] }
    let process = try WorkerProcess(executable: executable, policy: policy.worker, arguments: arguments)
    switch try answer(of: process, until: deadline) {
    case .hello(let hello):
      guard hello.protocolVersion == PluginHello.currentProtocolVersion else {
        throw unusable("the worker speaks version \(hello.protocolVersion) of the protocol", process)
      }
      guard hello.sandbox.mode == .full || policy.worker.allowsWeakerSandbox else {
        throw unusable(hello.sandbox.weakness ?? hello.sandbox.mode.rawValue, process)
      }
      return (process, hello)
    case .unusable(let failure):
      _ = process.end(afterKilling: true)
      throw failure
    default: throw unusable("the worker sent an unexpected message", process)
    }
  }

  /// Starts a worker and has it make a detector.
  func start(
    _ id: String, configuration: String, until deadline: ContinuousClock.Instant, log: (String) -> Void
  ) throws(HostFailure) -> (WorkerProcess, PluginHello) {
    let (process, hello) = try start(until: deadline)
    let text = Array(configuration.utf8)
    let memory = try SealedMemory(holding: text.span.bytes)
    guard process.send(PluginMessage.create(id: id, byteCount: text.count), with: memory.descriptor) else {
      throw unusable("the worker ended", process)
    }
    var lines = 0
    while true {
      switch try answer(of: process, until: deadline) {
      case .made: return (process, hello)
      case .log(let line):
        lines += 1
        guard lines <= PluginWorker.maximumLogLines else {
          throw unusable("it wrote more than \(PluginWorker.maximumLogLines) lines", process)
        }
        log(line)
      case .unusable(let failure):
        _ = process.end(afterKilling: true)
        throw failure
      default: throw unusable("the worker sent an unexpected message", process)
      }
    }
  }

  private func answer(
    of process: WorkerProcess, until deadline: ContinuousClock.Instant
  ) throws(HostFailure) -> PluginMessage {
    let event: WorkerProcess.Event<PluginMessage> = process.receive(until: deadline)
    switch event {
    case .message(let message): return message
    case .malformed: throw unusable("the worker broke its protocol", process)
    case .timedOut: throw unusable("the library was not ready in time", process)
    case .ended:
      let end = process.end(afterKilling: false)
      throw unusable("its worker broke down: \(end.description)\(end.quotation)")
    }
  }

  private func unusable(_ reason: String, _ process: WorkerProcess) -> HostFailure {
    unusable(reason + process.end(afterKilling: true).quotation)
  }

  private func unusable(_ reason: String) -> HostFailure {
    HostFailure(.pluginUnusable, message: "the \(readsCodes ? "reader of codes" : "plugin") \(library): \(reason)")
  }
}
