public import ModerationCore
import Synchronization
import WorkerProcesses

/// One detector of a library, in one or more workers. Called concurrently; who comes too late waits for a worker.
final class PluginWorker: Sendable {
  let id: String
  private let policy: PluginPolicy
  private let pool: WorkerPool<PluginHello>
  private let quarantine = Mutex(Quarantine())
  private let log: @Sendable (String) -> Void

  /// What the worker said that it hosts.
  var descriptions: [PluginDescription] { pool.greeting.descriptions }

  init(
    id: String, configuration: String, launcher: PluginLauncher, log: @escaping @Sendable (String) -> Void
  ) throws(HostFailure) {
    self.id = id
    self.log = log
    policy = launcher.policy
    pool = try WorkerPool("worker of \(id)", policy: policy.worker) { deadline throws(HostFailure) in
      try launcher.start(id, configuration: configuration, until: deadline, log: log)
    }
  }

  /// Hands memory and a question to a worker and gives its answer.
  func ask(
    _ bytes: RawSpan, deadline: ContinuousClock.Instant?, _ question: (Int) -> PluginMessage
  ) throws(DetectorFailure) -> [Finding] {
    guard quarantine.withLock({ $0.admits(at: .now) }) else {
      throw DetectorFailure(
        .quarantined,
        message:
          "\(id) is in quarantine: it failed \(policy.failuresBeforeQuarantine) times within \(policy.quarantineWindow)"
      )
    }
    let latest = ContinuousClock.now + policy.inspectionTimeout
    let end = deadline.map { min($0, latest) } ?? latest
    let member: WorkerPool<PluginHello>.Member
    do throws(HostFailure) {
      member = try pool.take(until: end)
    } catch {
      throw unavailable(error)
    }
    var findings: [Finding] = []
    do throws(Interruption) {
      let failure = try converse(member.process, bytes, until: end, question, &findings)
      pool.giveBack(member, afterFailedFile: false)
      if var failure {
        failure.findings = findings
        throw Interruption.answered(failure)
      }
      return findings
    } catch {
      throw failure(error, member, findings)
    }
  }

  /// Why there is no worker. What a library or its worker said as it was started again is for the log: a result goes to
  /// others than the operator.
  private func unavailable(_ failure: HostFailure) -> DetectorFailure {
    guard failure.code == .pluginUnusable else {
      return DetectorFailure(failure.code == .workerBusy ? .deadline : .pluginUnavailable, message: failure.message)
    }
    log(failure.message)
    return DetectorFailure(.pluginUnavailable, message: "\(id) could not be started again")
  }

  /// Why there is no list of findings.
  private enum Interruption: Error {
    /// The plugin said so; its worker is well.
    case answered(DetectorFailure)
    case timedOut
    case ended
    case lied(String)
    case ours(HostFailure)
  }

  private func failure(
    _ interruption: Interruption, _ member: WorkerPool<PluginHello>.Member, _ findings: [Finding]
  ) -> DetectorFailure {
    if case .answered(let failure) = interruption {
      // A broken rule of the interface, a flood of findings for one: the worker noticed it, and is well.
      if failure.code == .invalidFinding { quarantine.withLock { $0.noteFailure(at: .now, policy) } }
      return failure
    }
    if case .ours(let failure) = interruption {
      _ = member.process.end(afterKilling: true)
      pool.lose(isFailure: false) { $0.retired += 1 }
      return DetectorFailure(.pluginUnavailable, message: failure.message)
    }
    var kills = true
    if case .ended = interruption { kills = false }
    let end = member.process.end(afterKilling: kills)
    quarantine.withLock { $0.noteFailure(at: .now, policy) }
    if let words = end.lastWords { log("its last words were: \(words)") }
    switch interruption {
    case .timedOut:
      pool.lose(isFailure: false) { $0.killedForTime += 1 }
      return DetectorFailure(.deadline, message: "\(id) did not answer in time and was ended", findings: findings)
    case .lied(let how):
      pool.lose(isFailure: true) { $0.crashed += 1 }
      return DetectorFailure(
        .pluginCrashed, message: "the worker of \(id) broke its protocol: \(how)", findings: findings)
    default:
      guard !end.isOverTime else {
        pool.lose(isFailure: false) { $0.killedForTime += 1 }
        return DetectorFailure(
          .tooMuchToLookAt, message: "\(id) used up its processor time for one picture and was ended",
          findings: findings)
      }
      pool.lose(isFailure: true) { $0.crashed += 1 }
      return DetectorFailure(
        .pluginCrashed, message: "\(id) broke down: \(end.description)", findings: findings)
    }
  }

  private func converse(
    _ worker: WorkerProcess, _ bytes: RawSpan, until end: ContinuousClock.Instant, _ question: (Int) -> PluginMessage,
    _ findings: inout [Finding]
  ) throws(Interruption) -> DetectorFailure? {
    let memory: SealedMemory
    do throws(HostFailure) {
      memory = try SealedMemory(holding: bytes)
    } catch {
      throw .ours(error)
    }
    let message = question((end - .now).nanoseconds)
    guard message.bytes != nil else {
      throw .ours(HostFailure(.pluginUnusable, message: "the question to \(id) is too long"))
    }
    guard worker.send(message, with: memory.descriptor) else { throw .ended }
    var lines = 0
    while true {
      let event: WorkerProcess.Event<PluginMessage> = worker.receive(until: end)
      switch event {
      case .ended: throw .ended
      case .timedOut: throw .timedOut
      case .malformed: throw .lied("it sent bytes that are not a message")
      case .message(let message):
        switch message {
        case .findings(let more):
          findings += more
          guard findings.count <= Finding.maximumPerCall else { throw .lied("it sent \(findings.count) findings") }
        case .done: return nil
        case .failed(let failure): return failure
        case .log(let line):
          lines += 1
          guard lines <= Self.maximumLogLines else { throw .lied("it wrote more than \(Self.maximumLogLines) lines") }
          log(line)
        default: throw .lied("it sent an unexpected message")
        }
      }
    }
  }

  /// The most lines that one inspection, or the making of a detector, may write to the log.
  static let maximumLogLines = 1_000
}

extension DetectorFailure.Code {
  /// A plugin's worker broke down over an image.
  public static let pluginCrashed = DetectorFailure.Code(rawValue: "pluginCrashed")
  /// A plugin failed so often that it is not asked for a while.
  public static let quarantined = DetectorFailure.Code(rawValue: "quarantined")
  /// No worker could be had for a plugin.
  public static let pluginUnavailable = DetectorFailure.Code(rawValue: "pluginUnavailable")
}
