public import ModerationCore
public import ModerationJudging

/// What results are judged again by: a policy with its lists, and no model.
public struct ReplayRules: Sendable {
  /// What scores and gaps mean.
  public var policy: Policy
  /// A policy on trial; nil for none.
  public var shadow: Policy?
  /// What an image may be.
  public var limits: Limits
  /// How closely images would be looked at.
  public var looking: Looking
  /// The scenes that are asked for.
  public var scenes: [Scene]
  /// The scenes that this library has detectors for; a result's other scenes are those of plugins, and stay.
  public var ownScenes: Set<Scene>
  /// All detectors that look under the policy, and those of the lists.
  public var detectors: [DetectorDescriptor]
  /// The names of detectors, without revision, that would not look: what they found then is left out.
  public var unused: Set<String>
  /// What judges text without a model: words, patterns, where codes lead. They judge stored text anew.
  public var textDetectors: [any TextDetector]
  /// Says of a code that was seen whether a list allows it; nil where no list does.
  public var allowanceOfCode: @Sendable (Finding) -> String?
  /// The lists in use, all of them.
  public var lists: [ListIdentity]
  /// Which of `lists` are of pictures: what they know of a picture is not in a result.
  public var pictureLists: Set<ListIdentity>
  /// Which of `lists` is the gallery of faces; nil for none.
  public var gallery: ListIdentity?
  /// Files that are known by their digest.
  public var knownFiles: [KnownFiles]

  /// Makes rules; see the properties.
  public init(
    policy: Policy, shadow: Policy? = nil, limits: Limits, looking: Looking, scenes: [Scene], ownScenes: Set<Scene>,
    detectors: [DetectorDescriptor], unused: Set<String> = [], textDetectors: [any TextDetector] = [],
    allowanceOfCode: @escaping @Sendable (Finding) -> String? = { _ in nil }, lists: [ListIdentity] = [],
    pictureLists: Set<ListIdentity> = [], gallery: ListIdentity? = nil, knownFiles: [KnownFiles] = []
  ) {
    (self.policy, self.shadow, self.limits, self.looking) = (policy, shadow, limits, looking)
    (self.scenes, self.ownScenes) = (scenes, ownScenes)
    (self.detectors, self.unused, self.textDetectors) = (detectors, unused, textDetectors)
    self.allowanceOfCode = allowanceOfCode
    (self.lists, self.pictureLists, self.gallery, self.knownFiles) = (lists, pictureLists, gallery, knownFiles)
  }

  /// Which rules results are said to be judged by.
  var identity: RulesIdentity {
    RulesIdentity(
      limits: limits.name, policy: policy.name, policyVersion: policy.version,
      lists: lists.sorted { ($0.name, $0.version) < ($1.name, $1.version) })
  }
}
