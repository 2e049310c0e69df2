import ImageModeration

/// A finding that counts, with what the policy makes of it.
struct CountedFinding: Hashable, Sendable {
  /// The scene it belongs to.
  let scene: Scene
  /// The label that is reported.
  let label: Label
  /// The sublabel that is reported.
  let subLabel: SubLabel?
  /// What it suggests: REVIEW or BLOCK.
  let suggestion: Suggestion
  /// How sure the detector is, 0…1.
  let score: Double

  /// `Label/SubLabel`.
  var name: String { ([label.rawValue] + [subLabel?.rawValue].compactMap(\.self)).joined(separator: "/") }
}

/// A verdict, read for a dialect that knows clean pictures and flagged ones.
enum VerdictReading: Hashable, Sendable {
  /// Why a verdict has no answer in a dialect.
  enum Obstacle: String, Hashable, Sendable, CaseIterable {
    /// A person should look, and the configuration has REVIEW answered with an error.
    case review
    /// Something that was asked for was not looked at, and nothing was found.
    case gap
    /// Nothing that was found has a name in the dialect.
    case unmapped
  }

  /// Nothing that counts was found, and no gap that the policy minds.
  case clean
  /// REVIEW or BLOCK, with what was found, gravest first; nothing where a gap alone decides.
  case flagged(Suggestion, [CountedFinding])
  /// The answer must be an error; with a sentence for the caller.
  case withheld(Obstacle, Suggestion, String)

  /// Reads a verdict.
  ///
  /// - Throws: `ServiceFailure.Kind.rejected` where the picture was refused.
  init(
    _ judged: Judged, review: DialectOptions.Handling, gap: DialectOptions.Handling
  ) throws(ServiceFailure) {
    let verdict: Verdict
    switch judged.result.outcome {
    case .rejected(let rejection): throw ServiceFailure(.rejected(rejection), rejection.publicMessage)
    case .verdict(let judgedVerdict): verdict = judgedVerdict
    }
    // A scene's word is in the verdict already; taken again, no slip elsewhere can make a picture clean here.
    let suggestion = verdict.scenes.reduce(verdict.suggestion) { max($0, $1.suggestion) }
    let findings = Self.findings(of: verdict)
    if suggestion == .pass {
      self = .clean
    } else if findings.isEmpty, gap == .error {
      self = .withheld(.gap, suggestion, Self.sentence(on: judged.gaps))
    } else if suggestion == .review, review == .error, !findings.isEmpty {
      let names = findings.prefix(3).map(\.name).joined(separator: ", ")
      self = .withheld(.review, suggestion, "the verdict is REVIEW (\(names)): a person should look")
    } else {
      self = .flagged(suggestion, findings)
    }
  }

  /// What counts, each label and sublabel of a scene once, gravest first.
  private static func findings(of verdict: Verdict) -> [CountedFinding] {
    var findings: [CountedFinding] = []
    for evidence in verdict.evidence where evidence.suppressedBy == nil && evidence.meaning.suggestion > .pass {
      findings.append(
        CountedFinding(
          scene: evidence.scene, label: evidence.judged.label, subLabel: evidence.judged.subLabel,
          suggestion: evidence.meaning.suggestion, score: evidence.finding.score))
    }
    if findings.isEmpty, verdict.suggestion > .pass, let label = verdict.label, label != .normal {
      let scene = verdict.scenes.first { $0.label == label }?.scene
      findings = [
        CountedFinding(
          scene: scene ?? Scene(rawValue: ""), label: label, subLabel: verdict.subLabel,
          suggestion: verdict.suggestion, score: verdict.score)
      ]
    }
    findings.sort { ($0.suggestion, $0.score, $1.name) > ($1.suggestion, $1.score, $0.name) }
    var known: Set<[String]> = []
    return findings.filter { known.insert([$0.scene.rawValue, $0.name]).inserted }
  }

  private static func sentence(on gaps: [SceneResult]) -> String {
    let scenes = gaps.map { "\($0.scene) (\($0.status.publicCode))" }.joined(separator: ", ")
    return "not looked at, or not whole: \(scenes.isEmpty ? "the picture" : scenes); nothing was found in the rest"
  }
}

extension SceneStatus {
  /// A gap's code, without what a detector says in its own words.
  fileprivate var publicCode: String {
    switch self {
    case .evaluated: "evaluated"
    case .notNeeded: "notNeeded"
    case .notEvaluated(_, let code): code ?? "notEvaluated"
    case .failed(let failure): "\(failure.code)"
    }
  }
}

extension Verdict {
  /// Whether a scene was asked for and has no gap; the policy may have made it unnecessary.
  func looked(at scene: Scene) -> Bool { scenes.contains { $0.scene == scene && !$0.status.isGap } }

  /// Whether a scene was looked at and something in it looks for a sublabel.
  func looked(for subLabel: SubLabel, in scene: Scene) -> Bool {
    scenes.contains { $0.scene == scene && !$0.status.isGap && !$0.notCovered.contains(subLabel) }
  }
}
