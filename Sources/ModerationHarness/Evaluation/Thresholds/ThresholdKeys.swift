import ModerationCore
import ModerationJudging

/// Finds which key of a policy moves which findings.
///
/// It asks the policy itself: a key moves a finding when the finding asks with the key's number at its score, and
/// passes with a number just above. What the operator's lists, patterns or keys of single detectors decide is moved by
/// no key.
struct ThresholdKeys {
  /// All on which it depends whether a key moves a finding.
  private struct Kind: Hashable {
    let detector: String
    let label: Label
    let subLabel: SubLabel?
    let hasText: Bool
    let hasSuggestion: Bool
    let groups: [String]
  }

  private let policy: Policy
  private let descriptors: [String: DetectorDescriptor]
  /// Whether sublabels have keys of their own.
  private let bySubLabel: Bool
  private var known: [Kind: ThresholdKey?] = [:]

  init(_ rules: EvaluationRules) {
    policy = rules.policy
    descriptors = Dictionary(rules.descriptors.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    bySubLabel = rules.suggestsBySubLabel
  }

  /// The key that moves a finding; nil for none.
  mutating func key(of item: Verdict.Evidence) -> ThresholdKey? {
    let finding = item.finding
    let kind = Kind(
      detector: item.detector, label: finding.label, subLabel: finding.subLabel, hasText: finding.text != nil,
      hasSuggestion: finding.suggestion != nil, groups: finding.candidates.map(\.group))
    if let key = known[kind] { return key }
    guard let descriptor = descriptors[item.detector] else { return nil }
    let coarse = Claim(finding.label)
    let claims = finding.subLabel.map { bySubLabel ? [Claim(finding.label, $0)] : [coarse, Claim(finding.label, $0)] }
    let keys = (claims ?? [coarse]).flatMap { [ThresholdKey(.images, $0), ThresholdKey(.texts, $0)] }
    let key = keys.first { moves($0, finding, descriptor) }
    known[kind] = .some(key)
    return key
  }

  /// The numbers that a key would replace, of whatever any detector may claim: a policy is checked for all of them.
  func numbers(of key: ThresholdKey) -> Set<ScoreThresholds> {
    Set(
      descriptors.values.flatMap { descriptor in
        descriptor.bands.keys.flatMap { label in
          ([nil] + descriptor.covers.union(descriptor.subLabelBands.keys).map(Optional.some)).compactMap { subLabel in
            let finding = Finding(label: label, subLabel: subLabel, score: 0.5)
            return moves(key, finding, descriptor) ? policy.numbers(for: finding, by: descriptor) : nil
          }
        }
      })
  }

  private func moves(_ key: ThresholdKey, _ finding: Finding, _ descriptor: DetectorDescriptor) -> Bool {
    var finding = finding
    // In the middle, where a number just above is still one that a score may reach.
    finding.score = 0.5
    func meaning(_ review: Double) -> Suggestion? {
      key.set(ScoreThresholds(review: review, block: .infinity), in: policy)
        .meaning(of: finding, by: descriptor)?.suggestion
    }
    return meaning(0.5) == .review && meaning(Double(0.5).nextUp) == .pass
  }
}
