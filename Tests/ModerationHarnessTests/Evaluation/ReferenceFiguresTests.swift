import Foundation
import TestFixtures
import Testing

@testable import ModerationHarness

/// Figures equal those of scikit-learn and SciPy on the same scores: `Scripts/reference/evaluation.py`.
@Suite("Figures beside scikit-learn's", .timeLimit(.minutes(20)))
struct ReferenceFiguresTests {
  struct Reference: Decodable {
    let intervals: [Interval]
    let sets: [Scores]
  }

  struct Interval: Decodable {
    let count: Int
    let of: Int
    let low: Double
    let high: Double
  }

  struct Scores: Decodable, CustomTestStringConvertible {
    struct Recipe: Decodable {
      let seed: UInt64
      let count: Int
      let rate: Double
      let levels: Int
    }
    struct Curve: Decodable {
      let count: Int
      let sum: Double
      let values: [Double?]?
    }
    struct Point: Decodable {
      let threshold: Double
      let flagged: Int
      let precision: Double?
      let recall: Double?
      let f1: Double?
    }
    struct Calibration: Decodable {
      let counts: [Int]
      let shares: [Double]
      let means: [Double]
      let expectedError: Double
    }

    let name: String
    let scores: [Double]?
    let truth: [Bool]?
    let recipe: Recipe?
    let positives: Int
    let negatives: Int
    let averagePrecision: Double?
    let areaUnderROC: Double?
    let curves: [String: Curve]
    let at: [Point]
    let calibration: Calibration

    var testDescription: String { name }

    var samples: [Scored] {
      if let recipe { return recipe.samples }
      return zip(scores ?? [], truth ?? []).map { Scored($0, $1) }
    }
  }

  static let reference: Reference? = {
    guard let bytes = try? Fixture.bytes("evaluation/figures.json") else { return nil }
    return try? JSONDecoder().decode(Reference.self, from: Data(bytes))
  }()

  @Test("the reference has the sets that matter: ties, one class, tiny, few among many, ten thousand rows")
  func sets() throws {
    let reference = try #require(Self.reference)
    #expect(reference.sets.count == 12)
    #expect(reference.sets.contains { $0.positives == 0 } && reference.sets.contains { $0.negatives == 0 })
    #expect(reference.sets.contains { $0.samples.count == 10_000 })
    #expect(reference.intervals.count == 10)
  }

  @Test("the generator makes the same sets", arguments: reference?.sets ?? [])
  func sameSets(_ set: Scores) {
    #expect(set.samples.count(where: \.isPositive) == set.positives)
    #expect(set.samples.count { !$0.isPositive } == set.negatives)
    // The sum of the distinct scores: one that differed would show.
    if set.positives > 0 {
      let distinct = ScoreCurve(set.samples).points.map(\.threshold)
      #expect(distinct.count == set.curves["thresholds"]?.count)
      #expect(Self.isNear(distinct.reduce(0, +), set.curves["thresholds"]?.sum, 1e-9))
    }
  }

  @Test(
    "average precision and the area under the ROC curve; neither where there is one class",
    arguments: reference?.sets ?? [])
  func areas(_ set: Scores) {
    let curve = ScoreCurve(set.samples)
    #expect(Self.isNear(curve.averagePrecision, set.averagePrecision))
    #expect(Self.isNear(curve.areaUnderROC, set.areaUnderROC))
  }

  @Test("precision, recall and false alarms at every threshold", arguments: reference?.sets ?? [])
  func curves(_ set: Scores) {
    let curve = ScoreCurve(set.samples)
    let figures = curve.points.map { curve.figures(at: $0) }
    if set.positives > 0 {
      // scikit-learn goes from low thresholds to high ones and ends with precision 1 at recall 0.
      let precision = figures.reversed().map { $0.precision?.value ?? .nan } + [1]
      let recall = figures.reversed().map { $0.recall?.value ?? .nan } + [0]
      Self.expect(precision, set.curves["precision"])
      Self.expect(recall, set.curves["recall"])
    }
    if set.positives > 0, set.negatives > 0 {
      Self.expect([0] + figures.map { $0.falseAlarms?.value ?? .nan }, set.curves["falseAlarms"])
      Self.expect([0] + figures.map { $0.recall?.value ?? .nan }, set.curves["found"])
    }
  }

