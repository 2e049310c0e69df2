import CodeDetection
public import ImageModeration
public import Lists
public import Policies
import PoliticsDetection
import PornDetection
import TextDetection

/// What of a policy's detectors works without a model: for judging stored text, codes and findings again.
public struct ModelFreeDetectors: Sendable {
  /// All detectors that look under the policy, as they describe themselves; those of lists with their lists.
  public let descriptors: [DetectorDescriptor]
  /// The names of first-party detectors that do not look under it.
  public let unused: Set<String>
  /// Those that judge text by lists and patterns.
  public let textDetectors: [any TextDetector]
  /// The scenes that the policy asks for.
  public let scenes: [Scene]
  /// Says of a code that was seen which entry keeps it from counting; nil for none.
  public let allowanceOfCode: @Sendable (Finding) -> String?

  private static let textModels = [EnglishAbuseDetector.descriptor.name, TextClassesDetector.descriptor.name]

  /// Makes the detectors of a policy.
  ///
  /// - Parameters:
  ///   - manifests: What detectors of manifests describe themselves as that the policy does not name.
  ///   - folder: Where compiled word lists are kept; nil for nowhere.
  /// - Throws: `HostFailure.Code.invalidComposition` for lists that are too large together.
  public init(
    _ policy: ResolvedPolicy, manifests: [DetectorDescriptor] = [], keepingIn folder: CompiledFolder? = nil
  ) throws(HostFailure) {
    let choice = DetectorChoice(policy)
    let named = policy.manifests.map(\.descriptor)
    let manifests = named + manifests.filter { other in !named.contains { $0.id == other.id } }
    let scenes = choice.scenes ?? StandardDetectors.usualScenes(OperatorLists(policy))
    let lists = CompiledLists(keepingIn: folder)
    let codes = try lists.codes(policy.codes)
    var textDetectors: [any TextDetector] = []
    if scenes.contains(.text) {
      textDetectors.append(try lists.detector(of: policy.words))
      if let codes { textDetectors.append(CodeListDetector(codes)) }
      textDetectors.append(CodeListDetector.allowing(codes, TextPatternDetector()))
    }
    let own = textDetectors.map(\.descriptor)
    let looking = StandardDetectors.descriptors.filter { detector in
      scenes.contains(detector.scene) && !own.contains { $0.name == detector.name }
        && (detector.name != PornDetector.descriptor.name || choice.pornModel == .twoModels)
        && (detector.name != OpenNSFWDetector.descriptor.name || choice.pornModel == .openNSFW)
        && (detector.name != NudeNetDetector.descriptor.name || choice.findsBodyParts)
        && (detector.name != FaceGalleryDetector.descriptor.name || policy.gallery != nil)
        && (detector.name != FingerprintDetector.descriptor.name || !policy.pictures.isEmpty)
        && (choice.usesTextModels || !Self.textModels.contains(detector.name))
    }
    descriptors = looking + own + manifests
    let names = Set(descriptors.map(\.name))
    unused = Set(StandardDetectors.descriptors.map(\.name)).subtracting(names)
    self.textDetectors = textDetectors
    self.scenes = Set(scenes + manifests.map(\.scene)).sorted()
    allowanceOfCode = { finding in codes?.allowance(of: finding) }
  }
}
