/// The operator's choices: which frames, what scores mean, what a gap means.
public struct Policy: Hashable, Sendable {
  /// Which frames of an animation are looked at.
  public var sampling: FrameSampling
  /// Score bands that replace a detector's own: detector id → label → bands.
  public var bands: [String: [Label: ScoreBands]]
  /// Score bands of single sublabels, before those of their label: detector id → sublabel → bands.
  public var subLabelBands: [String: [SubLabel: ScoreBands]]
  /// What a scene that could not be looked at means for the image.
  public var gapSuggestion: Suggestion
  /// The sublabels that make a gap of a scene whose result names them as not covered, for example `unreadText`. None by
  /// default: photographs have textures that look like text.
  public var gapsFor: Set<SubLabel>
  /// Whether work stops once BLOCK is certain. The remaining frames and scenes then read `notNeeded`.
  public var stopsAtBlock: Bool

  /// The default: 5 frames, every 5th; the detectors' own bands; a gap asks for a person; every scene is looked at.
  public static let standard = Policy(sampling: .standard)

  /// Makes a policy.
  public init(
    sampling: FrameSampling, bands: [String: [Label: ScoreBands]] = [:],
    subLabelBands: [String: [SubLabel: ScoreBands]] = [:], gapSuggestion: Suggestion = .review,
    gapsFor: Set<SubLabel> = [], stopsAtBlock: Bool = false
  ) {
    self.sampling = sampling
    self.bands = bands
    self.subLabelBands = subLabelBands
    self.gapSuggestion = gapSuggestion
    self.gapsFor = gapsFor
    self.stopsAtBlock = stopsAtBlock
  }

  /// The bands in force for a finding: the policy's for its sublabel, the policy's for its label, then the detector's in
  /// the same order; nil when neither policy nor detector knows the label.
  public func bands(for finding: Finding, of detector: DetectorDescriptor) -> ScoreBands? {
    guard let declared = bands[detector.id]?[finding.label] ?? detector.bands[finding.label] else { return nil }
    guard let subLabel = finding.subLabel else { return declared }
    return subLabelBands[detector.id]?[subLabel] ?? bands[detector.id]?[finding.label]
      ?? detector.subLabelBands[subLabel] ?? declared
  }
}
