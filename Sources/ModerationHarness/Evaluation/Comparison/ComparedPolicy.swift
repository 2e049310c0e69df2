import ModerationCore
public import ModerationJudging

/// A policy whose answers are set beside the recorded ones: what a replay under it gives.
public struct ComparedPolicy: Sendable {
  /// The policy.
  public let policy: Policy
  private let replay: Replay

  /// Describes a policy.
  ///
  /// - Parameters:
  ///   - policy: The policy, under the name that reports have.
  ///   - replay: Judges rows under it.
  public init(policy: Policy, replay: Replay) {
    self.policy = policy
    self.replay = replay
  }

  /// What it makes of a row; nil where the image was not judged and would not be.
  func answer(for document: ResultDocument, _ rules: EvaluationRules) -> ComparedAnswer? {
    let after = replay.judged(document)
    guard document.suggestion != nil || after.suggestion != nil else { return nil }
    let gaps = after.scenes.filter { $0.code == GapKind.notRecorded.rawValue }.map {
      "\($0.scene): \($0.reason ?? "not recorded")"
    }
    let change = change(from: document, to: after, rules)
    return ComparedAnswer(
      outcome: EvaluatedImage.outcome(after), claim: change?.claim ?? EvaluatedImage.decided(after),
      score: change?.score ?? after.score ?? 0, before: change?.before, after: change?.after, gaps: gaps)
  }

  /// The finding that changed most, with the numbers that decided before and after.
  private struct Change {
    let claim: String
    let score: Double
    let before: ScoreThresholds?
    let after: ScoreThresholds?
  }

  private func change(from document: ResultDocument, to after: ResultDocument, _ rules: EvaluationRules) -> Change? {
    let direction = (after.recordedSuggestion ?? .pass).gravity - (document.recordedSuggestion ?? .pass).gravity
    guard direction != 0 else { return nil }
    let (old, new) = (Self.gravities(document), Self.gravities(after))
    // What is gone was decided by the policy before, what is new by the other one.
    let findings = direction > 0 ? after.findings : document.findings
    var best: (item: ResultDocument.Finding, gravity: Int)?
    for item in findings {
      let (before, now) = (old[Key(item)] ?? 0, new[Key(item)] ?? 0)
      guard direction > 0 ? now > before : before > now else { continue }
      let gravity = max(before, now)
      if best.map({ (gravity, item.score) > ($0.gravity, $0.item.score) }) ?? true { best = (item, gravity) }
    }
    guard let item = best?.item else { return nil }
    let descriptor = rules.descriptors.first { $0.id == item.detector }
    let finding = item.evidence(policy, descriptor).finding
    // The numbers of the policy at hand, where it has the recorded one's name and would have judged the same.
    let isBase = descriptor.map { descriptor in
      document.policy?.name == rules.policy.name
        && rules.policy.meaning(of: finding, by: descriptor)?.suggestion.gravity == old[Key(item)]
    }
    return Change(
      claim: Key(item).claim, score: item.score,
      before: isBase == true ? descriptor.flatMap { rules.policy.numbers(for: finding, by: $0) } : nil,
      after: new[Key(item)] == nil ? nil : descriptor.flatMap { policy.numbers(for: finding, by: $0) })
  }

  /// How grave each finding that counts is.
  private static func gravities(_ document: ResultDocument) -> [Key: Int] {
    Dictionary(
      document.findings.map { finding in
        (Key(finding), finding.suppressedBy == nil ? (Suggestion(rawValue: finding.suggestion) ?? .pass).gravity : 0)
      }, uniquingKeysWith: max)
  }

  private struct Key: Hashable {
    let detector: String
    let claim: String
    let score: Double

    init(_ finding: ResultDocument.Finding) {
      detector = finding.detector
      claim = finding.claim?.text ?? finding.label
      score = finding.score
    }
  }
}

extension ResultDocument.Claim {
  fileprivate var text: String { [label, subLabel].compactMap(\.self).joined(separator: "/") }
}
