import ModerationCore
import ModerationJudging

/// What an evaluation needs of one image: a few numbers in place of its row.
struct EvaluatedImage: Sendable {
  /// The greatest score of some findings.
  struct Score: Sendable {
    /// Of those that count.
    var counted = 0.0
    /// Of all, those that exceptions keep from counting among them.
    var all = 0.0

    mutating func take(_ score: Double, counts: Bool) {
      all = max(all, score)
      if counts { counted = max(counted, score) }
    }
  }

  let source: String
  /// On which side of a holdout it falls: 0 to less than 1.
  let part: Double
  let outcome: Outcome
  /// What decided: `Porn/Explicit`; nil where nothing is named.
  let decided: String?
  let score: Double
  /// The scenes that were asked for, and whether each was wholly looked at.
  var scenes: [Scene: Bool]
  /// By what was claimed: by label, and by label with sublabel.
  private(set) var scores = SmallTable<Claim, Score>()
  private(set) var sceneScores = SmallTable<Scene, Score>()
  /// The gravest suggestion of what counts, by what it was judged to be: by label, and by label with sublabel.
  private(set) var reported = SmallTable<Claim, Suggestion>()
  private(set) var reportedScenes = SmallTable<Scene, Suggestion>()
  /// The greatest counted score of what each key of a policy moves.
  var moved = SmallTable<ThresholdKey, Double>()
  /// What another policy makes of it; nil without one, and where the image was not judged.
  var compared: ComparedAnswer?

  /// - Parameter scenesOfLabels: Told to which scenes findings of which labels belong.
  init(_ document: ResultDocument, _ scenesOfLabels: inout [Label: Set<Scene>]) {
    source = document.source
    part = Holdout.part(of: document.image?.sha256 ?? document.source)
    score = document.score ?? 0
    decided = Self.decided(document)
    scenes = Dictionary(
      document.scenes.map { (Scene(rawValue: $0.scene), $0.status == "evaluated") }, uniquingKeysWith: { $0 && $1 })
    outcome = Self.outcome(document)
    for finding in document.findings { take(finding, &scenesOfLabels) }
    scores.trim()
  }

  /// What decided an answer; nil where nothing is named.
  static func decided(_ document: ResultDocument) -> String? {
    document.label.flatMap { label in
      label == Label.normal.rawValue ? nil : [label, document.subLabel].compactMap(\.self).joined(separator: "/")
    }
  }

  /// What an answer comes to: a gap where nothing was found and something not looked at, or where it rests on a gap.
  static func outcome(_ document: ResultDocument) -> Outcome {
    guard let suggestion = document.recordedSuggestion else { return document.rejection == nil ? .error : .refused }
    let hasGap = document.scenes.contains { ["notEvaluated", "failed"].contains($0.status) }
    if suggestion == .pass { return hasGap ? .gap : .pass }
    return document.label == nil ? .gap : Outcome(suggestion)
  }

  private mutating func take(_ finding: ResultDocument.Finding, _ scenesOfLabels: inout [Label: Set<Scene>]) {
    let counts = finding.suppressedBy == nil
    let scene = Scene(rawValue: finding.scene)
    if let claim = finding.claim ?? finding.reportedClaim, claim.label != Label.normal.rawValue {
      let label = Label(rawValue: claim.label)
      scores[Claim(label), default: Score()].take(finding.score, counts: counts)
      if let subLabel = claim.subLabel {
        scores[Claim(label, SubLabel(rawValue: subLabel)), default: Score()].take(finding.score, counts: counts)
      }
      scenesOfLabels[label, default: []].insert(scene)
      sceneScores[scene, default: Score()].take(finding.score, counts: counts)
    }
    guard counts, let suggestion = Suggestion(rawValue: finding.suggestion), suggestion > .pass else { return }
    let label = Label(rawValue: finding.label)
    scenesOfLabels[label, default: []].insert(scene)
    func report(_ claim: Claim) { reported[claim, default: .pass] = max(reported[claim, default: .pass], suggestion) }
    report(Claim(label))
    if let subLabel = finding.subLabel { report(Claim(label, SubLabel(rawValue: subLabel))) }
    reportedScenes[scene, default: .pass] = max(reportedScenes[scene, default: .pass], suggestion)
  }
}

extension ResultDocument.Finding {
  /// Of lines of the first version, which do not say what was claimed.
  fileprivate var reportedClaim: ResultDocument.Claim? {
    .init(ModerationJudging.Claim(Label(rawValue: label), subLabel.map(SubLabel.init(rawValue:))))
  }
}
