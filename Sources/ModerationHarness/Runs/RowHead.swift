import ModerationCore
import ModerationJudging

/// As much of a row as a run needs to know again: read in a fraction of the time that the whole takes.
struct RowHead: Decodable {
  struct Image: Decodable {
    let sha256: String?
  }

  struct Scene: Decodable {
    let status: String
  }

  /// Something of which it matters only that it is there.
  struct Present: Decodable {}

  let schema: String
  let source: String
  let suggestion: String?
  let image: Image?
  let scenes: [Scene]
  let failure: Present?

  init(_ document: ResultDocument) {
    schema = document.schema
    source = document.source
    suggestion = document.suggestion
    image = document.image.map { Image(sha256: $0.sha256) }
    scenes = document.scenes.map { Scene(status: $0.status) }
    failure = document.failure.map { _ in Present() }
  }

  /// Whether this machine failed.
  var isError: Bool { failure != nil }

  /// Whether a part of the image was not looked at.
  var hasGap: Bool { scenes.contains { $0.status == "failed" || $0.status == "notEvaluated" } }
}
