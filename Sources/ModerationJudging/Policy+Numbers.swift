package import ModerationCore

extension Policy {
  /// The numbers that decide what a finding means; nil where no number does: the operator's list gave a suggestion, or
  /// nobody knows the label.
  package func numbers(for finding: Finding, by detector: DetectorDescriptor) -> ScoreThresholds? {
    let own = bands[detector.name]?[finding.label]
    if let chosen = finding.subLabel.flatMap({ subLabelBands[detector.name]?[$0] }) ?? own {
      return ScoreThresholds(review: chosen.reviewFrom, block: chosen.blockAbove)
    }
    guard let declared = finding.subLabel.flatMap({ detector.subLabelBands[$0] }) ?? detector.bands[finding.label],
      finding.suggestion == nil
    else { return nil }
    let moved = thresholds.thresholds(of: finding, by: detector, declared)
    return ScoreThresholds(review: moved.review ?? declared.reviewFrom, block: moved.block ?? declared.blockAbove)
  }
}
