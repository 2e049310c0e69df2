/// What images are judged by: limits, a policy and detectors that fit together, and what a caller may add for one
/// image.
///
/// A cheap immutable value, checked when it is made: no model is loaded and no list copied. One moderator serves any
/// number of rule sets, one call each; a changed list is a new value, and an image that is being judged keeps the one
/// it began with.
public struct Ruleset: Sendable {
  /// What an image may be, and how long it may take.
  public private(set) var limits: Limits
  /// Which frames are looked at, what scores and gaps mean.
  public let policy: Policy
  /// A policy on trial: judges the same findings and gaps, changes nothing, and is told in `ModerationResult.shadow`.
  public let shadow: Policy?
  /// The detectors and recognisers that run.
  public let detectors: DetectorSet
  /// Files that are known by their SHA-256, before anything is decoded.
  public let knownFiles: [KnownFiles]
  /// What text detectors are told beside the text.
  public let text: TextHints
  /// The detectors by wish, sorted once.
  let consumers: FrameConsumers
  /// Under what answers of these rules are remembered: shared by copies, and by no other rules.
  let token = RulesToken()

  /// Composes rules.
  ///
  /// - Throws: `HostFailure.Code.invalidComposition` when the detectors do not fit together, or a policy sets bands
  ///   of a detector that is not among them or a threshold that is not a number from 0 on.
  public init(
    detectors: DetectorSet, limits: Limits = .ims20201229, policy: Policy = .standard, shadow: Policy? = nil,
    knownFiles: [KnownFiles] = [], text: TextHints = TextHints()
  ) throws(HostFailure) {
    try detectors.validate()
    try policy.validate(for: detectors.descriptors)
    try shadow?.validate(for: detectors.descriptors)
    self.limits = limits
    self.policy = policy
    self.shadow = shadow
    self.detectors = detectors
    self.knownFiles = knownFiles
    self.text = text
    consumers = FrameConsumers(detectors)
  }

  /// The same rules, which give an image no more than so much time. Answers are remembered for both: one that depends
  /// on the time is not kept.
  public func within(_ deadline: Duration?) -> Ruleset {
    guard let deadline, deadline < limits.deadline else { return self }
    var rules = self
    rules.limits.deadline = deadline
    return rules
  }

  /// The same rules for what a caller asks of one image: fewer scenes, other limits, other frames.
  ///
  /// - Parameters:
  ///   - scenes: The scenes to look at; nil for all of the rules. Those that the rules do not look at are ignored, so ask
  ///     `scenes` first.
  ///   - limits: What the image may be; nil for the rules' own.
  ///   - sampling: Which frames of an animation are looked at; nil for the policy's own.
  /// - Throws: `HostFailure.Code.invalidComposition` when no detector is left.
  public func narrowed(
    to scenes: Set<Scene>? = nil, limits: Limits? = nil, sampling: FrameSampling? = nil
  ) throws(HostFailure) -> Ruleset {
    let kept = scenes.map { detectors.serving($0) } ?? detectors
    var policy = scenes == nil ? policy : policy.speaking(of: kept.descriptors)
    var shadow = scenes == nil ? shadow : shadow?.speaking(of: kept.descriptors)
    if let sampling {
      policy.sampling = sampling
      shadow?.sampling = sampling
    }
    return try Ruleset(
      detectors: kept, limits: limits ?? self.limits, policy: policy, shadow: shadow, knownFiles: knownFiles, text: text
    )
  }

  /// The scenes that are looked at, by name.
  public var scenes: [Scene] { detectors.scenes }

  /// What answers call these rules.
  public var identity: RulesIdentity {
    RulesIdentity(
      limits: limits.name, policy: policy.name, policyVersion: policy.version, lists: detectors.lists)
  }
}

extension Policy {
  /// The same policy without what it says of detectors that are not among these.
  fileprivate func speaking(of descriptors: [DetectorDescriptor]) -> Policy {
    let names = Set(descriptors.map(\.name))
    var policy = self
    policy.bands = bands.filter { names.contains($0.key) }
    policy.subLabelBands = subLabelBands.filter { names.contains($0.key) }
    policy.thresholds.detectors = thresholds.detectors.filter { names.contains($0.key) }
    policy.exceptions = exceptions.filter {
      $0.detector.map { names.contains($0) || $0 == KnownFile.descriptor.name } ?? true
    }
    return policy
  }

  /// Refuses bands and exceptions of a detector that is not used: they would decide nothing, and a misspelt name would
  /// go unnoticed.
  func validate(for descriptors: [DetectorDescriptor]) throws(HostFailure) {
    let known = Set(descriptors.map(\.name))
    for exception in exceptions {
      guard let name = exception.detector, name != KnownFile.descriptor.name, !known.contains(name) else { continue }
      throw HostFailure(
        .invalidComposition,
        message:
          "the exception \(exception.name) names \(name), which is not in use; in use: \(known.sorted().joined(separator: " "))"
      )
    }
    for (claim, numbers) in Array(thresholds.images) + Array(thresholds.texts)
      + thresholds.detectors.values.flatMap(Array.init)
    {
      for number in [numbers.review, numbers.block].compactMap(\.self) where !(number >= 0) {
        throw HostFailure(
          .invalidComposition, message: "the policy \(self.name)'s threshold for \(claim) is \(number), not 0…1")
      }
    }
    for name in Set(bands.keys).union(subLabelBands.keys).union(thresholds.detectors.keys).sorted()
    where !known.contains(name) {
      let hint = name.contains("/") ? " (bands are keyed without the revision)" : ""
      throw HostFailure(
        .invalidComposition,
        message:
          "the policy \(self.name) sets bands of \(name), which is not in use\(hint); in use: \(known.sorted().joined(separator: " "))"
      )
    }
  }
}
