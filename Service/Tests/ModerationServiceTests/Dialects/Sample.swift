import ImageModeration

@testable import ModerationService

/// Results as the judge gives them, one of every kind that dialects must tell.
enum Sample: String, CaseIterable {
  case clean
  case porn, doubtfulPorn, exposedBreast, exposedButtocks, suggestive, maleChest
  case firearm, gore, fire, explosion, violence, extremist, tank
  case qrCode, abuse, politician, custom, pluginLabel, pornWord
  case unsureFirearm, advertAndDoubtfulPorn
  case gap, gravestGap, gapBesideFirearm, gapThatPasses, suppressed, nothingNeeded

  /// A finding as a test writes it.
  struct Found {
    var scene: Scene
    var label: Label
    var subLabel: SubLabel?
    var suggestion: Suggestion
    var score: Double
    var suppressedBy: String?
    var text: String?
    var keywords: [String] = []
    var list: String?
    var box: PixelRectangle?

    init(
      _ scene: Scene, _ label: Label, _ subLabel: SubLabel? = nil, _ suggestion: Suggestion, _ score: Double,
      suppressedBy: String? = nil
    ) {
      (self.scene, self.label, self.subLabel) = (scene, label, subLabel)
      (self.suggestion, self.score, self.suppressedBy) = (suggestion, score, suppressedBy)
    }
  }

  /// Whether the policy lets the picture pass.
  var passes: Bool {
    switch self {
    case .clean, .gapThatPasses, .suppressed, .nothingNeeded: true
    default: false
    }
  }

  var found: [Found] {
    switch self {
    case .clean, .gap, .gravestGap, .gapThatPasses, .nothingNeeded: []
    case .porn: [Found(.porn, .porn, .explicit, .block, 0.93)]
    case .doubtfulPorn: [Found(.porn, .sexy, .suggestive, .review, 0.41)]
    case .exposedBreast: [Found(.porn, .porn, .exposedBreast, .block, 0.88)]
    case .exposedButtocks: [Found(.porn, .porn, .exposedButtocks, .review, 0.6)]
    case .suggestive: [Found(.porn, .sexy, .suggestive, .block, 0.75)]
    case .maleChest: [Found(.porn, .sexy, .exposedMaleChest, .review, 0.7)]
    case .firearm: [Found(.terror, .terror, .firearm, .block, 0.97)]
    case .gore: [Found(.terror, .terror, .gore, .block, 0.81)]
    case .fire: [Found(.terror, .terror, .fire, .review, 0.66)]
    case .explosion: [Found(.terror, .terror, .explosion, .block, 0.9)]
    case .violence: [Found(.terror, .terror, .violence, .block, 0.9)]
    case .extremist: [Found(.terror, .terror, .extremistSymbol, .block, 0.9)]
    case .tank: [Found(.terror, .terror, .militaryVehicle, .block, 0.92)]
    case .qrCode: [Found(.text, .ad, SubLabel(rawValue: "QRCode"), .block, 1)]
    case .abuse: [Found(.text, .abuse, .englishAbuse, .review, 0.7)]
    case .politician: [Found(.politics, .polity, .galleryFace, .block, 0.9)]
    case .custom: [Found(.text, .custom, nil, .block, 1)]
    case .pluginLabel: [Found(Scene(rawValue: "com.example.drugs"), Label(rawValue: "Drugs"), nil, .block, 0.8)]
    case .pornWord: [Found(.text, .porn, nil, .block, 1)]
    case .unsureFirearm: [Found(.terror, .terror, .firearm, .review, 0.22)]
    case .advertAndDoubtfulPorn:
      [Found(.text, .ad, .phoneNumber, .block, 0.99), Found(.porn, .sexy, .suggestive, .review, 0.7)]
    case .gapBesideFirearm: [Found(.terror, .terror, .firearm, .block, 0.97)]
    case .suppressed: [Found(.porn, .porn, .explicit, .block, 0.93, suppressedBy: "allowed: known picture")]
    }
  }

  /// What the policy makes of a gap in the porn scene; nil where there is none.
  var gap: Suggestion? {
    switch self {
    case .gap, .gapBesideFirearm: .review
    case .gravestGap: .block
    case .gapThatPasses: .pass
    default: nil
    }
  }

  var judged: Judged {
    Self.judged(found, gaps: gap.map { [.porn: $0] } ?? [:], notNeeded: self == .nothingNeeded)
  }

  /// A result of findings and gaps, put together as the merge does it.
  static func judged(
    _ found: [Found], gaps: [Scene: Suggestion] = [:], notNeeded: Bool = false,
    scenes: [Scene] = [.porn, .terror, .politics, .text], notCovered: [Scene: [SubLabel]] = [:]
  ) -> Judged {
    let evidence = found.map(Self.evidence).sorted {
      ($0.meaning.suggestion, $0.finding.score) > ($1.meaning.suggestion, $1.finding.score)
    }
    let counted = evidence.filter { $0.suppressedBy == nil && $0.meaning.suggestion > .pass }
    let all = scenes + found.map(\.scene).filter { !scenes.contains($0) }
    let results = all.map { scene in
      let own = counted.filter { $0.scene == scene }
      let worst = ([gaps[scene] ?? .pass] + own.map(\.meaning.suggestion)).max() ?? .pass
      let status: SceneStatus =
        gaps[scene] != nil
        ? .notEvaluated(reason: "parts are not shown", code: "unseen")
        : notNeeded ? .notNeeded(reason: "an allow list knows the file") : .evaluated
      return SceneResult(
        scene: scene, status: status, suggestion: worst,
        label: own.first?.meaning.label ?? (worst > .pass ? nil : .normal),
        subLabel: own.first?.finding.subLabel, score: own.first?.finding.score ?? 0, models: [],
        notCovered: notCovered[scene] ?? [])
    }
    let suggestion = results.map(\.suggestion).max() ?? .pass
    let deciding = counted.first { $0.meaning.suggestion == suggestion }
    let verdict = Verdict(
      suggestion: suggestion, label: deciding?.meaning.label ?? (suggestion > .pass ? nil : .normal),
      subLabel: deciding?.finding.subLabel, score: deciding?.finding.score ?? 0, reason: "as the test says",
      scenes: results, evidence: evidence)
    return judged(.verdict(verdict))
  }

  static func judged(_ outcome: ModerationResult.Outcome, text: [RecognizedLine] = []) -> Judged {
    Judged(
      result: ModerationResult(
        image: ImageFacts(byteCount: 8), outcome: outcome, text: text, advisories: [], timing: [:],
        rules: RulesIdentity(limits: "ims-2020-12-29", policy: "standard", policyVersion: nil, lists: [])),
      md5: "", address: nil)
  }

  private static func evidence(_ found: Found) -> Verdict.Evidence {
    Verdict.Evidence(
      scene: found.scene, detector: "test.\(found.scene)/1", model: nil, basis: .model,
      finding: Finding(
        label: found.label, subLabel: found.subLabel, score: found.score,
        locations: found.box.map { [Finding.Location(frameIndex: 0, box: $0)] } ?? [], text: found.text,
        keywords: found.keywords, list: found.list),
      frameIndex: 0, meaning: ScoreBands.Meaning(found.suggestion, found.label, found.subLabel),
      suppressedBy: found.suppressedBy)
  }
}
