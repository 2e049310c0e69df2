/// The answer for one image, with its evidence.
public struct Verdict: Hashable, Sendable {
  /// A finding together with who made it and what the policy makes of it.
  public struct Evidence: Hashable, Sendable {
    /// The scene it belongs to.
    public let scene: Scene
    /// The detector's identifier.
    public let detector: String
    /// The model that answered.
    public let model: DetectorDescriptor.Model?
    /// What the detector's word rests on.
    public let basis: DetectorDescriptor.Basis
    /// The finding, boxes mapped to the upright original.
    public let finding: Finding
    /// The frame it was seen in, counted from 0; nil for a finding over the whole image's text.
    public let frameIndex: Int?
    /// In which of the ways that a frame may be seen it was seen; `standard` for a finding over text.
    public let rendition: Rendition
    /// What its score means under the policy.
    public let meaning: ScoreBands.Meaning
    /// The exception that keeps this finding from counting; nil when it counts.
    public let suppressedBy: String?

    /// Makes evidence.
    public init(
      scene: Scene, detector: String, model: DetectorDescriptor.Model?, basis: DetectorDescriptor.Basis,
      finding: Finding, frameIndex: Int?, rendition: Rendition = .standard, meaning: ScoreBands.Meaning,
      suppressedBy: String? = nil
    ) {
      self.scene = scene
      self.detector = detector
      self.model = model
      self.basis = basis
      self.finding = finding
      self.frameIndex = frameIndex
      self.rendition = rendition
      self.meaning = meaning
      self.suppressedBy = suppressedBy
    }
  }

  /// What to do with the image.
  public let suggestion: Suggestion
  /// The label that decided; nil when the suggestion rests on a gap alone, because nothing was seen to name.
  public let label: Label?
  /// The sublabel that decided.
  public let subLabel: SubLabel?
  /// The score that decided, 0…1; 0 when the suggestion rests on a gap alone.
  public let score: Double
  /// One sentence on what decided.
  public let reason: String
  /// Every scene that was asked for, by name, with its own outcome.
  public let scenes: [SceneResult]
  /// Everything that was seen, worst first.
  public let evidence: [Evidence]

  /// Makes a verdict.
  public init(
    suggestion: Suggestion, label: Label?, subLabel: SubLabel?, score: Double, reason: String,
    scenes: [SceneResult], evidence: [Evidence]
  ) {
    self.suggestion = suggestion
    self.label = label
    self.subLabel = subLabel
    self.score = score
    self.reason = reason
    self.scenes = scenes
    self.evidence = evidence
  }
}
