import ImageDecoding
import Synchronization

/// Moderates images: bytes in, verdict with evidence out.
///
///     let moderator = try Moderator(detectors: StandardDetectors.load(), isolation: .worker(executable: path))
///     let result = try await moderator.moderate(.bytes(upload, .fetched))
///     if result.suggestion == .pass { publish() }
///
/// Made once and used for all images, from any task or thread. Each image runs on one of the moderator's own threads,
/// from `Pipeline.judge` downwards. A value of `Moderator` holds no other state than its detectors' models.
public final class Moderator: Sendable {
  /// How much runs and waits at a time.
  public struct Capacity: Hashable, Sendable {
    /// How many images are worked on at a time, each on a thread of its own.
    public var concurrentImages: Int
    /// How many further images may wait; one more is refused at once with `HostFailure.Code.queueFull`.
    public var waitingImages: Int
    /// How much memory decoding may take for all images that are worked on, in bytes, as estimated from their headers. An
    /// image waits for its share, and is refused with `HostFailure.Code.decodeMemoryBusy` when its time is up before. One
    /// that alone would take more is refused as `decodeMemoryExceeded`.
    public var decodeMemoryBytes: Int

    /// Two images at a time, 64 waiting, 2 GiB.
    public static let standard = Capacity(concurrentImages: 2, waitingImages: 64)

    /// Makes a capacity; at least one image runs.
    public init(concurrentImages: Int, waitingImages: Int, decodeMemoryBytes: Int = Limits.decodeMemoryBudget) {
      self.concurrentImages = max(1, concurrentImages)
      self.waitingImages = max(0, waitingImages)
      self.decodeMemoryBytes = max(0, decodeMemoryBytes)
    }
  }

  /// The scenes that are looked at, by name.
  public var scenes: [Scene] { pipeline.detectors.scenes }

  /// What bounds the decode workers on this machine; nil where images are decoded in this process.
  public var sandbox: SandboxReport? { (pipeline.decoder as? WorkerDecoder)?.sandbox }

  /// The formats that can be decoded here.
  public var formats: Set<ImageFormat> { pipeline.decoder.formats }

  private let pipeline: Pipeline
  private let threads: WorkerThreads

  /// Composes a moderator.
  ///
  /// - Parameters:
  ///   - detectors: Who looks, for example `StandardDetectors.load()`.
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
    threads = try WorkerThreads(
      threadCount: capacity.concurrentImages, maximumWaitingJobs: capacity.waitingImages)
  }

  /// Moderates one image.
  ///
  /// - Returns: A verdict, or the refusal of an image that breaks a limit or is none; either with the facts known.
  /// - Throws: `HostFailure` when the fault is this machine's: a file that cannot be read, a full queue, a cancelled
  ///   task. Nothing is known about the image then.
  public func moderate(_ source: ImageSource) async throws(HostFailure) -> ModerationResult {
    try await onThread { pipeline, cancellation throws(HostFailure) in try pipeline.run(source, cancellation) }
  }

  /// Does a job for one image on one of the moderator's threads, or refuses it when as many wait as may.
  func onThread<Value: Sendable>(
    _ job: @escaping @Sendable (Pipeline, Cancellation) throws(HostFailure) -> Value
  ) async throws(HostFailure) -> Value {
    let cancellation = Cancellation(deadline: .now + pipeline.limits.deadline)
    typealias Answer = Result<Value, HostFailure>
    let answer = await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Answer, Never>) in
        let accepted = threads.submit { [self] in
          continuation.resume(
            returning: Answer { () throws(HostFailure) in
              if cancellation.wasCancelled { throw .cancelled }
              return try job(pipeline, cancellation)
            })
        }
        if !accepted { continuation.resume(returning: .failure(.queueFull)) }
      }
    } onCancel: {
      cancellation.cancel()
    }
    return try answer.get()
  }
}

extension HostFailure {
  static let cancelled = HostFailure(.cancelled, message: "the caller's task was cancelled")
  static let queueFull = HostFailure(.queueFull, message: "as many images are waiting as may")
}
