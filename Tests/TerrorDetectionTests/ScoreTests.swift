import Foundation
import ImageModeration
import PictureFeatures
import TestFixtures
import Testing

@testable import TerrorDetection

@Suite("From logits to scores", .timeLimit(.minutes(20)))
struct ScoreTests {
  @Test("what 1 % and 0.1 % of benign pictures reach becomes exactly 0.86 and 0.91")
  func anchors() throws {
    let groups = try TerrorGroups()
    let scores = groups.groups.map(\.score) + [groups.fire]
    let anchors: [(Double, Double)] = [(-4.49, -1.77), (-3.5, -2.97), (-3.77, -1.20), (0.78, 3.82)]
    for (score, (review, block)) in zip(scores, anchors) {
      #expect(score(review) == 0.86)
      #expect(score(block) == 0.91)
      #expect(try #require(score(review.nextDown)) < 0.86)
      #expect(try #require(score(block + 1e-9)) > 0.91)
    }
  }

  @Test("a score never falls where the logit rises, does not jump, and stays in 0…1")
  func monotone() throws {
    let score = try #require(QuantileScore(onePercent: -4.49, onePerMille: -1.77))
    var last = 0.0
    for step in -20_000...20_000 {
      let next = try #require(score(Double(step) / 1000))
      #expect(next >= last && next <= 1)
      #expect(next - last < 0.001)
      last = next
    }
    #expect(score(-.infinity) == 0)
    #expect(score(.infinity) == 1)
    #expect(score(.nan) == nil)
  }

  @Test("anchors out of order or without a number make no mapping")
  func invalidAnchors() {
    #expect(QuantileScore(onePercent: 1, onePerMille: 1) == nil)
    #expect(QuantileScore(onePercent: 2, onePerMille: 1) == nil)
    #expect(QuantileScore(onePercent: .nan, onePerMille: 1) == nil)
    #expect(QuantileScore(onePercent: 0, onePerMille: .infinity) == nil)
  }

  @Test("the log-odds of a group are those of the sum of its probabilities, however large the logits")
  func logOdds() throws {
    let score = try TerrorGroups().fire
    let group = try #require(ClassGroup(.firearm, classes: [3, 7], score: score))
    var random = SplitMix(seed: 1)
    let logits = (0..<1000).map { _ in Float.random(in: -3...3, using: &random) }
    let probabilities = Probabilities(logits: logits).values
    #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
    let sum = probabilities[3] + probabilities[7]
    #expect(abs(group.logOdds(logits) - log(sum / (1 - sum))) < 1e-9)
    var extreme = [Float](repeating: -1e30, count: 1000)
    extreme[3] = 1e30
    #expect(group.logOdds(extreme).isFinite)
    #expect(group.logOdds(extreme) > 1e29)
    #expect(group.likeliest(logits) == (logits[3] > logits[7] ? 3 : 7))
  }

  @Test("a group of no class, of unknown ones, or with one twice is refused", arguments: [[], [1000], [-1], [1, 1]])
  func invalidGroups(classes: [Int]) throws {
    #expect(ClassGroup(.firearm, classes: classes, score: try TerrorGroups().fire) == nil)
  }

  @Test("the head multiplies, adds and refuses what it was not made for")
  func head() throws {
    func bytes(_ numbers: [Float]) -> [UInt8] {
      numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> UInt32($0 * 8)) } }
    }
    let head = try LinearHead(bytes([2, -1, 0.5]), featureCount: 2, name: "test")
    #expect(try head.logit([3, 4]) == 2.5)
    #expect(throws: DetectorFailure.self) { try head.logit([3]) }
    #expect(throws: DetectorFailure.self) { try head.logit([.infinity, 0]) }
    for wrong in [bytes([1, 2]), bytes([1, 2, 3, 4]), bytes([1, 2, 3]).dropLast(), [], bytes([1, .nan, 2])] {
      let failure = Pictures.failure { () throws(HostFailure) in
        _ = try LinearHead(wrong, featureCount: 2, name: "test")
      }
      #expect(failure?.code == .modelAltered)
    }
  }
}
