package import ModerationCore

/// What became of an image. The last three are no answers: they count neither as flagged nor as passed.
package enum Outcome: String, CaseIterable, Codable, Sendable {
  case pass = "PASS"
  case review = "REVIEW"
  case block = "BLOCK"
  /// Something was not looked at, and nothing else decided.
  case gap
  /// The image was not judged: it breaks a limit or does not decode.
  case refused
  /// The image could not be read, or this machine failed.
  case error

  package init(_ suggestion: Suggestion) {
    switch suggestion {
    case .pass: self = .pass
    case .review: self = .review
    case .block: self = .block
    }
  }

  /// The answer; nil where there is none.
  package var suggestion: Suggestion? { Suggestion(rawValue: rawValue) }
}
