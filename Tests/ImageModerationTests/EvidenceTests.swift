import ImageModeration
import TestFixtures
import Testing

/// What becomes of findings beyond their label's bands: sublabels, grounds, and what was seen before a failure.
@Suite("Evidence", .timeLimit(.minutes(20)))
struct EvidenceTests {
  private static func verdict(_ set: DetectorSet, policy: Policy = .standard) async throws -> Verdict {
    try PipelineTests.verdict(try await PipelineTests.moderate(set, policy: policy))
  }

  /// A detector with a milder reading for one of its sublabels.
  private struct TwoSubLabels: Detector {
    static let mild = ScoreBands(reviewFrom: 0.5, as: .sexy, blockAbove: 1, as: .sexy)
    let descriptor = DetectorDescriptor(
      id: "two/1", scene: .porn, covers: [.explicit, .suggestive], doesNotCover: [], bands: [.porn: FakeDetector.bands],
      subLabelBands: [.suggestive: Self.mild])
    let inputWish = InputWish(fit: .longestSide(64))
    let subLabel: SubLabel

    func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
      [Finding(label: .porn, subLabel: subLabel, score: 0.9)]
    }
  }

  @Test(
    "bands of a sublabel come before those of its label, and the policy's before the detector's",
    arguments: [
      (SubLabel.explicit, Policy.standard, Suggestion.block),
      (.suggestive, .standard, .review),
      (
        .suggestive,
        Policy(sampling: .standard, subLabelBands: ["two": [.suggestive: FakeDetector.bands]]), .block
      ),
      (.suggestive, Policy(sampling: .standard, bands: ["two": [.porn: FakeDetector.bands]]), .block),
      (.explicit, Policy(sampling: .standard, subLabelBands: ["two": [.explicit: TwoSubLabels.mild]]), .review),
    ])
  func subLabelBands(subLabel: SubLabel, policy: Policy, suggestion: Suggestion) async throws {
    let set = DetectorSet(detectors: [TwoSubLabels(subLabel: subLabel)])
    #expect(try await Self.verdict(set, policy: policy).suggestion == suggestion)
  }

  /// A detector whose word rests on something, and that compares with things of the operator's.
  private struct Grounded: Detector {
    let descriptor: DetectorDescriptor
    let inputWish = InputWish(fit: .longestSide(64))
    let score: Double

    init(_ id: String, _ basis: DetectorDescriptor.Basis, label: Label, score: Double) {
      descriptor = DetectorDescriptor(
        id: id, scene: .text, covers: [], doesNotCover: [],
        bands: [label: ScoreBands(reviewFrom: 0.2, as: label, blockAbove: 0.8, as: label)], basis: basis,
        supplied: basis == .operatorList ? ["wordLists": 2] : [:])
      self.score = score
    }

    func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
      descriptor.bands.keys.map { Finding(label: $0, score: score) }
    }
  }

  @Test("of findings that suggest the same, the operator's list names the verdict, then rules, then models")
  func order() async throws {
    let set = DetectorSet(detectors: [
      Grounded("model/1", .model, label: .abuse, score: 1), Grounded("rule/1", .rule, label: .ad, score: 0.9),
      Grounded("list/1", .operatorList, label: .custom, score: 0.85),
    ])
    let verdict = try await Self.verdict(set)
    #expect(verdict.evidence.map(\.detector) == ["list/1", "rule/1", "model/1"])
    #expect(verdict.label == .custom)
    #expect(verdict.scenes.map(\.supplied) == [["wordLists": 2]])
  }

  @Test("a graver suggestion comes before firmer ground")
  func gravity() async throws {
    let set = DetectorSet(detectors: [
      Grounded("model/1", .model, label: .abuse, score: 0.9),
      Grounded("list/1", .operatorList, label: .custom, score: 0.5),
    ])
    let verdict = try await Self.verdict(set)
    #expect(verdict.suggestion == .block)
    #expect(verdict.label == .abuse)
  }

  @Test("what a detector saw before it failed counts, and the scene has a gap nevertheless", arguments: [0.1, 0.9])
  func partial(score: Double) async throws {
    let set = DetectorSet(detectors: [
      FakeDetector { _ throws(DetectorFailure) in
        throw DetectorFailure(
          .tooMuchToLookAt, message: "200 faces", findings: [Finding(label: .porn, score: score)])
      }
    ])
    let verdict = try await Self.verdict(set)
    #expect(verdict.suggestion == (score > 0.8 ? .block : .review))
    #expect(verdict.evidence.map(\.finding.score) == [score])
    #expect(verdict.scenes[0].status.isGap)
    #expect(verdict.reason.contains("200 faces"))
  }

  @Test("what a recogniser read before it failed is judged, and the scene has a gap nevertheless")
  func partialText() async throws {
    let recognizer = FakeRecognizer { _ throws(DetectorFailure) in
      let box = PixelRectangle(x: 1, y: 2, width: 3, height: 4)
      throw DetectorFailure(
        .deadline, message: "time is up",
        lines: [RecognizedLine(frameIndex: 0, text: "加微信", confidence: 1, box: box)])
    }
    let detector = FakeTextDetector { lines in lines.map { Finding(label: .ad, score: 0.9, text: $0.text) } }
    let verdict = try await Self.verdict(DetectorSet(textRecognizers: [recognizer], textDetectors: [detector]))
    #expect(verdict.suggestion == .block)
    #expect(verdict.evidence.map(\.finding.text) == ["加微信"])
    #expect(verdict.scenes[0].status.isGap)
  }

  @Test("a decoder that ends before the last frame is a failure of this machine, not a PASS", arguments: [0, 3])
  func shortOfFrames(count: Int) async throws {
    let failure = await #expect(throws: HostFailure.self) {
      try await PipelineTests.moderate(
        DetectorSet(detectors: [FakeDetector.scoring(0)]), "generated/animated/a_webp.webp",
        decoder: FakeDecoder(formats: [.webp], endsAfter: count), limits: .lifted)
    }
    #expect(failure?.code == .decoderFailed)
  }

  @Test("a detector knows when the image's time is up")
  func deadline() async throws {
    let seen = Box<[ContinuousClock.Instant?]>([])
    let set = DetectorSet(detectors: [
      FakeDetector { frame in
        seen.update { $0.append(frame.deadline) }
        return []
      }
    ])
    let start = ContinuousClock.now
    _ = try await Self.verdict(set)
    let deadline = try #require(seen.value.first ?? nil)
    #expect(deadline > start)
    #expect(deadline < .now + Limits.unhurried.deadline + .seconds(1))
  }
}
