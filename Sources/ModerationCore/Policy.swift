/// The operator's choices: which frames, what scores mean, what a gap means.
public struct Policy: Hashable, Sendable {
  /// Which frames of an animation are looked at.
  public var sampling: FrameSampling
  /// Score bands that replace a detector's own: detector id → label → bands.
  public var bands: [String: [Label: ScoreBands]]
  /// What a scene that could not be looked at means for the image.
  public var gapSuggestion: Suggestion
  /// Whether work stops once BLOCK is certain. The remaining frames and scenes then read `notNeeded`.
  public var stopsAtBlock: Bool

  /// The default: 5 frames, every 5th; the detectors' own bands; a gap asks for a person; every scene is looked at.
  public static let standard = Policy(sampling: .standard)

  /// Makes a policy.
  public init(
    sampling: FrameSampling, bands: [String: [Label: ScoreBands]] = [:], gapSuggestion: Suggestion = .review,
    stopsAtBlock: Bool = false
  ) {
    self.sampling = sampling
    self.bands = bands
    self.gapSuggestion = gapSuggestion
    self.stopsAtBlock = stopsAtBlock
  }

  /// The bands in force for one label of one detector; nil when neither the policy nor the detector knows the label.
  public func bands(for label: Label, of detector: DetectorDescriptor) -> ScoreBands? {
    bands[detector.id]?[label] ?? detector.bands[label]
  }
}
