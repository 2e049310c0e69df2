import ImageModeration

@testable import ModerationService

/// Results as the judge gives them, with everything that evidence can hold.
enum SeenPicture: String, CaseIterable {
  case clean, cleanWithLists
  case porn, doubtfulPorn, sexy, ownPornLabel
  case firearm, gore
  case qrCode, wordHit, pattern, textClass, readableText
  case galleryFaces, terrorFace, knownPicture, knownFile
  case knownFileStops, blockStops
  case tags, pluginScene
  case gapAlone, gravestGap, gapBesideFirearm, gapThatPasses, modelFailed, textTooLarge
  case suppressed, excepted, severalFrames

  private static let box = PixelRectangle(x: 10.6, y: 20.2, width: 31.5, height: 42)
  /// Whose scene an operator's plugin adds.
  static let drugs = Scene(rawValue: "com.example.drugs")

  private static func seen(
    _ scene: Scene, _ suggestion: Suggestion, _ finding: Finding, as label: Label? = nil,
    basis: DetectorDescriptor.Basis = .model, detector: String? = nil, frame: Int? = 0, suppressedBy: String? = nil
  ) -> Verdict.Evidence {
    Verdict.Evidence(
      scene: scene, detector: detector ?? "test.\(scene)/1", model: nil, basis: basis, finding: finding,
      frameIndex: frame, meaning: ScoreBands.Meaning(suggestion, label ?? finding.label), suppressedBy: suppressedBy)
  }

  private static func place(_ box: PixelRectangle = box, frame: Int = 0) -> [Finding.Location] {
    [Finding.Location(frameIndex: frame, box: box)]
  }

  private static let nude = Finding(label: .porn, subLabel: .explicit, score: 0.93)

  private static func face(_ index: Int, _ label: Label) -> Finding {
    Finding(
      label: label, subLabel: .galleryFace, score: 0.9 - Double(index) / 100,
      locations: place(PixelRectangle(x: Double(index * 50), y: 5, width: 40, height: 44)),
      candidates: [
        Finding.Candidate(name: "person \(index)", group: "g", score: 0.9 - Double(index) / 100),
        Finding.Candidate(name: "somebody else", group: "g", score: 0.4),
      ])
  }

  /// The text that recognisers read.
  var lines: [RecognizedLine] {
    switch self {
    case .wordHit, .textClass, .readableText:
      [RecognizedLine(frameIndex: 0, text: "加我微信 abc", confidence: 0.874, box: Self.box)]
    default: []
    }
  }

  var evidence: [Verdict.Evidence] {
    switch self {
    case .clean, .cleanWithLists, .gapAlone, .gravestGap, .gapThatPasses, .modelFailed, .textTooLarge, .readableText: []
    case .porn: [Self.seen(.porn, .block, Self.nude)]
    case .doubtfulPorn: [Self.seen(.porn, .review, Finding(label: .porn, subLabel: .explicit, score: 0.51))]
    case .sexy: [Self.seen(.porn, .review, Finding(label: .porn, subLabel: .suggestive, score: 0.4), as: .sexy)]
    case .ownPornLabel: [Self.seen(.porn, .block, Finding(label: .porn, score: 0.8), as: Label(rawValue: "Swimwear"))]
    case .firearm, .gapBesideFirearm:
      [Self.seen(.terror, .block, Finding(label: .terror, subLabel: .firearm, score: 0.97, locations: Self.place()))]
    case .gore: [Self.seen(.terror, .block, Finding(label: .terror, subLabel: .gore, score: 0.81))]
    case .qrCode:
      [
        Self.seen(
          .text, .block,
          Finding(
            label: .ad, subLabel: SubLabel(rawValue: "QRCode"), score: 0.98, locations: Self.place(),
            text: "https://example.com/?a=\"b\"", keywords: ["二维码"]), basis: .rule)
      ]
    case .wordHit:
      [
        Self.seen(
          .text, .block,
          Finding(
            label: .custom, score: 1, locations: Self.place(), text: "加我微信 abc", keywords: ["微信"],
            keywordRanges: [2..<4], list: "house"), basis: .operatorList, frame: nil)
      ]
    case .pattern:
      [
        Self.seen(
          .text, .review,
          Finding(
            label: .ad, subLabel: .phoneNumber, score: 0.88, locations: Self.place(), text: "Tel. 139 1234 5678",
            keywords: ["139 1234 5678", "13912345678"]), basis: .rule, frame: nil)
      ]
    case .textClass:
      [
        Self.seen(
          .text, .review, Finding(label: .abuse, subLabel: .chineseAbuse, score: 0.71, text: "加我微信 abc"),
          frame: nil)
      ]
    case .galleryFaces: (0..<7).map { Self.seen(.politics, .block, Self.face($0, .polity)) }
    case .terrorFace: [Self.seen(.terror, .review, Self.face(0, .terror))]
    case .knownPicture:
      [
        Self.seen(
          .politics, .block,
          Finding(
            label: .polity, subLabel: .knownPicture, score: 0.95, text: "flag 7", keywords: ["flag 7"],
            list: "flags"), basis: .operatorList)
      ]
    case .knownFile, .knownFileStops:
      [
        Self.seen(
          Scene(rawValue: "known-files"), self == .knownFile ? .review : .block,
          Finding(label: .illegal, score: 1, keywords: ["case 12"], list: "files"), basis: .operatorList,
          detector: "known-files/1", frame: nil)
      ]
    case .blockStops: [Self.seen(.porn, .block, Self.nude)]
    case .tags:
      [
        Self.seen(
          .tags, .pass,
          Finding(label: .normal, score: 0.62, details: ["tag": "tabby", "category": "animal/cat"]), as: .normal)
      ]
    case .pluginScene:
      [Self.seen(Self.drugs, .block, Finding(label: Label(rawValue: "Drugs"), score: 0.8))]
    case .suppressed: [Self.seen(.porn, .block, Self.nude, suppressedBy: "allowed: known picture")]
    case .excepted:
      [
        Self.seen(.porn, .block, Self.nude, suppressedBy: "allowed: known picture"),
        Self.seen(.terror, .review, Finding(label: .terror, subLabel: .fire, score: 0.3)),
      ]
    case .severalFrames:
      [
        Self.seen(.terror, .block, Finding(label: .terror, subLabel: .blade, score: 0.95), frame: 10),
        Self.seen(.terror, .review, Finding(label: .terror, subLabel: .blade, score: 0.4), frame: 0),
        Self.seen(.porn, .review, Finding(label: .porn, subLabel: .suggestive, score: 0.4), as: .sexy, frame: 5),
      ]
    }
  }

