/// What a detector is: a value, constant for the detector's life.
public struct DetectorDescriptor: Hashable, Sendable {
  /// Which weights answered: goes into every result, so that a verdict can be repeated.
  public struct Model: Hashable, Sendable {
    /// The model's name with its revision.
    public let name: String
    /// SHA-256 of the model file, 64 lower-case hexadecimal digits.
    public let sha256: String

    /// Makes a model identity.
    public init(name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }
  }

  /// Reverse-DNS or plain words with a revision, for example `porn.open-nsfw/1`. Unique within a `Moderator`.
  public let id: String
  /// The scene that the detector serves.
  public let scene: Scene
  /// The model behind it; nil for a detector without weights.
  public let model: Model?
  /// The sublabels it looks for.
  public let covers: Set<SubLabel>
  /// The sublabels of its scene that it does not look for.
  public let doesNotCover: Set<SubLabel>
  /// What scores mean unless the policy says otherwise, for each label that the detector may claim.
  public let bands: [Label: ScoreBands]

  /// Makes a descriptor.
  public init(
    id: String, scene: Scene, model: Model? = nil, covers: Set<SubLabel>, doesNotCover: Set<SubLabel>,
    bands: [Label: ScoreBands]
  ) {
    self.id = id
    self.scene = scene
    self.model = model
    self.covers = covers
    self.doesNotCover = doesNotCover
    self.bands = bands
  }
}
