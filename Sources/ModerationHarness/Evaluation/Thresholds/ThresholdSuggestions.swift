import ModerationCore
package import ModerationJudging

/// Thresholds for every key that findings of expected labels are moved by.
package struct ThresholdSuggestions: Codable, Hashable, Sendable {
  /// `precision`, `recall` or `falseAlarms`.
  package let goal: String
  package let value: Double
  /// `review` or `block`.
  package let field: String
  /// The part of the images that was kept apart; nil for none.
  @ExplicitNull package private(set) var holdout: Double?
  package let suggestions: [ThresholdSuggestion]
  /// Labels that are expected and moved by no key.
  package let unmoved: [String]

  init(_ labelled: LabelledImages, _ wish: ThresholdWish) {
    goal = wish.goal.rawValue
    value = wish.value
    field = wish.field.rawValue
    holdout = wish.holdout
    let keys = Set(labelled.pairs.flatMap { $0.image.moved.keys })
    let expected = Set(labelled.pairs.flatMap(\.expectation.claims))
    let labels = Set(expected.map { Claim($0.label) }).union(expected)
    suggestions = keys.filter { labels.contains($0.claim) }.sorted().map {
      Self.suggestion(for: $0, labelled, wish)
    }
    let moved = Set(keys.map(\.claim.label))
    unmoved = Set(expected.map(\.label)).filter { !moved.contains($0) }.map(\.rawValue).sorted()
  }

  private static func suggestion(
    for key: ThresholdKey, _ labelled: LabelledImages, _ wish: ThresholdWish
  ) -> ThresholdSuggestion {
    let question = Question.claim(key.claim)
    let apart = labelled.claimsMovedApart(from: key)
    let scenes = labelled.scenes(of: question)
    var (chosenOn, heldOut, excluded, apartCount): ([Scored], [Scored], Int, Int) = ([], [], 0, 0)
    for pair in labelled.pairs {
      guard let truth = question.truth(pair.expectation, labelled.images.scenesOfLabels),
        question.isLooked(pair.image, scenes)
      else {
        excluded += 1
        continue
      }
      guard !pair.expectation.isCovered(by: apart, below: key.claim) else {
        apartCount += 1
        continue
      }
      let sample = Scored(pair.image.moved[key] ?? 0, truth)
      if let holdout = wish.holdout, pair.image.part < holdout {
        heldOut.append(sample)
      } else {
        chosenOn.append(sample)
      }
    }
    let curve = ScoreCurve(chosenOn)
    let choice = ThresholdChoice(curve, wish)
    let figures = curve.figures(at: choice.chosen ?? choice.nearest)
    let present = labelled.images.keys.numbers(of: key)
    let only = present.count == 1 ? present.first : nil
    var notes = Self.notes(on: figures, curve, choice, wish)
    if apartCount > 0 {
      let names = apart.map(\.description).sorted().joined(separator: ", ")
      notes.append("\(apartCount) images of \(names) alone are left out: they have keys of their own")
    }
    var other: Double?
    if let threshold = choice.threshold { other = Self.other(to: threshold, present, wish, &notes) }
    return ThresholdSuggestion(
      key: key.description, threshold: choice.threshold, otherThreshold: other, presentReview: reachable(only?.review),
      presentBlock: reachable(only?.block), chosenOn: figures,
      heldOut: wish.holdout == nil ? nil : held(heldOut, choice.threshold, wish), excluded: excluded, notes: notes)
  }

  /// Nil for a number that no score reaches.
  private static func reachable(_ value: Double?) -> Double? { value.flatMap { $0 <= 1 ? $0 : nil } }

  private static func held(_ samples: [Scored], _ threshold: Double?, _ wish: ThresholdWish) -> BinaryFigures? {
    guard let threshold else { return nil }
    return BinaryFigures(
      samples.lazy.map { sample in
        // What has no finding is flagged by no threshold.
        let isFlagged = wish.field == .review ? sample.score >= threshold : sample.score > threshold
        return (sample.isPositive, isFlagged && sample.score > 0)
      })
  }

  private static func notes(
    on figures: BinaryFigures, _ curve: ScoreCurve, _ choice: ThresholdChoice, _ wish: ThresholdWish
  ) -> [String] {
    var notes: [String] = []
    if choice.chosen == nil {
      if curve.positives == 0 {
        notes.append("cannot be chosen: no image that is expected to show it was looked at")
      } else if wish.goal != .recall, curve.negatives == 0 {
        notes.append("cannot be chosen: no image that does not show it was looked at")
      } else {
        notes.append(
          choice.nearest == nil
            ? "cannot be reached: nothing that is expected was found at any score"
            : "cannot be reached: the figures are the nearest there are, from a score of \(Figure.number(choice.nearest?.threshold))"
        )
      }
    }
    let rate =
      switch wish.goal {
      case .precision: figures.precision
      case .recall: figures.recall
      case .falseAlarms: figures.falseAlarms
      }
    if let rate, rate.isWide { notes.append("n = \(rate.of): the interval is wide") }
    return notes
  }

  /// What the other number has to be so that asking begins no later than blocking.
  private static func other(
    to threshold: Double, _ present: Set<ScoreThresholds>, _ wish: ThresholdWish, _ notes: inout [String]
  ) -> Double? {
    switch wish.field {
    case .review:
      let blocks = present.compactMap(\.block)
      guard let least = blocks.min(), least < threshold else { return nil }
      notes.append("block was \(Figure.number(least)), below it; it moves up, and less is blocked")
      return max(threshold, blocks.filter(\.isFinite).max() ?? threshold)
    case .block:
      let reviews = present.compactMap(\.review)
      guard let most = reviews.max(), most > threshold else { return nil }
      notes.append("review was \(Figure.number(most)), above it; it moves down, so that what is blocked asks")
      return min(threshold, reviews.min() ?? threshold)
    }
  }
}

extension ExpectedAnswer {
  /// Whether everything that is expected below a label has keys of its own.
  fileprivate func isCovered(by apart: Set<Claim>, below claim: Claim) -> Bool {
    let own = claims.filter { $0.label == claim.label }
    return !own.isEmpty && own.isSubset(of: apart)
  }
}

extension LabelledImages {
  /// The sublabels of a label that it does not move, since they have keys of their own.
  fileprivate func claimsMovedApart(from key: ThresholdKey) -> Set<Claim> {
    guard key.claim.subLabel == nil else { return [] }
    let keys = Set(pairs.flatMap { $0.image.moved.keys })
    return Set(keys.map(\.claim).filter { $0.subLabel != nil && $0.label == key.claim.label })
  }

  /// The scenes that a question is answered by: of those that serve it, the ones that the rows were asked for; all of
  /// them where no row was asked for any.
  func scenes(of question: Question) -> Set<Scene> {
    let all = question.scenes(images.scenesOfLabels)
    let asked = all.intersection(askedScenes)
    return asked.isEmpty ? all : asked
  }
}
