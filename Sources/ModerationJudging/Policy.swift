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
  /// Findings that stay in the result and do not count.
  public var exceptions: [FindingException]
  /// What a scene that could not be looked at means for the image.
  public var gapSuggestion: Suggestion
  /// The sublabels that make a gap of a scene whose result names them as not covered, for example `unreadText`. None by
  /// default: photographs have textures that look like text.
  public var gapsFor: Set<SubLabel>
  /// Whether frames of an animation that the sampling leaves out are a gap. By default they are coverage, which the
  /// reason tells.
  public var takesUnsampledFramesForGap: Bool
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
    exceptions: [FindingException] = [], gapSuggestion: Suggestion = .review, gapsFor: Set<SubLabel> = [],
    takesUnsampledFramesForGap: Bool = false, judgesColorUnderZeroAlpha: Bool = false, stopsAtBlock: Bool = false
  ) {
    self.name = name
    self.version = version
    self.sampling = sampling
    self.bands = bands
    self.subLabelBands = subLabelBands
    self.exceptions = exceptions
    self.gapSuggestion = gapSuggestion
    self.gapsFor = gapsFor
    self.takesUnsampledFramesForGap = takesUnsampledFramesForGap
    self.judgesColorUnderZeroAlpha = judgesColorUnderZeroAlpha
    self.stopsAtBlock = stopsAtBlock
  }

  /// What a finding means: by the policy's bands for its sublabel, or else for its label; then by the finding's own
  /// suggestion, where a list of the operator's gives one; then by the detector's bands in the same order. Nil when
  /// none of them knows the label.
  public func meaning(of finding: Finding, by detector: DetectorDescriptor) -> ScoreBands.Meaning? {
    let (own, ownFine) = (bands[detector.name], subLabelBands[detector.name])
    let declared = detector.bands[finding.label]
    guard own?[finding.label] != nil || declared != nil || finding.suggestion != nil else { return nil }
    let chosen = finding.subLabel.flatMap { ownFine?[$0] } ?? own?[finding.label]
    if let chosen { return chosen.meaning(of: finding.score) }
    if let suggestion = finding.suggestion {
      return suggestion == .pass
        ? ScoreBands.Meaning(.pass, .normal) : ScoreBands.Meaning(suggestion, finding.label, finding.subLabel)
    }
    return (finding.subLabel.flatMap { detector.subLabelBands[$0] } ?? declared)?.meaning(of: finding.score)
  }

  /// The exception that keeps a finding from counting; nil when it counts.
  public func exception(for finding: Finding, of detector: DetectorDescriptor) -> String? {
    exceptions.first { $0.covers(finding, of: detector) }?.name
  }
}
