import ModerationCore
import ModerationJudging
import Testing

@testable import ModerationHarness

@Suite("Comparisons of policies", .timeLimit(.minutes(20)))
struct ComparisonTests {
  private static func comparison(
    _ labels: String, _ rows: [ResultDocument], _ compared: ComparedPolicy
  ) throws -> Comparison {
    let rules = EvaluationRules(descriptors: EvaluationRows.descriptors, compared: compared)
    return try #require(EvaluationSummary(try EvaluationTests.labelled(labels, rows, rules: rules)).comparison)
  }

  private static func policy(_ review: Double, _ block: Double) -> ComparedPolicy {
    EvaluationRows.compared(
      Policy(
        name: "other", sampling: .standard,
        thresholds: LabelThresholds(images: [Claim(.porn): ScoreThresholds(review: review, block: block)])))
  }

  @Test("which answers change, by what, and from which numbers to which")
  func changes() throws {
    let rows = [
      EvaluationRows.judged("milder", porn: 0.4), EvaluationRows.judged("graver", porn: 0.7, terror: 0.1),
      EvaluationRows.judged("same", porn: 0.9), EvaluationRows.judged("clean"), EvaluationRows.refused("refused"),
    ]
    let comparison = try Self.comparison(
      "milder\t-\ngraver\tBLOCK,Porn\nsame\tPorn\nrefused\tPorn\n", rows, Self.policy(0.5, 0.6))
    #expect(comparison.compared == 4 && comparison.graver == 1 && comparison.milder == 1 && comparison.unanswered == 0)
    #expect(comparison.changes.map(\.source) == ["milder", "graver"])
    let milder = comparison.changes[0]
    #expect(milder.before == "REVIEW" && milder.after == "PASS" && milder.claim == "Porn" && milder.score == 0.4)
    #expect(milder.numbersBefore == .init(ScoreThresholds(review: 0.3, block: 0.8)))
    #expect(milder.numbersAfter == .init(ScoreThresholds(review: 0.5, block: 0.6)))
    #expect(milder.expected == "harmless")
    #expect(comparison.reviewBefore.falseAlarms?.count == 1 && comparison.reviewAfter.falseAlarms?.count == 0)
    #expect(
      comparison.blockBefore.recall == Proportion(1, of: 2) && comparison.blockAfter.recall == Proportion(2, of: 2))
  }

  @Test("under the policy that judged, nothing changes")
  func same() throws {
    let rows = [0.1, 0.3, 0.5, 0.8, 0.81].map { (score: Double) in
      EvaluationRows.judged("\(score)", porn: score, blade: score)
    }
    let comparison = try Self.comparison(
      "0.1\t-\n", rows + [EvaluationRows.judged("gap", failing: .porn)],
      EvaluationRows.compared(.standard))
    #expect(comparison.changeCount == 0 && comparison.graver == 0 && comparison.milder == 0)
  }

  @Test("what a row cannot answer is a gap by name and never passes; what it blocks stays blocked")
  func gaps() throws {
    let rows = [
      EvaluationRows.judged("clean", porn: 0.1, scenes: [.porn]),
      EvaluationRows.judged("block", porn: 0.9, scenes: [.porn]),
      EvaluationRows.judged("frames", porn: 0.1, frames: (30, [0])),
    ]
    let comparison = try Self.comparison("clean\t-\n", rows, EvaluationRows.compared(.standard, sampling: "32"))
    #expect(comparison.unanswered == 2 && comparison.milder == 0 && comparison.graver == 0)
    #expect(comparison.changes.map(\.after) == ["gap", "gap"])
    #expect(comparison.gaps.contains(.init(question: "terror: the scene was not looked at then", count: 2)))
    #expect(comparison.gaps.contains { $0.question.hasPrefix("porn: frames were sampled by another rule") })
    // A gap is neither right nor wrong.
    #expect(comparison.reviewAfter.falseAlarms == nil && comparison.reviewBefore.falseAlarms?.of == 1)
  }

  @Test("lists of pictures in another state are a gap where the scene is asked for")
  func pictures() throws {
    let list = ListIdentity(name: "known.tsv", version: "abc")
    let comparison = try Self.comparison(
      "a\t-\n", [EvaluationRows.judged("a", scenes: [.porn, .politics])],
      EvaluationRows.compared(.standard, scenes: [.porn, .politics], pictures: [list]))
    #expect(comparison.unanswered == 1)
    #expect(comparison.gaps.first?.question.contains("the present state of known.tsv") == true)
  }

  @Test("a refused image may be accepted under other limits")
  func limits() throws {
    var limits = Limits.tiia20190529
    limits.minimumFileBytes = 0
    let comparison = try Self.comparison(
      "a\t-\n", [EvaluationRows.refused("a")], EvaluationRows.compared(.standard, limits: limits))
    #expect(comparison.unanswered == 1)
    #expect(comparison.gaps.first?.question.contains("the image was refused then (sideTooSmall)") == true)
  }
}
