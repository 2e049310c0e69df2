import ModerationCore

/// Thresholds by label, whichever detector claims it; for pictures and for text apart.
///
/// A finding is of text where its detector serves the scene `text`, or where it quotes the text that it is about: a
/// text detector of another scene. Not so the name of a known picture, which stands in the same field. All that this
/// rests on is in a result's line as well.
///
/// For each of the two numbers the first of these keys decides that gives it: the label and sublabel claimed, the label
/// claimed, the label and sublabel that the detector's band reports, the label that it reports. A model of pornography
/// that reports doubtful pictures as `Sexy` begins to ask where `Porn` says, or else where `Sexy` does. A sublabel for
/// which a detector has bands other than its label's, or ones that never ask, such as blades, barcodes of goods or a
/// dressed person's chest, is moved by its own key alone; its label's `off` holds for it, too.
public struct LabelThresholds: Hashable, Sendable {
  /// Those for what was seen in pictures.
  public var images: [Claim: ScoreThresholds]
  /// Those for what was read: words, patterns, classes of text, codes.
  public var texts: [Claim: ScoreThresholds]

  /// Those for one detector, by its name without the revision: number by number before the others.
  public var detectors: [String: [Claim: ScoreThresholds]]

  /// Makes thresholds.
  public init(
    images: [Claim: ScoreThresholds] = [:], texts: [Claim: ScoreThresholds] = [:],
    detectors: [String: [Claim: ScoreThresholds]] = [:]
  ) {
    self.images = images
    self.texts = texts
    self.detectors = detectors
  }

  /// What is said about a finding; nil numbers where nothing is.
  func thresholds(of finding: Finding, by detector: DetectorDescriptor, _ bands: ScoreBands?) -> ScoreThresholds {
    let given = [detectors[detector.name] ?? [:], Self.isOfText(finding, detector) ? texts : images]
    guard given.contains(where: { !$0.isEmpty }) else { return ScoreThresholds() }
    let (exact, label) = (Claim(finding.label, finding.subLabel), Claim(finding.label))
    func first(_ number: KeyPath<ScoreThresholds, Double?>, of keys: [Claim]) -> Double? {
      given.lazy.flatMap { given in keys.lazy.compactMap { given[$0]?[keyPath: number] } }.first
    }
    if let bands, finding.subLabel != nil, bands != detector.bands[finding.label] || bands.reviewFrom > 1 {
      // Another kind of evidence than its label's, which only its own key moves; the stronger keys' `off` before that of
      // the weaker ones.
      for (index, keys) in given.enumerated() where keys[label] == .off {
        if given[...index].allSatisfy({ $0[exact] == nil }) { return .off }
      }
      return ScoreThresholds(review: first(\.review, of: [exact]), block: first(\.block, of: [exact]))
    }
    func keys(reportedAs meaning: ScoreBands.Meaning?) -> [Claim] {
      let reported = meaning.map { [Claim($0.label, $0.subLabel ?? finding.subLabel), Claim($0.label)] } ?? []
      return [exact, label] + reported
    }
    return ScoreThresholds(
      review: first(\.review, of: keys(reportedAs: bands?.review)),
      block: first(\.block, of: keys(reportedAs: bands?.block)))
  }

  private static func isOfText(_ finding: Finding, _ detector: DetectorDescriptor) -> Bool {
    detector.scene == .text || finding.text != nil && finding.subLabel != .knownPicture
  }
}

extension ScoreBands {
  /// These bands with other numbers.
  func meaning(of score: Double, under thresholds: ScoreThresholds) -> Meaning {
    let (reviewFrom, blockAbove) = (thresholds.review ?? self.reviewFrom, thresholds.block ?? self.blockAbove)
    // Bands rise from one number to the next, so they cannot say that nothing asks and something blocks.
    if reviewFrom == .infinity, blockAbove < .infinity {
      return score <= blockAbove ? Meaning(.pass, .normal) : block
    }
    return ScoreBands(
      reviewFrom: reviewFrom, as: review.label, review.subLabel, blockAbove: blockAbove, as: block.label, block.subLabel
    ).meaning(of: score)
  }
}
