import ImageMatching
import ImageModeration
import Lists
import ModerationHarness
import Policies
import PoliticsDetection
import StandardDetectors
import TextMatching

extension ReplayRules {
  /// What a policy and its lists judge by, without a model.
  ///
  /// - Parameter manifests: Detectors of manifests, which look under every policy.
  /// - Throws: `HostFailure` for lists that do not fit together.
  init(_ policy: ResolvedPolicy, shadow: ResolvedPolicy?, manifests: [DetectorDescriptor]) throws(HostFailure) {
    let detectors = try ModelFreeDetectors(policy, manifests: manifests, keepingIn: WordListFile.compiled)
    let lists = OperatorLists(policy)
    let pictures = policy.pictures.map(\.identity)
    // Of a list of digests alone everything can be looked up.
    let compared = policy.pictures.filter { !$0.entries.isEmpty }.map(\.identity)
    let gallery = policy.gallery?.identity
    let serves = detectors.scenes.contains(.politics)
    let reads = detectors.scenes.contains(.text)
    self.init(
      policy: policy.policy(for: detectors.descriptors), shadow: shadow?.policy(for: detectors.descriptors),
      limits: policy.limits, looking: Looking(policy), scenes: detectors.scenes,
      ownScenes: Set(StandardDetectors.scenes), detectors: detectors.descriptors,
      unused: detectors.unused, textDetectors: detectors.textDetectors,
      allowanceOfCode: detectors.allowanceOfCode,
      lists: (serves ? pictures + (gallery.map { [$0] } ?? []) : [])
        + (reads ? policy.words.map(\.identity) + policy.codes.map(\.identity) : []),
      pictureLists: Set(serves ? compared : []), gallery: serves ? gallery : nil, knownFiles: lists.knownFiles)
  }
}

extension Looking {
  /// How closely a policy looks.
  init(_ policy: ResolvedPolicy) {
    let settings = Dictionary(policy.settings.map { ($0.key, $0.value.yaml) }, uniquingKeysWith: { _, last in last })
    let reader =
      switch policy.reader {
      case .small: "small, \(policy.textSearch.rawValue)"
      case .tinySmall: "tiny-small, \(policy.textSearch.rawValue)"
      case .tiny: "tiny, \(policy.textSearch.rawValue)"
      case .tesseract(let languages): "tesseract:\(languages.joined(separator: "+"))"
      }
    self.init(
      isThorough: policy.isThorough, findsBodyParts: policy.findsBodyParts, reader: reader,
      usesTextModels: policy.usesTextModels, looksOnBlack: policy.policy.looksOnBlack,
      judgesHiddenColor: policy.policy.judgesColorUnderZeroAlpha, sampling: settings["sampling"] ?? "standard",
      omits: policy.omits.union(Self.unlookedCodes(policy.codeKinds)).map(\.rawValue).sorted(),
      limits: Dictionary(
        uniqueKeysWithValues: settings.compactMap { key, value in
          key.hasPrefix("limits.") && key != "limits.deadlineSeconds"
            ? (String(key.dropFirst("limits.".count)), value) : nil
        }),
      uses: ["pictures": settings["lists.pictures"] ?? "", "faces": settings["lists.faces"] ?? ""])
  }

  /// The codes that are not looked for, or not everywhere.
  private static func unlookedCodes(_ kinds: ResolvedPolicy.CodeKinds) -> Set<SubLabel> {
    let bars = Set(SubLabel.goodsCodes).union(["PDF417"].map(SubLabel.init(rawValue:)))
    return switch kinds {
    case .all: []
    case .likely: bars
    case .qr: bars.union(["DataMatrix", "Aztec"].map(SubLabel.init(rawValue:)))
    }
  }
}
