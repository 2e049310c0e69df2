/// How many images have which scores, expected ones and others apart.
package struct ScoreHistogram: Codable, Hashable, Sendable {
  static let binCount = 20

  /// By score, each bin a twentieth; the first has the score 0, which images without a finding have.
  package let positives: [Int]
  package let negatives: [Int]

  package init(_ samples: [Scored]) {
    var counts = (
      positives: [Int](repeating: 0, count: Self.binCount), negatives: [Int](repeating: 0, count: Self.binCount)
    )
    for sample in samples {
      let bin = min(Self.binCount - 1, max(0, Int(sample.score * Double(Self.binCount))))
      if sample.isPositive { counts.positives[bin] += 1 } else { counts.negatives[bin] += 1 }
    }
    (positives, negatives) = counts
  }
}
