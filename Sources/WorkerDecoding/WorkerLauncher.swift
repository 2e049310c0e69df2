import ModerationCore
import WorkerProcesses

/// Starts workers and checks that they are what this host can speak with.
struct WorkerLauncher {
  let executable: String
  let policy: WorkerPolicy
  /// Further arguments. For tests.
  let arguments: [String]

  /// Starts a worker and waits for its first words.
  ///
  /// - Throws: `HostFailure.Code.workerUnavailable`, with what the program wrote to standard error; `workerBusy` for
  ///   one that was not ready in time.
  func start(until deadline: ContinuousClock.Instant) throws(HostFailure) -> (WorkerProcess, WorkerHello) {
    let process = try WorkerProcess(executable: executable, policy: policy, arguments: arguments)
    let event: WorkerProcess.Event<WorkerMessage> = process.receive(until: deadline)
    switch event {
    case .message(.hello(let hello)):
      if let reason = objection(to: hello) { throw unavailable(reason) }
      return (process, hello)
    case .message, .malformed:
      throw unavailable("it does not speak as a decode worker of \(Release.current) does", process)
    case .timedOut:
      // So is a busy machine's: the same image may well be judged a moment later.
      let failure = unavailable("it was not ready in time", process)
      throw HostFailure(.workerBusy, message: failure.message)
    case .ended:
      let end = process.end(afterKilling: false)
      throw unavailable("\(end.description)\(end.quotation)")
    }
  }

  private func objection(to hello: WorkerHello) -> String? {
    guard hello.protocolVersion == WorkerHello.currentProtocolVersion else {
      return "it speaks version \(hello.protocolVersion) of the protocol, not \(WorkerHello.currentProtocolVersion)"
    }
    guard hello.release == Release.current else {
      return "it belongs to release \(hello.release.debugDescription), not \(Release.current)"
    }
    guard hello.sandbox.mode == .full || policy.allowsWeakerSandbox else {
      return hello.sandbox.weakness ?? hello.sandbox.mode.rawValue
    }
    return nil
  }

  private func unavailable(_ reason: String, _ process: WorkerProcess) -> HostFailure {
    unavailable(reason + process.end(afterKilling: true).quotation)
  }

  private func unavailable(_ reason: String) -> HostFailure {
    HostFailure(.workerUnavailable, message: "\(executable) cannot be used as decode worker: \(reason)")
  }
}
