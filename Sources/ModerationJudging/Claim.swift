public import ModerationCore

/// A label with a finer one below it.
public struct Claim: Hashable, Sendable, CustomStringConvertible {
  /// The main class.
  public let label: Label
  /// The finer class; nil where none is named.
  public let subLabel: SubLabel?

  /// Makes a claim.
  public init(_ label: Label, _ subLabel: SubLabel? = nil) {
    self.label = label
    self.subLabel = subLabel
  }

  /// `Terror/Firearm`, or the label alone.
  public var description: String { ([label.rawValue] + (subLabel.map { [$0.rawValue] } ?? [])).joined(separator: "/") }
}

extension Verdict.Evidence {
  /// What the detector says it saw, whatever the score is worth.
  public var claim: Claim { Claim(finding.label, finding.subLabel) }

  /// What the policy makes of it: `Normal` and no sublabel for a finding that passes.
  public var judged: Claim {
    Claim(meaning.label, meaning.suggestion == .pass ? nil : meaning.subLabel ?? finding.subLabel)
  }

  /// What to call it before people: what it was judged to be, or, where it passes, what was claimed. Beside it stands
  /// the suggestion, which says that a claim passed.
  public var title: Claim { meaning.suggestion == .pass ? claim : judged }
}
