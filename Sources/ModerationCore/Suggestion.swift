/// What to do with an image: let it pass, have a person look, or block it. Prints and codes as `PASS`, `REVIEW`,
/// `BLOCK`.
public enum Suggestion: String, Comparable, Codable, Sendable, CaseIterable, CustomStringConvertible {
  /// Nothing was found by anything that was asked to look.
  case pass = "PASS"
  /// A person should look: something doubtful was found, or something could not be looked at.
  case review = "REVIEW"
  /// Something was found that the policy does not allow.
  case block = "BLOCK"

  /// `PASS`, `REVIEW` or `BLOCK`, as written in results.
  public var description: String { rawValue }

  /// 0 for `pass`, 1 for `review`, 2 for `block`.
  public var gravity: Int {
    switch self {
    case .pass: 0
    case .review: 1
    case .block: 2
    }
  }

  public static func < (left: Suggestion, right: Suggestion) -> Bool { left.gravity < right.gravity }
}
