public import ModerationCore

/// What an author expects of one label in one example.
public struct ScoreExpectation: Hashable, Sendable, CustomStringConvertible {
  /// Which side of the bound is right.
  public enum Bound: Hashable, Sendable {
    /// Some finding of the label scores this much or more.
    case atLeast(Double)
    /// No finding of the label scores more than this; none at all is right, too.
    case atMost(Double)
  }

  /// The label concerned.
  public let label: Label
  /// Only findings of this sublabel count; nil for all of the label.
  public let subLabel: SubLabel?
  /// The bound.
  public let bound: Bound

  /// Makes an expectation.
  public init(_ label: Label, _ subLabel: SubLabel? = nil, _ bound: Bound) {
    self.label = label
    self.subLabel = subLabel
    self.bound = bound
  }

  public var description: String {
    let name = subLabel.map { "\(label)/\($0)" } ?? "\(label)"
    return switch bound {
    case .atLeast(let score): "\(name) at least \(score)"
    case .atMost(let score): "\(name) at most \(score)"
    }
  }

  /// What is wrong with findings; nil when they are as expected. A score that is not a number is wrong.
  public func problem(in findings: [Finding]) -> String? {
    let scores = findings.filter { $0.label == label && (subLabel == nil || $0.subLabel == subLabel) }.map(\.score)
    let isRight =
      switch bound {
      case .atLeast(let least): scores.contains { $0 >= least }
      case .atMost(let most): scores.allSatisfy { $0 <= most }
      }
    if isRight { return nil }
    let found = scores.isEmpty ? "nothing of it was found" : "found \(scores.map { "\($0)" }.joined(separator: ", "))"
    return "expected \(self), \(found)"
  }
}
