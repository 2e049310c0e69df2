import ModerationCore
import TestFixtures

@testable import ModerationHarness
@testable import ModerationJudging

/// Results as a run records them, made without an image.
enum Recorded {
  static let porn = DetectorDescriptor(
    id: "porn.made-up/1", scene: .porn, covers: [.explicit], doesNotCover: [],
    bands: [.porn: ScoreBands(reviewFrom: 0.4, as: .sexy, blockAbove: 0.8, as: .porn)])
  static let codes = DetectorDescriptor(
    id: "text.barcodes/1", scene: .text, covers: [SubLabel(rawValue: "QRCode")], doesNotCover: [],
    bands: [.ad: ScoreBands(reviewFrom: 0.4, as: .ad, blockAbove: 0.8, as: .ad)])
  static let pictures = DetectorDescriptor(
    id: "politics.fingerprints/2", scene: .politics, covers: [], doesNotCover: [],
    bands: [.polity: ScoreBands(reviewFrom: 0.4, as: .polity, blockAbove: 0.8, as: .polity)], basis: .operatorList)
  static let faces = DetectorDescriptor(
    id: "politics.faces/3", scene: .politics, covers: [], doesNotCover: [],
    bands: [.polity: ScoreBands(reviewFrom: 0.4, as: .polity, blockAbove: 0.8, as: .polity)])
  static let knownPictures = ListIdentity(name: "known.tsv", version: "1")
  static let gallery = ListIdentity(name: "faces", version: "1")

  static let looking = Looking(
    isThorough: false, findsBodyParts: false, reader: "small", usesTextModels: false, looksOnBlack: false,
    judgesHiddenColor: false, sampling: "documented", omits: ["QRCode", "PhoneNumber"],
    limits: ["minimumSidePixels": "51"], uses: ["pictures": "", "faces": ""])

  /// Rules that look as closely as `looking` says.
  static func rules(
    _ policy: Policy = Policy(name: "p", version: "1", sampling: .documented), limits: Limits = .ims20201229,
    scenes: [Scene] = [.porn, .text], lists: [ListIdentity] = [], text: [any TextDetector] = [],
    allowing: @escaping @Sendable (Finding) -> String? = { _ in nil }, pictures: Set<ListIdentity> = [],
    gallery: ListIdentity? = nil, knownFiles: [KnownFiles] = []
  ) -> ReplayRules {
    ReplayRules(
      policy: policy, limits: limits, looking: looking, scenes: scenes, ownScenes: [.porn, .terror, .politics, .text],
      detectors: [porn, codes, Recorded.pictures, faces], textDetectors: text, allowanceOfCode: allowing, lists: lists,
      pictureLists: pictures, gallery: gallery, knownFiles: knownFiles)
  }

  static let frame = FrameDescription(
    size: PixelSize(width: 8, height: 8), strideBytes: 24, channelOrder: .rgb, frameIndex: 0,
    originalSize: PixelSize(width: 80, height: 80), originalRegion: PixelRectangle(x: 0, y: 0, width: 80, height: 80))

  /// The facts of a small opaque PNG.
  static var facts: ImageFacts {
    var facts = ImageFacts(byteCount: 1000)
    facts.format = .png
    facts.size = PixelSize(width: 80, height: 80)
    facts.frameCount = 1
    facts.sampledFrames = [0]
    facts.hasAlpha = false
    facts.sha256 = String(repeating: "a", count: 64)
    return facts
  }

  /// A result under a policy.
  static func result(
    _ policy: Policy = Policy(name: "p", version: "1", sampling: .documented), scenes: [Scene] = [.porn, .text],
    lists: [ListIdentity] = [], facts: ImageFacts = facts, text: [RecognizedLine] = [],
    _ fill: (inout SceneLedger) -> Void = { _ in }
  ) -> ResultDocument {
    var ledger = SceneLedger(policy: policy)
    fill(&ledger)
    let verdict = VerdictMerge(descriptors: [porn, codes, pictures, faces], scenes: scenes.sorted()).verdict(ledger)
    return document(.verdict(verdict), policy, lists, facts, text)
  }

  /// A refusal.
  static func refused(_ rejection: InputRejection, facts: ImageFacts = facts) -> ResultDocument {
    document(.rejected(rejection), Policy(name: "p", version: "1", sampling: .documented), [], facts, [])
  }

  private static func document(
    _ outcome: ModerationResult.Outcome, _ policy: Policy, _ lists: [ListIdentity], _ facts: ImageFacts,
    _ text: [RecognizedLine]
  ) -> ResultDocument {
    ResultDocument(
      ModerationResult(
        image: facts, outcome: outcome, text: text, advisories: [], timing: ["read": .milliseconds(1)],
        rules: RulesIdentity(
          limits: Limits.ims20201229.name, policy: policy.name, policyVersion: policy.version, lists: lists)),
      source: "a.png")
  }
}

/// Finds a word, as a list of one would.
struct WordFinder: TextDetector {
  let word: String
  var descriptor: DetectorDescriptor {
    DetectorDescriptor(
      id: "text.word-lists/3", scene: .text, covers: [], doesNotCover: [], bands: [:], basis: .operatorList,
      supplied: ["wordLists": 1])
  }

  func inspect(_ lines: [RecognizedLine], of text: TextDescription) -> [Finding] {
    (lines + text.codes).filter { $0.text.contains(word) }.map { line in
      Finding(
        label: .ad, score: 1, locations: [.init(frameIndex: line.frameIndex, box: line.box)], text: line.text,
        keywords: [word], list: "words", suggestion: .block)
    }
  }
}
