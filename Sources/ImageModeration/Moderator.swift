import ImageDecoding
import Synchronization

/// Moderates images: bytes in, verdict with evidence out.
///
///     let worker = Isolation.worker(executable: path)
///     let moderator = try Moderator(detectors: StandardDetectors.load(isolation: worker), isolation: worker)
///     let result = try await moderator.moderate(.bytes(upload, .fetched))
///     if result.suggestion == .pass { publish() }
///
/// Made once and used for all images, from any task or thread. Each image runs on one of the moderator's own threads,
/// from `Pipeline.judge` downwards. A value of `Moderator` holds no other state than its detectors' models.
public final class Moderator: Sendable {
  /// How much runs and waits at a time.
  public struct Capacity: Hashable, Sendable {
    /// From when on an image's time counts.
    public enum DeadlineStart: Hashable, Sendable {
      /// From its admission, the time in the queue included: a server, whose client waits. An image that is not begun in
      /// time is refused with `HostFailure.Code.deadlinePassed`.
      case admission
      /// From the beginning of work: a batch, of which every image is to be judged however long the queue is.
      case work
    }

    /// How many images are worked on at a time, each on a thread of its own; never more than there are processors.
    public var concurrentImages: Int
    /// How many further images may wait; one more is refused at once with `HostFailure.Code.queueFull`.
    public var waitingImages: Int
    /// How much memory decoding may take for all images that are worked on, in bytes, as estimated from their headers. An
    /// image waits for its share, and is refused with `HostFailure.Code.decodeMemoryBusy` when its time is up before. One
    /// that alone would take more is refused as `decodeMemoryExceeded`.
    public var decodeMemoryBytes: Int
    /// From when on an image's time counts.
    public var deadlineStart: DeadlineStart
    /// How many processors there are to keep busy: more images at a time would only be late together.
    public var processorCount: Int

    /// Two images at a time where there are two processors, 64 waiting, 2 GiB.
    public static let standard = Capacity(concurrentImages: 2, waitingImages: 64)

    /// Makes a capacity; at least one image runs.
    public init(
      concurrentImages: Int, waitingImages: Int, decodeMemoryBytes: Int = Limits.decodeMemoryBudget,
      deadlineStart: DeadlineStart = .admission, processorCount: Int = ProcessorCount.available
    ) {
      self.concurrentImages = max(1, concurrentImages)
      self.waitingImages = max(0, waitingImages)
      self.decodeMemoryBytes = max(0, decodeMemoryBytes)
      self.deadlineStart = deadlineStart
      self.processorCount = max(1, processorCount)
    }

    /// How many images are really worked on at a time.
    public var threadCount: Int { min(concurrentImages, processorCount) }
  }

  /// The scenes that are looked at, by name.
  public var scenes: [Scene] { pipeline.detectors.scenes }

  /// What bounds the decode workers on this machine; nil where images are decoded in this process.
  public var sandbox: SandboxReport? { (pipeline.decoder as? WorkerDecoder)?.sandbox }

  /// The formats that can be decoded here.
  public var formats: Set<ImageFormat> { pipeline.decoder.formats }

  /// How many images wait. For tests.
  package var waitingImages: Int { threads.waitingCount }

  private let pipeline: Pipeline
  private let threads: ImageThreads
  private let deadlineStart: Capacity.DeadlineStart

  /// Composes a moderator.
  ///
  /// - Parameters:
  ///   - detectors: The detectors and recognisers to run, for example `StandardDetectors.load(isolation:)`.
  ///   - isolation: Where hostile bytes are decoded. No default: choose.
  ///   - limits: What an image may be.
  ///   - policy: What findings and gaps mean.
  ///   - capacity: How much runs and waits at a time.
  /// - Throws: `HostFailure` when the detectors do not fit together or the image library does not start.
  public convenience init(
    detectors: DetectorSet, isolation: Isolation, limits: Limits = .ims20201229, policy: Policy = .standard,
    capacity: Capacity = .standard
  ) throws(HostFailure) {
    try self.init(
      detectors: detectors, decoder: try isolation.makeDecoder(), limits: limits, policy: policy, capacity: capacity)
  }

