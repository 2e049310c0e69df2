/// Whether a scene was looked at. Only `notEvaluated` and `failed` are gaps, and neither ever reads as clean.
public enum SceneStatus: Hashable, Sendable {
  /// Every detector of the scene looked at every sampled frame.
  case evaluated
  /// The policy made the rest unnecessary, for the reason given.
  case notNeeded(reason: String)
  /// The scene was asked for and not looked at, for the reason given.
  case notEvaluated(reason: String, code: String?)
  /// A detector failed.
  case failed(DetectorFailure)

  /// Whether something that was asked for was not looked at.
  public var isGap: Bool {
    switch self {
    case .evaluated, .notNeeded: false
    case .notEvaluated, .failed: true
    }
  }
}

/// The outcome of one scene.
public struct SceneResult: Hashable, Sendable {
  /// The scene.
  public let scene: Scene
  /// Whether it was looked at.
  public let status: SceneStatus
  /// What this scene alone would suggest, gaps counted as the policy says.
  public let suggestion: Suggestion
  /// The label that decided; nil when only a gap did.
  public let label: Label?
  /// The sublabel that decided.
  public let subLabel: SubLabel?
  /// The highest deciding score, 0…1.
  public let score: Double
  /// The models that serve the scene.
  public let models: [DetectorDescriptor.Model]
  /// The sublabels of the scene that none of its detectors looks for.
  public let notCovered: [SubLabel]
  /// How many of the operator's own things the scene compared with, by name; empty where it uses none.
  public let supplied: [String: Int]

  /// Makes a scene's outcome.
  public init(
    scene: Scene, status: SceneStatus, suggestion: Suggestion, label: Label?, subLabel: SubLabel?, score: Double,
    models: [DetectorDescriptor.Model], notCovered: [SubLabel], supplied: [String: Int] = [:]
  ) {
    self.scene = scene
    self.status = status
    self.suggestion = suggestion
    self.label = label
    self.subLabel = subLabel
    self.score = score
    self.models = models
    self.notCovered = notCovered
    self.supplied = supplied
  }
}
