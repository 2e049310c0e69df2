package import ModerationJudging

/// How scores compare with how often what they claim is there.
package struct Calibration: Codable, Hashable, Sendable {
  /// Images whose scores lie close together.
  package struct Bin: Codable, Hashable, Sendable {
    /// Scores above it (the first: from it on) …
    package let from: Double
    /// … and up to it.
    package let to: Double
    package let count: Int
    package let positives: Int
    /// Nil for an empty bin.
    @ExplicitNull package private(set) var meanScore: Double?
    @ExplicitNull package private(set) var positiveRate: Double?
  }

  /// As many as scikit-learn's examples have.
  static let binCount = 10

  package let bins: [Bin]
  /// The mean distance of score and rate, bins weighted by their images; nil without images.
  @ExplicitNull package private(set) var expectedError: Double?

  package init(_ samples: [Scored]) {
    let edges = (0...Self.binCount).map { Double($0) / Double(Self.binCount) }
    var counts = [(count: Int, positives: Int, sum: Double)](repeating: (0, 0, 0), count: Self.binCount)
    for sample in samples {
      let bin = edges[1..<Self.binCount].firstIndex { sample.score <= $0 }.map { $0 - 1 } ?? Self.binCount - 1
      counts[bin].count += 1
      counts[bin].positives += sample.isPositive ? 1 : 0
      counts[bin].sum += sample.score
    }
    var error = 0.0
    bins = counts.enumerated().map { index, bin in
      let n = Double(bin.count)
      let (mean, rate) = (bin.sum / n, Double(bin.positives) / n)
      if bin.count > 0 { error += n / Double(samples.count) * abs(mean - rate) }
      return Bin(
        from: edges[index], to: edges[index + 1], count: bin.count, positives: bin.positives,
        meanScore: bin.count > 0 ? mean : nil, positiveRate: bin.count > 0 ? rate : nil)
    }
    expectedError = samples.isEmpty ? nil : error
  }
}
