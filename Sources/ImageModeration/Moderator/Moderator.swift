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
/// Rule sets that change while it runs are `LiveRules`, of which a call may name one:
///
///     let moderator = try Moderator(live: live, isolation: worker)
///     let result = try await moderator.moderate(source, policy: "forum")
///
/// Each image runs on one of the moderator's own threads, through the stages of `Pipeline.judge`.
public final class Moderator: Sendable {
  /// The rules that apply now where a call names none.
  public var rules: Ruleset { live.usual }

  package let engine: Engine
  let live: LiveRules
  /// Whether the rules are the caller's to change.
  let changesRules: Bool
  let shadows = ShadowCounter()

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
    live = LiveRules(rules)
    changesRules = false
    engine = try Engine(decoder: try isolation.makeDecoder(), capacity: capacity)
  }

  /// Composes a moderator of rule sets that change.
  ///
  /// - Parameters:
  ///   - live: The rule sets by name. A call that names none is judged by the usual one, as it is then.
  ///   - isolation: Where hostile bytes are decoded. No default: choose.
  ///   - capacity: How much runs and waits at a time.
  /// - Throws: `HostFailure` when the decoder does not start.
  public init(live: LiveRules, isolation: Isolation, capacity: Capacity = .standard) throws(HostFailure) {
    self.live = live
    changesRules = true
    engine = try Engine(decoder: try isolation.makeDecoder(), capacity: capacity)
  }

  /// Composes a moderator of rule sets that change with a decoder of one's own, for tests.
  package init(live: LiveRules, decoder: any Decoder, capacity: Capacity = .standard) throws(HostFailure) {
    self.live = live
    changesRules = true
    engine = try Engine(decoder: decoder, capacity: capacity)
  }

  /// Composes a moderator with a decoder of one's own, for tests.
  package init(
    detectors: DetectorSet, decoder: any Decoder, limits: Limits = .ims20201229, policy: Policy = .standard,
    capacity: Capacity = .standard
  ) throws(HostFailure) {
    live = LiveRules(try Ruleset(detectors: detectors, limits: limits, policy: policy))
    changesRules = false
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
    let result = try await engine.run(holding: source.heldBytes, timeToWork: pipeline.rules.limits.deadline) {
      cancellation throws(HostFailure) in
      try pipeline.run(source, progress, cancellation)
    } late: {
      .success(pipeline.lateResult(progress.current))
    }
    shadows.count(result)
    return result
  }

  /// Moderates one image by the rule set of a name, as it is at the image's admission.
  ///
  /// - Parameter policy: A name of the moderator's `LiveRules`; nil or empty for the usual one.
  /// - Returns: As `moderate(_:under:)`.
  /// - Throws: `HostFailure.Code.unknownPolicy` for another name, and as `moderate(_:under:)`.
  public func moderate(_ source: ImageSource, policy: String?) async throws(HostFailure) -> ModerationResult {
    try await moderate(source, under: try live.rules(named: policy))
  }

  /// Takes no further image, and returns when the last one that was taken has its answer; for a process that is about
  /// to end. Images that come later are refused with `HostFailure.Code.draining`.
  public func drain() async { await engine.drain() }
}