  /// Composes a moderator with a decoder of one's own, for tests.
  package init(
    detectors: DetectorSet, decoder: any Decoder, limits: Limits = .ims20201229, policy: Policy = .standard,
    capacity: Capacity = .standard
  ) throws(HostFailure) {
    pipeline = try Pipeline(
      limits: limits, policy: policy, detectors: detectors, decoder: decoder,
      memory: MemoryAdmission(capacityBytes: capacity.decodeMemoryBytes))
    threads = try ImageThreads(threadCount: capacity.threadCount, maximumWaitingJobs: capacity.waitingImages)
    deadlineStart = capacity.deadlineStart
  }

  /// Moderates one image.
  ///
  /// Answers by the deadline, and a moment that the step at work is given to end: what was not looked at by then is a gap,
  /// whatever still works on the image.
  ///
  /// - Returns: A verdict, or the refusal of an image that breaks a limit or is not an image; either with the facts known.
  /// - Throws: `HostFailure` when the fault is this machine's: a file that cannot be read, a full queue, a deadline that
  ///   passed in the queue, a cancelled task. Nothing is known about the image then.
  public func moderate(_ source: ImageSource) async throws(HostFailure) -> ModerationResult {
    try await onThread { pipeline, progress, cancellation throws(HostFailure) in
      try pipeline.run(source, progress, cancellation)
    } late: { pipeline, progress in
      .success(pipeline.lateResult(progress.current))
    }
  }

  /// Does a job for one image on one of the moderator's threads, or refuses it when the queue is full.
  ///
  /// - Parameter late: Answers when the job runs and does not answer in time.
  func onThread<Value: Sendable>(
    _ job: @escaping @Sendable (Pipeline, Progress, Cancellation) throws(HostFailure) -> Value,
    late: @escaping @Sendable (Pipeline, Progress) -> Result<Value, HostFailure>
  ) async throws(HostFailure) -> Value {
    typealias Answer = Result<Value, HostFailure>
    let timeToWork = pipeline.limits.deadline
    let admission = ContinuousClock.now
    let cancellation = Cancellation(deadline: deadlineStart == .admission ? admission + timeToWork : nil)
    let progress = Progress(pipeline.policy)
    let queued = Mutex<ImageJob?>(nil)
    let answer = await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Answer, Never>) in
        let answer = OneAnswer(continuation)
        let imageJob = ImageJob(cancellation, timeToWork: timeToWork) { [self] in
          answer.give(
            Answer { () throws(HostFailure) in
              if cancellation.wasCancelled { throw .cancelled }
              if deadlineStart == .admission, cancellation.deadlinePassed { throw .deadlinePassed(since: admission) }
              return try job(pipeline, progress, cancellation)
            })
        } late: { [self] expiry in
          switch expiry {
          case .waiting: answer.give(.failure(.deadlinePassed(since: admission)))
          case .running: answer.give(late(pipeline, progress))
          case .cancelled: answer.give(.failure(.cancelled))
          }
        }
        queued.withLock { $0 = imageJob }
        if !threads.submit(imageJob) {
          answer.give(.failure(.queueFull(waiting: threads.maximumWaitingJobs)))
        } else if cancellation.wasCancelled {
          threads.cancel(imageJob)
        }
      }
    } onCancel: {
      cancellation.cancel()
      if let job = queued.withLock({ $0 }) { threads.cancel(job) }
    }
    return try answer.get()
  }
}

extension HostFailure {
  static let cancelled = HostFailure(.cancelled, message: "the caller's task was cancelled")

  static func queueFull(waiting count: Int) -> HostFailure {
    HostFailure(.queueFull, message: "the queue is full (\(count) waiting); try again later")
  }

  static func deadlinePassed(since admission: ContinuousClock.Instant) -> HostFailure {
    let seconds = ((ContinuousClock.now - admission) / .milliseconds(100)).rounded() / 10
    return HostFailure(
      .deadlinePassed, message: "the deadline passed in the queue, after \(seconds) s; try again later")
  }
}
