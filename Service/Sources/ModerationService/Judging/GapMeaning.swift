import ImageModeration
import ModerationJudging

/// What a gap of a scene is to a caller.
enum GapMeaning: Sendable {
  /// The time was up.
  case deadline
  /// A model failed: another try may do better.
  case modelFailed
  /// The file is too large for this scene alone.
  case fileTooLarge
  /// Something about the picture: parts that viewers may show and nobody was shown, frames left out.
  case picture

  /// The meaning of a scene's gap; nil where the scene was looked at.
  init?(_ scene: SceneResult) {
    guard let kind = GapKind(of: scene.status) else { return nil }
    self =
      switch kind {
      case .deadline: .deadline
      case .detectorFailed, .notEvaluated: .modelFailed
      case .fileTooLargeForScene: .fileTooLarge
      default: .picture
      }
  }
}
