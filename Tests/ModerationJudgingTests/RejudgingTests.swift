import ModerationCore
import TestFixtures
import Testing

@testable import ModerationJudging

@Suite("Judging a ledger again", .timeLimit(.minutes(20)))
struct RejudgingTests {
  static let descriptors = [ResultDocumentTests.porn, ResultDocumentTests.words]
  static let frame = FrameDescription(
    size: PixelSize(width: 8, height: 8), strideBytes: 24, channelOrder: .rgb, frameIndex: 0,
    originalSize: PixelSize(width: 8, height: 8), originalRegion: PixelRectangle(x: 0, y: 0, width: 8, height: 8))

  static func ledger(_ policy: Policy) -> SceneLedger {
    var ledger = SceneLedger(policy: policy)
    for score in [0.1, 0.5] { ledger.add([Finding(label: .porn, score: score)], from: descriptors[0], frame: frame) }
    ledger.add(
      [Finding(label: .custom, score: 1, text: "t", keywords: ["k"], list: "words", suggestion: .review)],
      from: descriptors[1], frame: nil)
    ledger.record(.failed(DetectorFailure(.inferenceFailed, message: "m")), for: .porn)
    ledger.record(.notEvaluated(reason: "late", code: "deadline"), for: .porn)
    ledger.recordUnread([.smallText], for: .text)
    ledger.recordCoverage(looked: 1, of: 3, in: [.porn, .text])
    return ledger
  }

  static func verdict(_ ledger: SceneLedger) -> Verdict {
    VerdictMerge(descriptors: descriptors, scenes: [.porn, .text]).verdict(ledger)
  }

  static let policies = [
    Policy.standard, Policy(sampling: .standard, takesUnsampledFramesForGap: true),
    Policy(sampling: .standard, gapSuggestion: .pass, gapsFor: [.smallText]),
    Policy(sampling: .standard, gapSuggestions: [.deadline: .block, .detectorFailed: .pass]),
    Policy(
      sampling: .standard, exceptions: [FindingException(name: "x", list: "words")],
      gapSuggestions: [.unsampledFrames: .block, .notCovered: .block], gapSuggestion: .pass,
      gapsFor: [.smallText], takesUnsampledFramesForGap: true),
    Policy(
      sampling: .standard,
      thresholds: LabelThresholds(
        images: [Claim(.porn): .init(review: 0.05, block: 0.2)], texts: [Claim(.custom): .off]),
      gapSuggestion: .pass),
  ]

  @Test(
    "a ledger that is judged again gives the verdict of a policy that had been there from the start",
    arguments: policies, policies)
  func equal(live: Policy, other: Policy) {
    let again = Self.ledger(live).rejudged(under: other, descriptors: Self.descriptors)
    #expect(Self.verdict(again) == Self.verdict(Self.ledger(other)))
  }

  @Test("a document with a shadow reads back as it was written; one without the key reads")
  func document() throws {
    let result = ResultDocumentTests.result()
    let verdict = try ResultDocumentTests.verdict(result)
    let other = Self.verdict(Self.ledger(Self.policies[3]))
    let shadow = ShadowVerdict(other, under: Self.policies[3], beside: verdict)
    let shadowed = ModerationResult(
      image: result.image, outcome: result.outcome, text: [], advisories: [], timing: [:], rules: result.rules,
      shadow: shadow)
    let line = ResultDocument(shadowed, source: "a").jsonLine()
    #expect(try ResultDocument(jsonLine: line).jsonLine() == line)
    #expect(line.contains("\"shadow\":{\"differs\":true,\"label\":"))
    let plain = ResultDocument(result, source: "a").jsonLine()
    #expect(plain.contains(",\"shadow\":null"))
    let older = plain.replacing(",\"shadow\":null", with: "")
    #expect(try ResultDocument(jsonLine: older).judged(under: .standard) != nil)
    #expect(throws: UnreadableDocument.self) {
      try ResultDocument(jsonLine: line.replacing("\"differs\":true", with: "\"differs\":1"))
    }
  }
}
