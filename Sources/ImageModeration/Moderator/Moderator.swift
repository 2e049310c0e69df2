import WorkerDecoding
public import WorkerProcesses

/// Moderates images: bytes in, verdict with evidence out.
///
///     let worker = Isolation.worker(executable: path)
///     let moderator = try Moderator(detectors: StandardDetectors.load(isolation: worker), isolation: worker)
///     let result = try await moderator.moderate(.bytes(upload, .fetched))
///     if result.suggestion == .pass { publish() }
///
/// Made once and used for all images, from any task or thread. It keeps what is dear, the workers, the threads and the
/// memory; what an image is judged by is a `Ruleset`, which each call may bring along:
///
///     let strict = try Ruleset(detectors: detectors, policy: strictPolicy)
///     let result = try await moderator.moderate(source, under: strict)
///
/// Each image runs on one of the moderator's own threads, through the stages of `Pipeline.judge`.
public final class Moderator: Sendable {
  /// The rules that apply where a call names none.
  public let rules: Ruleset

  package let engine: Engine

  /// The scenes that are looked at where a call names no rules, by name.
  public var scenes: [Scene] { rules.scenes }

  /// What bounds the decode workers on this machine; nil where images are decoded in this process.
  public var sandbox: SandboxReport? { (engine.decoder as? WorkerDecoder)?.sandbox }

  /// The formats that can be decoded here.
  public var formats: Set<ImageFormat> { engine.decoder.formats }

  /// Composes a moderator of one rule set.
  ///
  /// - Parameters:
  ///   - detectors: The detectors and recognisers to run, for example `StandardDetectors.load(isolation:)`.
  ///   - isolation: Where hostile bytes are decoded. No default: choose.
  ///   - limits: What an image may be.
  ///   - policy: What findings and gaps mean.
  ///   - capacity: How much runs and waits at a time.
  /// - Throws: `HostFailure` when the detectors do not fit together or the decoder does not start.
  public convenience init(
    detectors: DetectorSet, isolation: Isolation, limits: Limits = .ims20201229, policy: Policy = .standard,
    capacity: Capacity = .standard
  ) throws(HostFailure) {
    try self.init(
      rules: try Ruleset(detectors: detectors, limits: limits, policy: policy), isolation: isolation,
      capacity: capacity)
  }

  /// Composes a moderator.
  ///
  /// - Parameters:
  ///   - rules: What images are judged by where a call names no rules of its own.
  ///   - isolation: Where hostile bytes are decoded. No default: choose.
  ///   - capacity: How much runs and waits at a time.
  /// - Throws: `HostFailure` when the decoder does not start.
  public init(rules: Ruleset, isolation: Isolation, capacity: Capacity = .standard) throws(HostFailure) {
    self.rules = rules
    engine = try Engine(decoder: try isolation.makeDecoder(), capacity: capacity)
  }

  /// Composes a moderator with a decoder of one's own, for tests.
  package init(
    detectors: DetectorSet, decoder: any Decoder, limits: Limits = .ims20201229, policy: Policy = .standard,
    capacity: Capacity = .standard
  ) throws(HostFailure) {
    rules = try Ruleset(detectors: detectors, limits: limits, policy: policy)
    engine = try Engine(decoder: decoder, capacity: capacity)
  }

  /// Moderates one image.
  ///
  /// Answers by the deadline, and a moment that the step at work is given to end: what was not looked at by then is a
  /// gap, whatever still works on the image.
  ///
  /// - Parameter rules: What it is judged by, from its admission to its answer; nil for the moderator's own.
  /// - Returns: A verdict, or the refusal of an image that breaks a limit or is not an image; either with the facts
  ///   known.
  /// - Throws: `HostFailure` when the fault is this machine's: a file that cannot be read, a full queue, a deadline
  ///   that passed in the queue, a cancelled task. Nothing is known about the image then.
  public func moderate(
    _ source: ImageSource, under rules: Ruleset? = nil
  ) async throws(HostFailure) -> ModerationResult {
    let pipeline = Pipeline(engine: engine, rules: rules ?? self.rules)
    let progress = Progress(pipeline.rules.policy)
    return try await engine.run(holding: source.heldBytes, timeToWork: pipeline.rules.limits.deadline) {
      cancellation throws(HostFailure) in
      try pipeline.run(source, progress, cancellation)
    } late: {
      .success(pipeline.lateResult(progress.current))
    }
  }

  /// Takes no further image, and returns when the last one that was taken has its answer; for a process that is about
  /// to end. Images that come later are refused with `HostFailure.Code.draining`.
  public func drain() async { await engine.drain() }
}
