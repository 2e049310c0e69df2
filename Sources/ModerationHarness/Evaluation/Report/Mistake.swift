import ModerationCore
package import ModerationJudging

/// An image that was answered otherwise than expected.
package struct Mistake: Codable, Hashable, Sendable {
  package let source: String
  package let expected: String
  package let given: String
  /// What decided, or, of a miss, the expected label that scored most; nil where there is none.
  @ExplicitNull package private(set) var claim: String?
  package let score: Double
  /// Whether its picture is blurred in the report: it shows, or may show, something explicit.
  package let isExplicit: Bool

  init(_ pair: LabelledImages.Pair, isMiss: Bool) {
    let (image, expectation) = (pair.image, pair.expectation)
    source = image.source
    expected = expectation.text
    given = image.outcome.rawValue
    isExplicit = pair.isExplicit
    if isMiss {
      let best = expectation.claims.sorted { $0.description < $1.description }
        .compactMap { claim in image.scores[claim].map { (claim, $0.counted) } }.max { $0.1 < $1.1 }
      claim = best?.0.description
      score = best?.1 ?? 0
    } else {
      claim = image.decided
      score = image.score
    }
  }
}

extension LabelledImages.Pair {
  /// The labels whose pictures are blurred.
  private static let explicit: Set<Label> = [.porn, .sexy]
  private static let explicitKinds: Set<SubLabel> = [.gore, .violence]

  /// Whether it is expected or was reported to show something explicit, or is to be held back without a reason given.
  fileprivate var isExplicit: Bool {
    func isExplicit(_ claim: Claim) -> Bool {
      Self.explicit.contains(claim.label) || claim.subLabel.map(Self.explicitKinds.contains) ?? false
    }
    if expectation.claims.isEmpty, expectation.suggestion != .pass { return true }
    // A label alone may mean any of its sublabels.
    return expectation.claims.contains { isExplicit($0) || $0 == Claim(.terror) }
      || image.reported.keys.contains(where: isExplicit)
  }
}