  @Test(
    "precision, recall and F1 from a threshold on; none where there is nothing to measure on",
    arguments: reference?.sets ?? [])
  func thresholds(_ set: Scores) {
    let curve = ScoreCurve(set.samples)
    for point in set.at {
      let figures = curve.figures(from: point.threshold)
      #expect(figures.truePositives + figures.falsePositives == point.flagged)
      #expect(Self.isNear(figures.precision?.value, point.precision))
      #expect(Self.isNear(figures.recall?.value, point.recall))
      // scikit-learn has an F1 of 0 where nothing is flagged or nothing expected; there is nothing to measure here.
      if let f1 = figures.f1 { #expect(Self.isNear(f1, point.f1)) } else { #expect(point.f1 ?? 0 == 0) }
    }
  }

  @Test("reliability bins and the expected calibration error", arguments: reference?.sets ?? [])
  func calibration(_ set: Scores) {
    let calibration = Calibration(set.samples)
    #expect(calibration.bins.map(\.count) == set.calibration.counts)
    #expect(Self.isNear(calibration.expectedError, set.calibration.expectedError))
    guard set.positives > 0, set.negatives > 0 else { return }
    let filled = calibration.bins.filter { $0.count > 0 }
    #expect(filled.count == set.calibration.shares.count)
    for (bin, (share, mean)) in zip(filled, zip(set.calibration.shares, set.calibration.means)) {
      #expect(Self.isNear(bin.positiveRate, share) && Self.isNear(bin.meanScore, mean))
    }
  }

  @Test("Wilson's intervals", arguments: reference.map { $0.intervals.indices } ?? 0..<0)
  func intervals(_ index: Int) throws {
    let interval = try #require(Self.reference?.intervals[index])
    let proportion = try #require(Proportion(interval.count, of: interval.of))
    #expect(Self.isNear(proportion.low, interval.low) && Self.isNear(proportion.high, interval.high))
  }

  @Test("a part of nothing is no proportion")
  func nothing() {
    #expect(Proportion(0, of: 0) == nil)
    #expect(Proportion(3, of: 2) == nil)
  }

  @Test("the order of rows decides nothing")
  func order() throws {
    let set = try #require(Self.reference?.sets.first { $0.name == "many ties" })
    let (forth, back) = (ScoreCurve(set.samples), ScoreCurve(set.samples.reversed()))
    #expect(forth.points == back.points)
  }

  private static func isNear(_ value: Double?, _ other: Double?, _ tolerance: Double = 1e-12) -> Bool {
    guard let value, let other else { return value == nil && other == nil }
    return abs(value - other) <= tolerance * max(1, abs(other))
  }

  private static func expect(_ values: [Double], _ curve: Scores.Curve?) {
    #expect(values.count == curve?.count)
    #expect(isNear(values.reduce(0, +), curve?.sum, 1e-9))
    guard let listed = curve?.values else { return }
    for (value, other) in zip(values, listed) { #expect(isNear(value, other)) }
  }
}

extension ReferenceFiguresTests.Scores.Recipe {
  /// SplitMix64, as the script has it.
  var samples: [Scored] {
    var state = seed
    func unit() -> Double {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return Double((z ^ (z >> 31)) >> 11) / Double(1 << 53)
    }
    return (0..<count).map { _ in
      let isPositive = unit() < rate
      let u = unit()
      var score = isPositive ? 1 - u * u : u * u
      if levels > 0 { score = Double(Int(score * Double(levels))) / Double(levels) }
      return Scored(score, isPositive)
    }
  }
}
