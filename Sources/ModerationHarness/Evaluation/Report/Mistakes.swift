import ModerationCore

/// The most confident mistakes: what to look at first.
package struct Mistakes: Codable, Hashable, Sendable {
  /// Mistakes of one kind.
  package struct Group: Codable, Hashable, Sendable {
    package let count: Int
    package let shown: [Mistake]
  }

  /// Held back and expected to pass: gravest first, then by score.
  package let falseAlarms: Group
  /// Passed and expected to be held back: those that scored least first, which no threshold will find.
  package let misses: Group

  init(_ labelled: LabelledImages, atMost count: Int) {
    let alarms = labelled.pairs.filter { pair in
      pair.image.outcome.suggestion.map { $0 > .pass } ?? false && !pair.expectation.expects(.review)
    }
    let misses = labelled.pairs.filter { $0.image.outcome == .pass && $0.expectation.expects(.review) }
    falseAlarms = Self.group(alarms, isMiss: false, atMost: count) { left, right in
      (left.given == "BLOCK" ? 1 : 0, left.score) > (right.given == "BLOCK" ? 1 : 0, right.score)
    }
    self.misses = Self.group(misses, isMiss: true, atMost: count) { $0.score < $1.score }
  }

  private static func group(
    _ pairs: [LabelledImages.Pair], isMiss: Bool, atMost count: Int, _ order: (Mistake, Mistake) -> Bool
  ) -> Group {
    let sorted = pairs.map { Mistake($0, isMiss: isMiss) }.sorted { left, right in
      // Names decide between equals, so that a report is the same whatever the order of rows.
      order(left, right) || !order(right, left) && left.source < right.source
    }
    return Group(count: pairs.count, shown: Array(sorted.prefix(count)))
  }
}
