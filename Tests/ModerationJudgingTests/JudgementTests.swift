import ModerationCore
import TestFixtures
import Testing

@testable import ModerationJudging

/// Random judgements out of a small world, so that equal and nearly equal ones meet often.
private func randomJudgement(_ generator: inout SplitMix) -> Judgement {
  let labels: [Label?] = [nil, .normal, .porn, .sexy, .terror, .custom]
  let subLabels: [SubLabel?] = [nil, .explicit, .suggestive]
  return Judgement(
    suggestion: Suggestion.allCases.randomElement(using: &generator) ?? .pass,
    label: labels.randomElement(using: &generator) ?? nil,
    subLabel: subLabels.randomElement(using: &generator) ?? nil,
    score: Double(Int.random(in: 0...4, using: &generator)) / 4,
    basis: [.model, .rule, .operatorList].randomElement(using: &generator) ?? .model)
}

@Suite("Merging", .timeLimit(.minutes(20)))
struct JudgementTests {
  @Test("is associative, commutative and idempotent, and no evidence is its neutral element")
  func laws() {
    var generator = SplitMix(seed: 3)
    for _ in 0..<5000 {
      let (a, b, c) = (randomJudgement(&generator), randomJudgement(&generator), randomJudgement(&generator))
      #expect(a.merged(with: b).merged(with: c) == a.merged(with: b.merged(with: c)))
      #expect(a.merged(with: b) == b.merged(with: a))
      #expect(a.merged(with: a) == a)
      #expect(max(a, .none).merged(with: .none) == max(a, .none))
    }
  }

  @Test("more evidence never lowers a suggestion, and order decides nothing")
  func monotone() {
    var generator = SplitMix(seed: 4)
    for _ in 0..<1000 {
      let judgements = (0..<Int.random(in: 0...8, using: &generator)).map { _ in randomJudgement(&generator) }
      let more = judgements + [randomJudgement(&generator)]
      #expect(Judgement.merging(more).suggestion >= Judgement.merging(judgements).suggestion)
      #expect(Judgement.merging(more) == Judgement.merging(more.shuffled(using: &generator)))
    }
  }

  @Test("the order is total: of two different judgements exactly one is smaller")
  func total() {
    var generator = SplitMix(seed: 5)
    for _ in 0..<5000 {
      let (a, b) = (randomJudgement(&generator), randomJudgement(&generator))
      #expect((a < b ? 1 : 0) + (b < a ? 1 : 0) == (a == b ? 0 : 1))
    }
  }

  @Test("whole verdicts do not depend on the order in which findings and gaps came")
  func verdicts() {
    var generator = SplitMix(seed: 6)
    let descriptors = ["a/1", "b/1", "c/1"].map { FakeDetector($0, scene: $0 == "c/1" ? .terror : .porn).descriptor }
    let frame = FrameDescription(
      size: PixelSize(width: 8, height: 8), strideBytes: 24, channelOrder: .rgb, frameIndex: 0,
      originalSize: PixelSize(width: 8, height: 8), originalRegion: PixelRectangle(x: 0, y: 0, width: 8, height: 8))
    for _ in 0..<300 {
      var events: [(inout SceneLedger) -> Void] = (0..<5).map { _ in
        let descriptor = descriptors.randomElement(using: &generator) ?? descriptors[0]
        let score = Double(Int.random(in: 0...10, using: &generator)) / 10
        return { $0.add([Finding(label: .porn, score: score)], from: descriptor, frame: frame) }
      }
      if Bool.random(using: &generator) {
        events.append { $0.record(.notEvaluated(reason: "no time", code: nil), for: .terror) }
        events.append { $0.record(.notNeeded(reason: "no need"), for: .terror) }
      }
      let merge = VerdictMerge(descriptors: descriptors, scenes: [.porn, .terror])
      func verdict(_ events: [(inout SceneLedger) -> Void]) -> Verdict {
        var ledger = SceneLedger(policy: .standard)
        for event in events { event(&ledger) }
        return merge.verdict(ledger)
      }
      #expect(verdict(events) == verdict(events.shuffled(using: &generator)))
    }
  }
}
