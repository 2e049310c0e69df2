/// What to do with an image: let it pass, have a person look, or block it.
public enum Suggestion: Int, Comparable, Sendable, CaseIterable, CustomStringConvertible {
  /// Nothing was found by anything that was asked to look.
  case pass
  /// A person should look: something doubtful was found, or something could not be looked at.
  case review
  /// Something was found that the policy does not allow.
  case block

  /// `PASS`, `REVIEW` or `BLOCK`, as written in results.
  public var description: String {
    switch self {
    case .pass: "PASS"
    case .review: "REVIEW"
    case .block: "BLOCK"
    }
  }

  public static func < (left: Suggestion, right: Suggestion) -> Bool { left.rawValue < right.rawValue }
}
