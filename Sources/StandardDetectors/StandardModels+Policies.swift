public import ImageModeration
import CodeDetection
import ModerationJudging
public import Policies

extension DetectorChoice {
  /// What a policy asks for.
  public init(_ policy: ResolvedPolicy) {
    self.init()
    scenes = policy.scenes ?? StandardDetectors.usualScenes(OperatorLists(policy))
    isThorough = policy.isThorough
    findsBodyParts = policy.findsBodyParts && scenes?.contains(.porn) == true
    recognizer =
      switch policy.reader {
      case .small: .ppOCRSmall
      case .tinySmall: .ppOCRTinySmall
      case .tiny: .ppOCRTiny
      case .tesseract(let languages): .tesseract(languages: languages)
      }
    textSearch =
      switch policy.textSearch {
      case .whole: .whole
      case .twoStage: .twoStage
      case .fast: .fast
      }
    pornModel = policy.usesOpenNSFWAlone ? .openNSFW : .twoModels
    codeKinds =
      switch policy.codeKinds {
      case .all: .all
      case .likely: .likely
      case .qr: .qr
      }
    usesTextModels = policy.usesTextModels
    omits = policy.omits
    manifests = policy.manifests.map { Manifest(path: $0.path, sha256: $0.sha256) }
  }
}

extension OperatorLists {
  /// The lists that a policy uses.
  public init(_ policy: ResolvedPolicy) {
    self.init(words: policy.words, fingerprints: policy.pictures, codes: policy.codes, gallery: policy.gallery)
  }
}

extension StandardModels {
  /// What images are judged by under a policy, on these models.
  ///
  /// - Parameters:
  ///   - policy: The policy.
  ///   - shadow: A policy that judges the same findings beside it; nil for none.
  ///   - others: Detectors that look as well, whatever the policy says: those of plugins.
  /// - Throws: `HostFailure`, as `detectors` and `Ruleset` do.
  public func rules(
    for policy: ResolvedPolicy, shadow: ResolvedPolicy? = nil, adding others: DetectorSet = DetectorSet()
  ) throws(HostFailure) -> Ruleset {
    try rules(for: policy, choosing: DetectorChoice(policy), shadow: shadow, adding: others)
  }

  /// The same with another choice of detectors.
  package func rules(
    for policy: ResolvedPolicy, choosing choice: DetectorChoice, shadow: ResolvedPolicy?, adding others: DetectorSet
  ) throws(HostFailure) -> Ruleset {
    let lists = OperatorLists(policy)
    var set = try detectors(choice, lists: lists)
    set.detectors += others.detectors
    set.textDetectors += others.textDetectors
    return try Ruleset(
      detectors: set, limits: policy.limits, policy: policy.policy(for: set.descriptors),
      shadow: shadow.map { $0.policy(for: set.descriptors) }, knownFiles: lists.knownFiles)
  }

  /// Loads the models of all scenes that some policies look for.
  ///
  /// Parameters and errors as of the other initialiser.
  public init(
    for policies: [ResolvedPolicy], modelsDirectory: String? = nil, isolation: Isolation,
    options: ModelOptions = ModelOptions(), concurrency: Int = Moderator.Capacity.standard.concurrentImages
  ) throws(HostFailure) {
    let scenes = Set(policies.flatMap { DetectorChoice($0).scenes ?? [] })
    try self.init(
      scenes: scenes.sorted(), modelsDirectory: modelsDirectory, isolation: isolation, options: options,
      concurrency: concurrency)
  }
}
