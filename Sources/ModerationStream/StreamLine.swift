import ModerationJudging

/// The lines that a stream writes; `Documentation/schema/moderation-stream-1.json` describes them.
enum StreamLine {
  static func ready(_ ready: StreamReady) -> String { JSONLine.text(of: ready) }

  static func answer(_ document: ResultDocument, to identifier: String) -> String {
    JSONLine.text(of: Answer(id: identifier, document: document))
  }

  static func done(answered: Int) -> String { JSONLine.text(of: Done(answered: answered)) }

  static func fatal(_ problem: StreamProblem, answered: Int) -> String {
    JSONLine.text(
      of: Fatal(
        fatal: .init(
          code: problem.code.rawValue, message: problem.message, frame: problem.frame, byteOffset: problem.byteOffset),
        answered: answered))
  }
}

/// A result with its frame's identifier beside its own keys.
private struct Answer: Encodable {
  private enum CodingKeys: CodingKey { case id }

  let id: String
  let document: ResultDocument

  func encode(to encoder: any Encoder) throws {
    try document.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
  }
}

private struct Done: Encodable {
  let done = true
  let answered: Int
}

private struct Fatal: Encodable {
  struct Problem: Encodable {
    let code: String
    let message: String
    @ExplicitNull var frame: Int?
    @ExplicitNull var byteOffset: Int?
  }

  let fatal: Problem
  let answered: Int
}
