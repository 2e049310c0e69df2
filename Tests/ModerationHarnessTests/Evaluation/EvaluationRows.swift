import ModerationCore
import ModerationJudging

@testable import ModerationHarness

/// Rows as a run writes them, made without pictures.
enum EvaluationRows {
  /// Claims porn from 0.3 on as Sexy, above 0.8 as Porn; blades apart, from 0.6 on.
  static let porn = DetectorDescriptor(
    id: "porn.test/1", scene: .porn, model: .init(name: "test", sha256: String(repeating: "0", count: 64)),
    covers: [.explicit, .suggestive], doesNotCover: [],
    bands: [.porn: ScoreBands(reviewFrom: 0.3, as: .sexy, .suggestive, blockAbove: 0.8, as: .porn, .explicit)])
  static let terror = DetectorDescriptor(
    id: "terror.test/1", scene: .terror, model: .init(name: "test", sha256: String(repeating: "1", count: 64)),
    covers: [.firearm, .blade], doesNotCover: [],
    bands: [.terror: ScoreBands(reviewFrom: 0.5, as: .terror, blockAbove: 0.9, as: .terror)],
    subLabelBands: [.blade: ScoreBands(reviewFrom: 0.6, as: .terror, blockAbove: 1, as: .terror)])
  static let words = DetectorDescriptor(
    id: "words.test/1", scene: .text, covers: [], doesNotCover: [], bands: [:], basis: .operatorList)
  static let descriptors = [porn, terror, words]

  /// A row of an image that was judged.
  static func judged(
    _ source: String, porn: Double? = nil, terror: Double? = nil, blade: Double? = nil, word: Bool = false,
    scenes: [Scene] = [.porn, .terror], failing: Scene? = nil, sha256: String? = nil,
    frames: (count: Int, looked: [Int])? = nil,
    policy: Policy = .standard
  ) -> ResultDocument {
    let frame = FrameDescription(
      size: PixelSize(width: 8, height: 8), strideBytes: 24, channelOrder: .rgb, frameIndex: 0,
      originalSize: PixelSize(width: 8, height: 8), originalRegion: PixelRectangle(x: 0, y: 0, width: 8, height: 8))
    var ledger = SceneLedger(policy: policy)
    func add(_ finding: Finding, _ descriptor: DetectorDescriptor) {
      ledger.add([finding], from: descriptor, frame: descriptor.scene == .text ? nil : frame)
    }
    if let porn { add(Finding(label: .porn, score: porn), Self.porn) }
    if let terror { add(Finding(label: .terror, subLabel: .firearm, score: terror), Self.terror) }
    if let blade { add(Finding(label: .terror, subLabel: .blade, score: blade), Self.terror) }
    if word {
      add(Finding(label: .custom, score: 1, text: "w", keywords: ["w"], list: "words", suggestion: .review), words)
    }
    if let failing { ledger.record(.failed(DetectorFailure(.inferenceFailed, message: "m")), for: failing) }
    var facts = ImageFacts(byteCount: 10)
    facts.sha256 = sha256
    if let frames { (facts.frameCount, facts.sampledFrames) = (frames.count, frames.looked) }
    let verdict = VerdictMerge(descriptors: descriptors.filter { scenes.contains($0.scene) }, scenes: scenes).verdict(
      ledger)
    return ResultDocument(
      ModerationResult(
        image: facts, outcome: .verdict(verdict), text: [], advisories: [], timing: [:],
        rules: RulesIdentity(limits: "ims-2020-12-29", policy: policy.name, policyVersion: policy.version, lists: [])),
      source: source)
  }

  /// A row of an image that broke a limit.
  static func refused(_ source: String) -> ResultDocument {
    ResultDocument(
      ModerationResult(
        image: ImageFacts(byteCount: 3), outcome: .rejected(InputRejection(.sideTooSmall, message: "m")), text: [],
        advisories: [], timing: [:],
        rules: RulesIdentity(limits: "ims-2020-12-29", policy: "standard", policyVersion: nil, lists: [])),
      source: source)
  }

  /// A row of an image that could not be read.
  static func failed(_ source: String) -> ResultDocument {
    ResultDocument(
      HostFailure(.sourceUnreadable, message: "cannot read \(source)"), source: source, limits: "ims-2020-12-29")
  }

  /// A policy whose answers are set beside those of rows, which were made under looks of the standard kind.
  static func compared(
    _ policy: Policy, scenes: [Scene] = [.porn, .terror], sampling: String = "standard",
    pictures: Set<ListIdentity> = [], limits: Limits = .ims20201229
  ) -> ComparedPolicy {
    func looking(_ sampling: String, _ limits: Limits) -> Looking {
      Looking(
        isThorough: false, findsBodyParts: false, reader: "small", usesTextModels: true, looksOnBlack: true,
        judgesHiddenColor: false, sampling: sampling, omits: [], limits: ["profile": limits.name], uses: [:])
    }
    let rules = ReplayRules(
      policy: policy, limits: limits, looking: looking(sampling, limits), scenes: scenes,
      ownScenes: [.porn, .terror, .politics, .text], detectors: descriptors, lists: Array(pictures),
      pictureLists: pictures)
    let recorded = looking("standard", .ims20201229)
    return ComparedPolicy(policy: policy, replay: Replay(rules) { _, _ in recorded })
  }
}
