public import ModerationCore
public import WorkerProcesses

/// Decodes in processes of their own, which can touch nothing: no files but fonts, no network, bounded memory and time.
///
/// A file that crashes or hangs a codec costs its own answer and one worker, which is replaced. Same answers as
/// `InProcessDecoder`, which the worker runs inside. Called concurrently; at most the policy's number of images are
/// decoded at a time, the others wait until their deadline.
public final class WorkerDecoder: Decoder {
  public let formats: Set<ImageFormat>
  /// What bounds the workers on this machine.
  public let sandbox: SandboxReport

  private let pool: WorkerPool<WorkerHello>
  private let standardImageTimeout: Duration

  /// Starts the first worker.
  ///
  /// - Parameters:
  ///   - executable: The path of this release's `moderation-worker`.
  ///   - policy: How many, how much, how long.
  /// - Throws: `HostFailure.Code.workerUnavailable` when it is missing, does not start, is no decode worker or belongs
  ///   to another release; the message quotes what it wrote to standard error.
  public convenience init(executable: String, policy: WorkerPolicy = .standard) throws(HostFailure) {
    try self.init(executable: executable, policy: policy, arguments: [])
  }

  /// Starts workers with further arguments, for tests.
  package init(executable: String, policy: WorkerPolicy, arguments: [String]) throws(HostFailure) {
    let launcher = WorkerLauncher(executable: executable, policy: policy, arguments: arguments)
    pool = try WorkerPool("decode worker", policy: policy) { deadline throws(HostFailure) in
      try launcher.start(until: deadline)
    }
    formats = pool.greeting.formats
    sandbox = pool.greeting.sandbox
    standardImageTimeout = policy.standardImageTimeout
  }

  /// What has become of the workers so far.
  public var statistics: WorkerStatistics { pool.statistics }

  /// The process identifiers of the workers that wait for an image. For tests.
  package var idleWorkers: [Int] { pool.idleIdentifiers }

  public func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    return try decode(bytes, request, holding: { _ in }, deliver: deliver)
  }

  /// Decodes, and says which worker will hold the image: tests end it at work.
  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, holding: (WorkerProcess) -> Void,
    deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    guard formats.contains(request.format) else {
      throw .rejected(
        InputRejection(
          .formatNotDecodable, message: "\(request.format) is recognised but not decodable in this version"))
    }
    let deadline = request.deadline ?? .now + standardImageTimeout
    let member = try take(until: deadline)
    holding(member.process)
    let start = ContinuousClock.now
    let conversation = WorkerConversation(worker: member.process, request: request, deadline: deadline)
    do throws(WorkerConversation.Interruption) {
      let report = try conversation.run(bytes, deliver: deliver)
      pool.giveBack(member, afterFailedFile: false)
      return report
    } catch {
      switch error {
      case .refused(let failure):
        pool.giveBack(member, afterFailedFile: failure.isDamage)
        throw failure
      case .abandoned(let failure):
        pool.giveBack(member, afterFailedFile: false)
        throw failure
      case .timedOut:
        throw end(member, afterKilling: true) { _ in
          .late(reason: "decoding was not done by the deadline, after \((.now - start).milliseconds) ms")
        }
      case .ended: throw end(member, afterKilling: false, \.failure)
      case .lied(let how):
        throw end(member, afterKilling: true) { _ in
          .rejected(InputRejection(.decoderCrashed, message: "the decode worker broke its protocol: \(how)"))
        }
      case .failed(let failure): throw end(member, afterKilling: true) { _ in .failed(failure) }
      }
    }
  }

  private func take(until deadline: ContinuousClock.Instant) throws(DecodingFailure) -> WorkerPool<WorkerHello>.Member {
    do throws(HostFailure) {
      return try pool.take(until: deadline)
    } catch {
      throw .failed(error)
    }
  }

  /// Makes sure of a worker's end, counts it, and says what became of its image.
  private func end(
    _ member: WorkerPool<WorkerHello>.Member, afterKilling kills: Bool, _ failure: (WorkerEnd) -> DecodingFailure
  ) -> DecodingFailure {
    let failure = failure(member.process.end(afterKilling: kills))
    switch failure {
    case .late:
      pool.lose(isFailure: false) { $0.killedForTime += 1 }
    case .rejected: pool.lose(isFailure: true) { $0.crashed += 1 }
    case .failed(let failure) where failure.code == .workerKilled:
      pool.lose(isFailure: true) { $0.killedFromOutside += 1 }
    case .failed: pool.lose(isFailure: false) { $0.retired += 1 }
    }
    return failure
  }
}

extension DecodingFailure {
  /// Whether a codec stumbled over the bytes, so that its memory may be damaged.
  fileprivate var isDamage: Bool {
    switch self {
    case .rejected(let rejection): rejection.code == .decodingFailed
    case .failed: true
    case .late: false
    }
  }
}