  /// What was not looked at, and what the policy makes of it.
  var gaps: [Scene: (SceneStatus, Suggestion)] {
    let unseen = SceneStatus.notEvaluated(reason: "parts are not shown", code: "unseen")
    return switch self {
    case .gapAlone, .gapBesideFirearm: [.porn: (unseen, .review)]
    case .gravestGap: [.terror: (unseen, .block)]
    case .gapThatPasses: [.porn: (unseen, .pass)]
    case .modelFailed:
      [.porn: (.failed(DetectorFailure(.inferenceFailed, message: "out of memory")), .review)]
    case .textTooLarge:
      [
        .text: (
          .failed(DetectorFailure(.fileTooLargeForScene, message: "2359297 bytes")), .review
        )
      ]
    default: [:]
    }
  }

  private var scenes: [Scene] {
    switch self {
    case .tags: [.porn, .terror, .politics, .text, .tags]
    case .pluginScene: [.porn, .terror, .politics, .text, Self.drugs]
    default: [.porn, .terror, .politics, .text]
    }
  }

  /// The scenes that need not be looked at, because what was seen decided.
  var unneeded: Set<Scene> {
    switch self {
    case .knownFileStops: [.porn, .terror, .politics, .text]
    case .blockStops: [.terror, .politics, .text]
    default: []
    }
  }

  /// Put together as the merge does it.
  var judged: Judged { Self.judged(self) }

  private static func judged(_ picture: SeenPicture) -> Judged {
    judged(
      picture.evidence, gaps: picture.gaps, scenes: picture.scenes, unneeded: picture.unneeded,
      supplied: picture == .cleanWithLists ? ["fingerprints": 3, "persons": 2] : [:], text: picture.lines)
  }

  static func judged(
    _ evidence: [Verdict.Evidence], gaps: [Scene: (SceneStatus, Suggestion)] = [:],
    scenes: [Scene] = [.porn, .terror, .politics, .text], unneeded: Set<Scene> = [], supplied: [String: Int] = [:],
    text: [RecognizedLine] = [], advisories: [Advisory] = []
  ) -> Judged {
    let evidence = evidence.sorted {
      ($0.meaning.suggestion, $0.finding.score) > ($1.meaning.suggestion, $1.finding.score)
    }
    let counted = evidence.filter { $0.suppressedBy == nil }
    func worst(_ own: [Verdict.Evidence], _ gap: Suggestion?) -> (Suggestion, Verdict.Evidence?) {
      let first = own.first.flatMap { $0.meaning.suggestion > .pass ? $0 : nil }
      let seen = first?.meaning.suggestion ?? .pass
      return (gap ?? .pass) > seen ? (gap ?? .pass, nil) : (seen, first)
    }
    let results = scenes.map { scene -> SceneResult in
      let (suggestion, first) = worst(counted.filter { $0.scene == scene }, gaps[scene]?.1)
      return SceneResult(
        scene: scene,
        status: gaps[scene]?.0
          ?? (unneeded.contains(scene) ? .notNeeded(reason: "BLOCK was certain before") : .evaluated),
        suggestion: suggestion, label: first?.meaning.label ?? (suggestion == .pass ? .normal : nil),
        subLabel: first?.finding.subLabel, score: first?.finding.score ?? 0, models: [], notCovered: [],
        supplied: scene == .politics ? supplied : [:])
    }
    let (suggestion, first) = worst(counted, gaps.values.map(\.1).max())
    let verdict = Verdict(
      suggestion: suggestion, label: first?.meaning.label ?? (suggestion == .pass ? .normal : nil),
      subLabel: first?.finding.subLabel, score: first?.finding.score ?? 0, reason: "as the test says",
      scenes: results, evidence: evidence)
    return Judged(
      result: ModerationResult(
        image: ImageFacts(byteCount: 8), outcome: .verdict(verdict), text: text, advisories: advisories, timing: [:],
        rules: RulesIdentity(limits: "ims-2020-12-29", policy: "default", policyVersion: "7", lists: [])),
      md5: "0123456789abcdef0123456789abcdef", address: nil)
  }
}
