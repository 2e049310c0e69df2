package import ModerationCore

/// What some of the evidence says about an image: the element that merging is done with.
///
/// `merged` takes the graver of two judgements under one total order, so it is associative, commutative and idempotent,
/// and the result is never milder than either part: more evidence never lowers a suggestion. Property tests state this.
package struct Judgement: Hashable, Comparable {
  package var suggestion: Suggestion
  /// nil for a gap, where nothing was seen to name.
  package var label: Label?
  package var subLabel: SubLabel?
  package var score: Double
  /// What the word of the detector rests on that said so.
  package var basis: DetectorDescriptor.Basis

  /// The neutral element: no evidence at all.
  package static let none = Judgement(suggestion: .pass, label: .normal, subLabel: nil, score: 0, basis: .model)

  /// What a scene that was not looked at says.
  package static func gap(_ suggestion: Suggestion) -> Judgement {
    Judgement(suggestion: suggestion, label: nil, subLabel: nil, score: 0, basis: .model)
  }

  package init(
    suggestion: Suggestion, label: Label?, subLabel: SubLabel?, score: Double, basis: DetectorDescriptor.Basis
  ) {
    self.suggestion = suggestion
    self.label = label
    self.subLabel = subLabel
    self.score = score
    self.basis = basis
  }

  package init(_ evidence: Verdict.Evidence) {
    suggestion = evidence.meaning.suggestion
    label = evidence.judged.label
    subLabel = evidence.judged.subLabel
    score = evidence.finding.score
    basis = evidence.basis
  }

  /// By suggestion, then something named before a gap, then by what it rests on (the operator's lists, rules, models),
  /// then by score; names decide between equals, so that the order in which detectors were registered never does.
  package static func < (left: Judgement, right: Judgement) -> Bool {
    if left.suggestion != right.suggestion { return left.suggestion < right.suggestion }
    if (left.label == nil) != (right.label == nil) { return left.label == nil }
    if left.basis != right.basis { return left.basis < right.basis }
    if left.score != right.score { return left.score < right.score }
    if left.label != right.label { return (left.label?.rawValue ?? "") < (right.label?.rawValue ?? "") }
    return (left.subLabel?.rawValue ?? "") < (right.subLabel?.rawValue ?? "")
  }

  package func merged(with other: Judgement) -> Judgement { max(self, other) }

  package static func merging(_ judgements: some Sequence<Judgement>) -> Judgement {
    judgements.reduce(none) { $0.merged(with: $1) }
  }
}
