import ModerationCore
import ModerationJudging

/// What is asked of each image: does it show something of a scene, a label, a sublabel?
enum Question: Hashable, Comparable {
  case scene(Scene)
  case claim(Claim)

  var kind: String {
    switch self {
    case .scene: "scene"
    case .claim(let claim): claim.subLabel == nil ? "label" : "sublabel"
    }
  }

  var name: String {
    switch self {
    case .scene(let scene): scene.rawValue
    case .claim(let claim): claim.description
    }
  }

  static func < (left: Question, right: Question) -> Bool {
    let order = ["scene", "label", "sublabel"]
    let (a, b) = (order.firstIndex(of: left.kind) ?? 0, order.firstIndex(of: right.kind) ?? 0)
    return a != b ? a < b : left.name < right.name
  }

  /// Whether an image should; nil where its label does not say.
  func truth(_ expectation: ExpectedAnswer, _ scenes: [Label: Set<Scene>]) -> Bool? {
    switch self {
    case .claim(let claim): return expectation.shows(claim)
    case .scene(let scene):
      if expectation.claims.isEmpty { return expectation.suggestion == .pass ? false : nil }
      return expectation.claims.contains { scenes[$0.label]?.contains(scene) ?? false }
    }
  }

  /// The scenes that have to be looked at for an answer.
  func scenes(_ labels: [Label: Set<Scene>]) -> Set<Scene> {
    switch self {
    case .scene(let scene): [scene]
    case .claim(let claim): labels[claim.label] ?? []
    }
  }

  func reported(_ image: EvaluatedImage) -> Suggestion? {
    switch self {
    case .scene(let scene): image.reportedScenes[scene]
    case .claim(let claim): image.reported[claim]
    }
  }

  func score(_ image: EvaluatedImage) -> EvaluatedImage.Score {
    switch self {
    case .scene(let scene): image.sceneScores[scene] ?? EvaluatedImage.Score()
    case .claim(let claim): image.scores[claim] ?? EvaluatedImage.Score()
    }
  }

  /// What became of it. Where a scene was not wholly looked at, what was found still counts, and nothing found is a
  /// gap. Several scenes can serve a label: of those that no image was asked, none has to be looked at.
  func outcome(_ image: EvaluatedImage, needing scenes: Set<Scene>) -> Outcome {
    if image.outcome == .refused || image.outcome == .error { return image.outcome }
    if let suggestion = reported(image) { return Outcome(suggestion) }
    return isLooked(image, scenes) ? .pass : .gap
  }

  func isLooked(_ image: EvaluatedImage, _ scenes: Set<Scene>) -> Bool {
    if image.outcome == .refused || image.outcome == .error { return false }
    return !scenes.isEmpty && scenes.allSatisfy { image.scenes[$0] == true }
  }
}
