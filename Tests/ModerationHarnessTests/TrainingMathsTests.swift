import TestFixtures
import Testing

@testable import ModerationHarness

@Suite("what a training computes", .timeLimit(.minutes(20)))
struct TrainingMathsTests {
  struct Vectors: Decodable {
    struct Fit: Decodable {
      let rows: [[Float]]
      let truths: [Bool]
      let rowWeights: [Double]
      let penalty: Double
      let weights: [Double]
      let bias: Double
    }
    struct Area: Decodable {
      let with: [Double]
      let without: [Double]
      let area: Double
    }
    struct Interval: Decodable {
      let hits: Int
      let count: Int
      let low: Double
      let high: Double
    }
    let fits: [Fit]
    let areas: [Area]
    let intervals: [Interval]
  }

  private static func vectors() throws -> Vectors { try Fixture.json("training/vectors.json") }

  @Test("a fit is scikit-learn's: weighted, standardised, penalised")
  func fits() throws {
    let fits = try Self.vectors().fits
    #expect(fits.count == 4)
    for example in fits {
      let fit = LogisticFit(
        StandardizedRows(example.rows), truths: example.truths, rowWeights: example.rowWeights,
        penalty: example.penalty)
      #expect(fit.weights.count == example.weights.count)
      for (own, theirs) in zip(fit.weights, example.weights) { #expect(abs(own - theirs) < 1e-5) }
      #expect(abs(fit.bias - example.bias) < 1e-5)
      let row = try #require(example.rows.first)
      let logit = zip(example.weights, row).reduce(example.bias) { $0 + $1.0 * Double($1.1) }
      #expect(abs(fit.logit(row) - logit) < 1e-4)
    }
  }

  @Test("the area under the curve is scikit-learn's, ties half, and none without both kinds")
  func areas() throws {
    for example in try Self.vectors().areas {
      let area = try #require(TrainingOrder.area(with: example.with, without: example.without))
      #expect(abs(area - example.area) < 1e-12)
    }
    #expect(TrainingOrder.area(with: [], without: [1]) == nil)
    #expect(TrainingOrder.area(with: [1], without: []) == nil)
  }

  @Test("intervals are SciPy's Wilson intervals")
  func intervals() throws {
    for example in try Self.vectors().intervals {
      let share = TrainingShare(example.hits, of: example.count)
      #expect(abs(share.low - example.low) < 1e-9)
      #expect(abs(share.high - example.high) < 1e-9)
    }
    #expect(TrainingShare(0, of: 0).low == 0 && TrainingShare(0, of: 0).high == 1)
  }

  @Test("a threshold lets through as many benign pictures as asked for, and no more where some are equal")
  func thresholds() throws {
    let rates = try #require(TrainingRates(review: 0.02, block: 0.01))
    let even = TrainingThresholds(benign: (0..<200).map(Double.init), rates: rates)
    #expect(even.supportsReview && even.supportsBlock)
    #expect((0..<200).count { Double($0) >= even.reviewLogit } == 4)
    #expect((0..<200).count { Double($0) > even.blockLogit } == 2)
    #expect(even.blockLogit > even.reviewLogit)

    let equal = TrainingThresholds(benign: (0..<200).map { Double(min($0, 150)) }, rates: rates)
    #expect((0..<200).count { Double(min($0, 150)) >= equal.reviewLogit } == 0)
    #expect(equal.blockLogit > equal.reviewLogit)
  }

  @Test("what so few benign pictures cannot support is one of them for a review, and nothing for a block")
  func unsupported() {
    let few = TrainingThresholds(benign: (0..<50).map(Double.init), rates: .standard)
    #expect(!few.supportsReview && !few.supportsBlock)
    #expect(few.reviewLogit == 49)
    #expect(few.blockLogit > few.reviewLogit)
    let some = TrainingThresholds(benign: (0..<100).map(Double.init), rates: .standard)
    #expect(some.supportsReview && !some.supportsBlock)
    #expect(some.reviewLogit == 99)
    let many = TrainingThresholds(benign: (0..<1000).map(Double.init), rates: .standard)
    #expect(many.supportsReview && many.supportsBlock)
    #expect(many.reviewLogit == 990 && many.blockLogit == 998)
  }

  @Test("rates that make no sense are none")
  func rates() {
    for (review, block) in [(0.0, 0.0), (0.01, 0.02), (1, 0.1), (.nan, 0.1), (0.1, .nan), (0.1, -0.1)] {
      #expect(TrainingRates(review: review, block: block) == nil)
    }
    #expect(TrainingRates(review: 0.01, block: 0.01) != nil)
  }

  @Test("both kinds weigh the same, and large groups less a picture")
  func rowWeights() {
    let weights = HeadTraining.weights([true, true, true, false, false], groups: [1, 1, 2, 3, 4])
    #expect(abs(weights[0...2].reduce(0, +) - 0.5) < 1e-12)
    #expect(abs(weights[3...4].reduce(0, +) - 0.5) < 1e-12)
    #expect(abs(weights[2] / weights[0] - 2.0.squareRoot()) < 1e-12)
  }
}
