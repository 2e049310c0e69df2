import Foundation
import ModerationCore
import ModerationHarness
import ModerationJudging
import TestFixtures
import Testing

@Suite("Results compared with expected ones", .timeLimit(.minutes(20)))
struct GoldenComparisonTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func compare(
    _ expected: [ResultDocument], _ actual: [ResultDocument], tolerance: Double = 0.01
  ) throws -> GoldenComparison {
    func write(_ rows: [ResultDocument], _ name: String) throws -> String {
      try folder.write(Array(rows.map { $0.jsonLine() + "\n" }.joined().utf8), to: name)
    }
    return try GoldenComparison(
      expected: try GoldenFile(path: try write(expected, "expected")), actual: try write(actual, "actual"),
      tolerance: tolerance)
  }

  @Test("the same rows in another order, with other times and within the tolerance, are equal")
  func equal() throws {
    let rows = [MadeUpRow.verdict("a", score: 0.1), MadeUpRow.refusal("b"), MadeUpRow.verdict("c", score: 0.5)]
    let others = [MadeUpRow.verdict("c", score: 0.51), rows[1].copy(source: "b"), rows[0]]
    let comparison = try compare(rows, others)
    #expect(comparison.isEqual && comparison.comparedCount == 3 && comparison.lines.isEmpty && comparison.notes.isEmpty)
    #expect(comparison.sentence == "3 images compared: no difference beyond 0.01")
  }

  @Test("what changed is told by image, with what it was and is")
  func changed() throws {
    let comparison = try compare(
      [MadeUpRow.verdict("a", score: 0.1), MadeUpRow.verdict("gone", score: 0.9)],
      [MadeUpRow.verdict("a", score: 0.35), MadeUpRow.failure("new")])
    #expect(!comparison.isEqual)
    #expect(
      comparison.lines == [
        "changed  a", "  suggestion  PASS → REVIEW", "  label  Normal → Porn", "  score  0.1 → 0.35",
        "  porn suggestion  PASS → REVIEW", "  porn label  Normal → Porn", "  porn score  0.1 → 0.35",
        "  made-up/1 Porn  0.1 → 0.35", "additional  new  ERROR", "missing  gone  BLOCK",
      ])
    #expect(comparison.sentence == "1 image compared: 1 changed, 1 missing, 1 additional")
  }

  @Test("a gap, another code and another file are changes")
  func kinds() throws {
    let gap = SceneStatus.notEvaluated(reason: "late", code: "deadline")
    let comparison = try compare(
      [MadeUpRow.verdict("a", score: 0.4), MadeUpRow.failure("b"), MadeUpRow.refusal("c", bytes: [1])],
      [
        MadeUpRow.verdict("a", score: 0.4, status: gap), MadeUpRow.failure("b", .workerBusy),
        MadeUpRow.refusal("c", bytes: [2]),
      ])
    #expect(
      comparison.lines == [
        "changed  a", "  porn status  evaluated → notEvaluated deadline", "changed  b",
        "  code  decoderFailed → workerBusy", "changed  c", "  file  4bf5122f3445 → dbc1b4c900ff",
      ])
  }

  @Test("another model alone is no drift, and is noted")
  func model() throws {
    let other = DetectorDescriptor.Model(name: "made-up", sha256: String(repeating: "1", count: 64))
    let comparison = try compare(
      [MadeUpRow.verdict("a", score: 0.1)], [MadeUpRow.verdict("a", score: 0.1, model: other)])
    #expect(comparison.isEqual)
    #expect(comparison.notes == ["model made-up was 000000000000 and is 111111111111"])
  }

  @Test("of many changes the first are listed and all are counted")
  func many() throws {
    let comparison = try compare(
      (0..<250).map { MadeUpRow.verdict("\($0)", score: 0.1) }, (0..<250).map { MadeUpRow.verdict("\($0)", score: 0.2) }
    )
    #expect(comparison.changedCount == 250 && comparison.sentence.hasSuffix("250 changed; 150 are not listed"))
    #expect(comparison.lines.count { $0.hasPrefix("changed") } == GoldenComparison.maximumListedCount)
  }

  @Test("a source that stands twice, and rows that are none, are problems with their line")
  func problems() throws {
    let row = MadeUpRow.verdict("a", score: 0.1)
    #expect { try compare([row, row], [row]) } throws: { ($0 as? RunProblem)?.line == 2 }
    #expect { try compare([row], [row, row]) } throws: { ($0 as? RunProblem)?.line == 2 }
    let broken = try folder.write(Array("\(row.jsonLine())\nnonsense\n".utf8), to: "broken")
    let problem = try #require(#expect(throws: RunProblem.self) { try GoldenFile(path: broken) })
    #expect(problem.line == 2 && problem.message.hasSuffix("of moderate --json or scan: it is not JSON"))
    let torn = try folder.write(Array("\(row.jsonLine())\n{".utf8), to: "torn")
    #expect { try GoldenFile(path: torn) } throws: { ($0 as? RunProblem)?.line == 2 }
    #expect(try compare([], []).sentence == "0 images compared: there is none")
  }
}
