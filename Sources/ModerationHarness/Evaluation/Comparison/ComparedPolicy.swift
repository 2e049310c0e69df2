public import ModerationCore
public import ModerationJudging

/// A policy whose answers are set beside the recorded ones.
public struct ComparedPolicy: Sendable {
  /// The policy.
  public let policy: Policy
  /// The scenes that it asks for; an image in whose row one is missing is a gap.
  public let scenes: [Scene]
  /// The lists that it compares with.
  public let lists: [ListIdentity]
  /// The name of its limits; an image that others refused may be accepted under them.
  public let limits: String

  /// Describes a policy.
  public init(policy: Policy, scenes: [Scene], lists: [ListIdentity], limits: String) {
    self.policy = policy
    self.scenes = scenes
    self.lists = lists
    self.limits = limits
  }

  /// What it makes of a row; nil where the image was not judged and the limits are the same.
  func answer(for document: ResultDocument, _ rules: EvaluationRules) -> ComparedAnswer? {
    guard let verdict = document.judged(under: policy, descriptors: rules.descriptors) else {
      guard document.rejection != nil, document.limits != limits else { return nil }
      return ComparedAnswer(
        outcome: .gap, claim: nil, score: 0, before: nil, after: nil,
        gaps: ["refused under the limits \(document.limits); \(limits) may accept it"])
    }
    let gaps = unanswered(by: document)
    let (outcome, isDecided) = Self.outcome(verdict, gaps)
    let change = change(from: document, to: verdict, rules)
    return ComparedAnswer(
      outcome: outcome, claim: change?.claim ?? (isDecided ? verdict.claimText : nil),
      score: change?.score ?? verdict.score, before: change?.before, after: change?.after, gaps: gaps)
  }

  /// A verdict that is milder than BLOCK and leaves a question open is a gap, never PASS.
  private static func outcome(_ verdict: Verdict, _ gaps: [String]) -> (Outcome, isDecided: Bool) {
    let hasGap = !gaps.isEmpty || verdict.scenes.contains { $0.status.isGap }
    if verdict.suggestion == .pass { return (hasGap ? .gap : .pass, false) }
    if verdict.label == nil { return (.gap, false) }
    return (Outcome(verdict.suggestion), true)
  }

  /// The questions of the policy that the row cannot answer.
  private func unanswered(by document: ResultDocument) -> [String] {
    let asked = Set(document.scenes.map(\.scene))
    var gaps = scenes.filter { !asked.contains($0.rawValue) }.map { "the scene \($0) was not looked at" }
    if !policy.stopsAtBlock {
      gaps += document.scenes.filter { $0.status == "notNeeded" }.map {
        "the rest of the scene \($0.scene) was not needed"
      }
    }
    let compared = Dictionary(document.lists.map { ($0.name, $0.version) }, uniquingKeysWith: { first, _ in first })
    for list in lists where compared[list.name] != list.version {
      gaps.append(
        compared[list.name] == nil
          ? "the list \(list.name) was not compared with" : "the list \(list.name) was compared with in another state")
    }
    if let image = document.image, let count = image.frameCount {
      let wanted = policy.sampling.indices(frameCount: count)
      let missing = wanted.filter { !image.sampledFrames.contains($0) }
      if !missing.isEmpty {
        gaps.append("frames \(missing.map(String.init).joined(separator: " ")) were not looked at")
      }
    }
    return gaps
  }

  /// The finding that changed most, with the numbers that decided before and after.
  private struct Change {
    let claim: String
    let score: Double
    let before: ScoreThresholds?
    let after: ScoreThresholds?
  }

  private func change(from document: ResultDocument, to verdict: Verdict, _ rules: EvaluationRules) -> Change? {
    func gravity(_ suggestion: Suggestion, _ suppressed: String?) -> Int { suppressed == nil ? suggestion.gravity : 0 }
    let direction =
      verdict.suggestion.gravity - (document.recordedSuggestion ?? .pass).gravity
    guard direction != 0 else { return nil }
    var before: [Key: Int] = [:]
    for finding in document.findings {
      let key = Key(detector: finding.detector, claim: finding.claim?.text ?? finding.label, score: finding.score)
      before[key] = max(
        before[key] ?? 0, gravity(Suggestion(rawValue: finding.suggestion) ?? .pass, finding.suppressedBy))
    }
    var best: (item: Verdict.Evidence, size: Int, gravity: Int)?
    for item in verdict.evidence {
      let key = Key(detector: item.detector, claim: item.claim.description, score: item.finding.score)
      let (old, new) = (before[key] ?? 0, gravity(item.meaning.suggestion, item.suppressedBy))
      let size = direction > 0 ? new - old : old - new
      guard size > 0 else { continue }
      if best.map({ (max(old, new), item.finding.score) > ($0.gravity, $0.item.finding.score) }) ?? true {
        best = (item, size, max(old, new))
      }
    }
    guard let item = best?.item else { return nil }
    let descriptor = rules.descriptors.first { $0.id == item.detector }
    // The numbers of the policy at hand, where it has the recorded one's name and would have judged the same.
    let recorded = before[Key(detector: item.detector, claim: item.claim.description, score: item.finding.score)]
    let isBase = descriptor.map { descriptor in
      document.policy?.name == rules.policy.name
        && rules.policy.meaning(of: item.finding, by: descriptor)?.suggestion.gravity == recorded
    }
    return Change(
      claim: item.claim.description, score: item.finding.score,
      before: isBase == true ? descriptor.flatMap { rules.policy.numbers(for: item.finding, by: $0) } : nil,
      after: descriptor.flatMap { policy.numbers(for: item.finding, by: $0) })
  }

  private struct Key: Hashable {
    let detector: String
    let claim: String
    let score: Double
  }
}

extension Verdict {
  fileprivate var claimText: String? { label.map { Claim($0, subLabel).description } }
}

extension ResultDocument.Claim {
  fileprivate var text: String { [label, subLabel].compactMap(\.self).joined(separator: "/") }
}
