public import ModerationCore

/// The operator's choices: which frames, what scores mean, what a gap means, what does not count.
public struct Policy: Hashable, Sendable {
  /// The policy's name, as results have it.
  public var name: String
  /// Which state of the policy this is, in the operator's own counting; results carry it, so that a verdict can be
  /// repeated.
  public var version: String?
  /// Which frames of an animation are looked at.
  public var sampling: FrameSampling
  /// Score bands that replace a detector's own: detector name (its identifier without the revision) → label → bands.
  public var bands: [String: [Label: ScoreBands]]
  /// Score bands of single sublabels, before those of their label: detector name → sublabel → bands.
  public var subLabelBands: [String: [SubLabel: ScoreBands]]
  /// From which scores on a label counts, whichever detector claims it: moves the detectors' own numbers.
  public var thresholds: LabelThresholds
  /// The gravest that a match with a person of a gallery's group may suggest, by group; others suggest what they score.
  public var groupSuggestions: [String: Suggestion]
  /// Findings that stay in the result and do not count.
  public var exceptions: [FindingException]
  /// What gaps of single kinds mean, before `gapSuggestion`. A gap that may pass still stands in the scene's status and
  /// in the reason.
  public var gapSuggestions: [GapKind: Suggestion]
  /// What a scene that could not be looked at means for the image.
  public var gapSuggestion: Suggestion
  /// The sublabels that make a gap of a scene whose result names them as not covered, for example `unreadText`. None by
  /// default: photographs have textures that look like text.
  public var gapsFor: Set<SubLabel>
  /// Whether frames of an animation that the sampling leaves out are a gap. By default they are coverage, which the
  /// reason tells.
  public var takesUnsampledFramesForGap: Bool
  /// Whether transparent pictures are looked at on black, too, where that shows more than white does.
  public var looksOnBlack: Bool
  /// Whether the colours of pixels that are wholly transparent, which no viewer shows, are judged as well.
  public var judgesColorUnderZeroAlpha: Bool
  /// Whether work stops once BLOCK is certain. The remaining frames and scenes then read `notNeeded`.
  public var stopsAtBlock: Bool

  /// The default: up to 7 frames; the detectors' own bands; a gap asks for a person; every scene is looked at.
  public static let standard = Policy(sampling: .standard)

  /// Makes a policy.
  public init(
    name: String = "standard", version: String? = nil, sampling: FrameSampling,
    bands: [String: [Label: ScoreBands]] = [:], subLabelBands: [String: [SubLabel: ScoreBands]] = [:],
    thresholds: LabelThresholds = LabelThresholds(), groupSuggestions: [String: Suggestion] = [:],
    exceptions: [FindingException] = [], gapSuggestions: [GapKind: Suggestion] = [:],
    gapSuggestion: Suggestion = .review, gapsFor: Set<SubLabel> = [],
    takesUnsampledFramesForGap: Bool = false, looksOnBlack: Bool = true, judgesColorUnderZeroAlpha: Bool = false,
    stopsAtBlock: Bool = false
  ) {
    self.name = name
    self.version = version
    self.sampling = sampling
    self.bands = bands
    self.subLabelBands = subLabelBands
    self.thresholds = thresholds
    self.groupSuggestions = groupSuggestions
    self.exceptions = exceptions
    self.gapSuggestions = gapSuggestions
    self.gapSuggestion = gapSuggestion
    self.gapsFor = gapsFor
    self.takesUnsampledFramesForGap = takesUnsampledFramesForGap
    self.looksOnBlack = looksOnBlack
    self.judgesColorUnderZeroAlpha = judgesColorUnderZeroAlpha
    self.stopsAtBlock = stopsAtBlock
  }

  /// What a finding means: by the policy's bands for its sublabel, or else for its label; then by thresholds that turn
  /// its label off; then by the finding's own suggestion, where a list of the operator's gives one; then by the
  /// detector's bands in the same order, with the numbers that the thresholds give. Of a match with a person of the
  /// gallery, no more than the person's group may suggest. Nil when none of them knows the label.
  public func meaning(of finding: Finding, by detector: DetectorDescriptor) -> ScoreBands.Meaning? {
    guard let meaning = uncapped(finding, detector) else { return nil }
    guard !groupSuggestions.isEmpty, !finding.candidates.isEmpty else { return meaning }
    // Each person that it may be counts for as much as the group allows: one of a group that passes hides no other.
    let meanings = finding.candidates.enumerated().compactMap { index, candidate -> ScoreBands.Meaning? in
      var of = finding
      if index > 0 { of.score = candidate.score }
      guard let meaning = uncapped(of, detector), let gravest = groupSuggestions[candidate.group],
        meaning.suggestion > gravest
      else { return uncapped(of, detector) }
      return gravest == .pass
        ? ScoreBands.Meaning(.pass, .normal) : ScoreBands.Meaning(gravest, meaning.label, meaning.subLabel)
    }
    return meanings.max { $0.suggestion < $1.suggestion }
  }

  private func uncapped(_ finding: Finding, _ detector: DetectorDescriptor) -> ScoreBands.Meaning? {
    let (own, ownFine) = (bands[detector.name], subLabelBands[detector.name])
    let declared = detector.bands[finding.label]
    guard own?[finding.label] != nil || declared != nil || finding.suggestion != nil else { return nil }
    let chosen = finding.subLabel.flatMap { ownFine?[$0] } ?? own?[finding.label]
    if let chosen { return chosen.meaning(of: finding.score) }
    let detectors = finding.subLabel.flatMap { detector.subLabelBands[$0] } ?? declared
    let moved = thresholds.thresholds(of: finding, by: detector, detectors)
    if moved == .off { return ScoreBands.Meaning(.pass, .normal) }
    if let suggestion = finding.suggestion {
      return suggestion == .pass
        ? ScoreBands.Meaning(.pass, .normal) : ScoreBands.Meaning(suggestion, finding.label, finding.subLabel)
    }
    return detectors?.meaning(of: finding.score, under: moved)
  }

  /// What a scene's status means by itself: `pass` where it is not a gap.
  func suggestion(of status: SceneStatus) -> Suggestion {
    GapKind(of: status).map { kind in
      let suggestion = gapSuggestions[kind] ?? gapSuggestion
      return kind == .notRecorded ? max(suggestion, .review) : suggestion
    } ?? .pass
  }

  /// The exception that keeps a finding from counting; nil when it counts.
  public func exception(for finding: Finding, of detector: DetectorDescriptor) -> String? {
    exceptions.first { $0.covers(finding, of: detector) }?.name
  }
}
