import Foundation
import ImageFormats
import Synchronization
import TestFixtures
import Testing

@testable import ImageModeration

@Suite("Pipeline", .timeLimit(.minutes(20)))
struct PipelineTests {
  static func moderate(
    _ set: DetectorSet, _ name: String = "photos-faces/hopper.png", decoder: any Decoder = FakeDecoder(),
    limits: Limits = .unhurried, policy: Policy = .standard
  ) async throws -> ModerationResult {
    // Time counts from the beginning of work, so that a deadline of nothing meets the stages and not the queue.
    let capacity = Moderator.Capacity(concurrentImages: 2, waitingImages: 64, deadlineStart: .work)
    let moderator = try Moderator(
      detectors: set, decoder: decoder, limits: limits, policy: policy, capacity: capacity)
    return try await moderator.moderate(.bytes(try Fixture.bytes("images/\(name)"), .local))
  }

  static func verdict(_ result: ModerationResult) throws -> Verdict {
    guard case .verdict(let verdict) = result.outcome else {
      Issue.record("no verdict: \(result.outcome)")
      throw CancellationError()
    }
    return verdict
  }

  static func rejection(_ result: ModerationResult) -> InputRejection? {
    guard case .rejected(let rejection) = result.outcome else { return nil }
    return rejection
  }

  @Test(
    "a score becomes a suggestion and a label by the detector's bands",
    arguments: [(0.1, Suggestion.pass, Label.normal), (0.5, .review, .sexy), (0.9, .block, .porn)])
  func bands(score: Double, suggestion: Suggestion, label: Label) async throws {
    let verdict = try Self.verdict(try await Self.moderate(DetectorSet(detectors: [FakeDetector.scoring(score)])))
    #expect(verdict.suggestion == suggestion)
    #expect(verdict.label == label)
    #expect(verdict.score == score)
    #expect(verdict.scenes.map(\.status) == [.evaluated])
    #expect(verdict.evidence.map(\.detector) == ["fake/1"])
  }

  @Test("a policy's bands replace the detector's")
  func policyBands() async throws {
    let strict = ScoreBands(reviewFrom: 0, as: .sexy, blockAbove: 0.05, as: .porn)
    let policy = Policy(sampling: .standard, bands: ["fake": [.porn: strict]])
    let set = DetectorSet(detectors: [FakeDetector.scoring(0.1)])
    #expect(try await Self.moderate(set, policy: policy).suggestion == .block)
  }

  @Test("a detector that fails never reads as clean: REVIEW, with the reason, and no label made up")
  func failure() async throws {
    let failing = FakeDetector { _ throws(DetectorFailure) in
      throw DetectorFailure(.inferenceFailed, message: "the model is tired")
    }
    let verdict = try Self.verdict(try await Self.moderate(DetectorSet(detectors: [failing])))
    #expect(verdict.suggestion == .review)
    #expect(verdict.label == nil)
    #expect(verdict.reason.contains("the model is tired"))
    #expect(verdict.scenes[0].status == .failed(DetectorFailure(.inferenceFailed, message: "the model is tired")))
  }

  @Test("another detector's findings are kept beside a failure")
  func failureBesideFinding() async throws {
    let failing = FakeDetector("failing/1", scene: .terror) { _ throws(DetectorFailure) in
      throw DetectorFailure(.inferenceFailed, message: "no")
    }
    let set = DetectorSet(detectors: [failing, FakeDetector.scoring(0.95)])
    let verdict = try Self.verdict(try await Self.moderate(set))
    #expect(verdict.suggestion == .block)
    #expect(verdict.label == .porn)
    #expect(verdict.scenes.map(\.scene) == [.porn, .terror])
    #expect(verdict.scenes.map(\.suggestion) == [.block, .review])
  }

  @Test(
    "findings that break the rules count as a failure and not as evidence",
    arguments: [
      Finding(label: .porn, score: .nan), Finding(label: .porn, score: 1.01), Finding(label: .porn, score: -0.1),
      Finding(label: .abuse, score: 0.1),
      Finding(
        label: .porn, score: 0.1,
        locations: [.init(frameIndex: 0, box: PixelRectangle(x: .nan, y: 0, width: 1, height: 1))]),
    ])
  func garbage(finding: Finding) async throws {
    let set = DetectorSet(detectors: [FakeDetector { _ in [finding] }])
    let verdict = try Self.verdict(try await Self.moderate(set))
    #expect(verdict.suggestion == .review)
    #expect(verdict.evidence.isEmpty)
    guard case .failed(let failure) = verdict.scenes[0].status else {
      Issue.record("\(verdict.scenes[0].status)")
      return
    }
    #expect(failure.code == .invalidFinding)
  }

  @Test("a flood of findings is a failure")
  func flood() async throws {
    let set = DetectorSet(
      detectors: [
        FakeDetector { _ in
          [Finding](repeating: Finding(label: .porn, score: 0), count: Finding.maximumPerCall + 1)
        }
      ])
    #expect(try await Self.moderate(set).suggestion == .review)
  }

  @Test("each distinct wish is met once per frame, and equal wishes share the pixels")
  func sharedConversion() async throws {
    let seen = Box<[PixelSize]>([])
    let look: @Sendable (FrameDescription) throws(DetectorFailure) -> [Finding] = { frame in
      seen.update { $0.append(frame.size) }
      return []
    }
    let small = InputWish(fit: .exact(PixelSize(width: 10, height: 20)))
    let large = InputWish(fit: .longestSide(50))
    let set = DetectorSet(detectors: [
      FakeDetector("a/1", wish: small, body: look), FakeDetector("b/1", wish: large, body: look),
      FakeDetector("c/1", wish: small, body: look),
    ])
    _ = try await Self.moderate(set)
    #expect(FrameConsumers(set).groups.map(\.consumers.count) == [2, 1])
    let (exact, scaled) = (PixelSize(width: 10, height: 20), PixelSize(width: 50, height: 40))
    #expect(seen.value == [exact, exact, scaled])
  }

  @Test("sampled frames are in the result, and the worst frame decides")
  func frames() async throws {
    let set = DetectorSet(
      detectors: [
        FakeDetector { frame in [Finding(label: .porn, score: frame.frameIndex == 10 ? 0.9 : 0.1)] }
      ])
    let result = try await Self.moderate(set, "generated/animated/a_webp.webp", limits: .lifted)
    #expect(result.image.frameCount == 30)
    #expect(result.image.sampledFrames == [0, 5, 10, 15, 20, 25, 29])
    let verdict = try Self.verdict(result)
    #expect(verdict.suggestion == .block)
    #expect(verdict.evidence.first?.frameIndex == 10)
    #expect(verdict.evidence.count == 7)
  }

  @Test("a policy that stops at BLOCK looks no further and says so; that is no gap")
  func stopsAtBlock() async throws {
    var policy = Policy.standard
    policy.stopsAtBlock = true
    let set = DetectorSet(detectors: [FakeDetector.scoring(0.9)])
    let result = try await Self.moderate(set, "generated/animated/a_webp.webp", limits: .lifted, policy: policy)
    #expect(result.image.sampledFrames == [0])
    let verdict = try Self.verdict(result)
    #expect(verdict.suggestion == .block)
    #expect(verdict.scenes[0].status == .notNeeded(reason: "BLOCK was certain before frames from 5 on"))
  }

  @Test("a policy that stops at BLOCK does not ask those who come after it about the frame", arguments: [true, false])
  func stopsAtBlockWithinAFrame(stops: Bool) async throws {
    var policy = Policy.standard
    policy.stopsAtBlock = stops
    let asked = Mutex<[String]>([])
    func detector(_ id: String, _ scene: Scene, _ side: Int, score: Double) -> FakeDetector {
      FakeDetector(id, scene: scene, wish: InputWish(fit: .longestSide(side))) { _ in
        asked.withLock { $0.append(id) }
        return [Finding(label: .porn, score: score)]
      }
    }
    let recognizer = FakeRecognizer(inputWish: InputWish(fit: .longestSide(100))) { _ in
      asked.withLock { $0.append("recognizer") }
      return []
    }
    let set = DetectorSet(
      detectors: [detector("a/1", .porn, 64, score: 0.9), detector("b/1", .terror, 80, score: 0)],
      textRecognizers: [recognizer], textDetectors: [FakeTextDetector { _ in [] }])
    let verdict = try Self.verdict(try await Self.moderate(set, policy: policy))
    #expect(verdict.suggestion == .block)
    #expect(asked.withLock(\.self) == (stops ? ["a/1"] : ["a/1", "b/1", "recognizer"]))
    let statuses = Dictionary(uniqueKeysWithValues: verdict.scenes.map { ($0.scene, $0.status) })
    #expect(statuses[.porn] == .evaluated)
    #expect(
      statuses[.terror] == (stops ? .notNeeded(reason: "BLOCK was certain before b/1 saw frame 0") : .evaluated))
    #expect((statuses[.text] == .evaluated) == !stops)
    #expect(statuses.values.allSatisfy { !$0.isGap })
  }

  @Test("when time is up the frames left are a gap, not a pass")
  func deadline() async throws {
    var limits = Limits.lifted
    limits.deadline = .zero
    let set = DetectorSet(detectors: [FakeDetector.scoring(0)])
    let result = try await Self.moderate(set, limits: limits)
    let verdict = try Self.verdict(result)
    #expect(verdict.suggestion == .review)
    #expect(verdict.scenes[0].status.isGap)
    #expect(result.image.sampledFrames.isEmpty)
  }

  @Test("what a gap means is the policy's choice")
  func gapPolicy() async throws {
    var limits = Limits.lifted
    limits.deadline = .zero
    let set = DetectorSet(detectors: [FakeDetector.scoring(0)])
    let blocking = Policy(sampling: .standard, gapSuggestion: .block)
    #expect(try await Self.moderate(set, limits: limits, policy: blocking).suggestion == .block)
  }

  @Test(
    "what is named as not covered is a gap where the policy says so",
    arguments: [([SubLabel.thaiText, .unreadText], Suggestion.review), ([.unreadText], .pass), ([], .pass)])
  func gapsFor(subLabels: [SubLabel], expected: Suggestion) async throws {
    let set = DetectorSet(
      textRecognizers: [FakeRecognizer { _ in [] }], textDetectors: [FakeTextDetector { _ in [] }])
    let policy = Policy(sampling: .standard, gapsFor: Set(subLabels))
    let verdict = try Self.verdict(try await Self.moderate(set, policy: policy))
    #expect(verdict.suggestion == expected)
    #expect(verdict.scenes[0].notCovered == [.thaiText])
    guard expected == .review else { return #expect(verdict.scenes[0].status == .evaluated) }
    guard case .notEvaluated(let reason, "notCovered") = verdict.scenes[0].status else {
      Issue.record("\(verdict.scenes[0].status)")
      return
    }
    #expect(reason.hasSuffix(": ThaiText"))
  }

  @Test("text detectors see all lines of all frames at once, boxes mapped, and their findings keep the places")
  func text() async throws {
    let recognizer = FakeRecognizer { frame in
      let box = PixelRectangle(x: 0, y: 0, width: Double(frame.size.width), height: Double(frame.size.height))
      return [RecognizedLine(frameIndex: 99, text: "frame \(frame.frameIndex)", confidence: 1, box: box)]
    }
    let detector = FakeTextDetector { lines in
      [
        Finding(
          label: .ad, score: 0.9,
          locations: lines.map { Finding.Location(frameIndex: $0.frameIndex, box: $0.box) },
          text: lines.map(\.text).joined(separator: ", "), keywords: ["美女&包夜"])
      ]
    }
    let set = DetectorSet(textRecognizers: [recognizer], textDetectors: [detector])
    let result = try await Self.moderate(set, "generated/animated/a_webp.webp", limits: .lifted)
    #expect(result.text.map(\.frameIndex) == [0, 5, 10, 15, 20, 25, 29])
    let verdict = try Self.verdict(result)
    #expect(verdict.scenes[0].notCovered == [.smallText, .thaiText])
    let finding = try #require(verdict.evidence.first?.finding)
    #expect(finding.text == "frame 0, frame 5, frame 10, frame 15, frame 20, frame 25, frame 29")
    #expect(finding.locations.map(\.frameIndex) == [0, 5, 10, 15, 20, 25, 29])
    #expect(finding.locations.allSatisfy { $0.box == PixelRectangle(x: 0, y: 0, width: 100, height: 80) })
    #expect(finding.keywords == ["美女&包夜"])
  }

  @Test("a recogniser that fails makes the text scene a gap")
  func recognizerFailure() async throws {
    let recognizer = FakeRecognizer { _ throws(DetectorFailure) in
      throw DetectorFailure(.inferenceFailed, message: "cannot read")
    }
    let set = DetectorSet(textRecognizers: [recognizer], textDetectors: [FakeTextDetector { _ in [] }])
    let verdict = try Self.verdict(try await Self.moderate(set))
    #expect(verdict.suggestion == .review)
    #expect(verdict.scenes[0].status.isGap)
  }

  @Test("over its own byte limit a scene fails alone, with the documented code")
  func sceneByteLimit() async throws {
    var limits = Limits.tiia20190529
    limits.maximumFileBytesByScene = [.terror: 100]
    let set = DetectorSet(detectors: [
      FakeDetector.scoring(0.1), FakeDetector.scoring(0.9, id: "other/1", scene: .terror),
    ])
    let verdict = try Self.verdict(try await Self.moderate(set, limits: limits))
    #expect(verdict.scenes.map(\.scene) == [.porn, .terror])
    #expect(verdict.scenes[0].status == .evaluated)
    guard case .failed(let failure) = verdict.scenes[1].status else {
      Issue.record("\(verdict.scenes[1].status)")
      return
    }
    #expect(failure.code.rawValue == "-1402")
    #expect(verdict.evidence.count == 1)
    #expect(verdict.suggestion == .review)
  }

  @Test("TIIA's sides and aspect are advice and change nothing")
  func advisories() async throws {
    let set = DetectorSet(detectors: [FakeDetector.scoring(0)])
    let result = try await Self.moderate(set, "generated/boundary/d_50x50.png", limits: .tiia20190529)
    #expect(result.suggestion == .pass)
    #expect(result.advisories.map(\.limit) == ["minimumSidePixels"])
  }

  @Test("what a codec warns of is advice, once for all frames")
  func codecWarnings() async throws {
    let set = DetectorSet(detectors: [FakeDetector.scoring(0)])
    let decoder = FakeDecoder(formats: [.webp], warnings: ["no trailer"])
    let result = try await Self.moderate(set, "generated/animated/a_webp.webp", decoder: decoder)
    #expect(result.suggestion == .pass)
    #expect(result.image.sampledFrames.count > 1)
    #expect(result.advisories.filter { $0.code == "codecWarning" } == [.codecWarning("no trailer")])
  }

  @Test("what nobody looks for is named")
  func notCovered() async throws {
    let set = DetectorSet(detectors: [
      FakeDetector("a/1", covers: [.explicit], doesNotCover: [.minor, .drawnNudity]),
      FakeDetector("b/1", covers: [.drawnNudity], doesNotCover: []),
    ])
    let verdict = try Self.verdict(try await Self.moderate(set))
    #expect(verdict.scenes[0].notCovered == [.minor])
  }

  @Test("a decoder's refusal is the image's fault, and carries the profile's code")
  func decoderRejection() async throws {
    let refusing = FakeDecoder(failure: .rejected(InputRejection(.decodingFailed, message: "broken")))
    let result = try await Self.moderate(DetectorSet(detectors: [FakeDetector()]), decoder: refusing)
    #expect(result.suggestion == nil)
    #expect(Self.rejection(result)?.profileCode == "InvalidParameterValue.InvalidImageContent")
    #expect(result.image.size == PixelSize(width: 128, height: 128))
  }
}

extension Limits {
  /// The default profile without a lower bound on sides, for small fixtures.
  static var lifted: Limits {
    var limits = Limits.unhurried
    limits.size.minimumSidePixels = 1
    return limits
  }
}

@Suite("Frame plan", .timeLimit(.minutes(20)))
struct SampleFramesTests {
  static func plan(_ header: ImageHeader, limits: Limits = .ims20201229) throws -> [Int] {
    try SampleFrames(limits: limits, sampling: .documented).run(header).frames
  }

  static func header(
    _ format: ImageFormat, _ kind: ImageHeader.FrameKind, frames: Int, side: Int = 100, stillBeside: Bool = false
  ) -> ImageHeader {
    ImageHeader(
      format: format, codedSize: PixelSize(width: side, height: side), frameCount: frames, frameKind: kind,
      hasStillBesideFrames: stillBeside)
  }

  @Test("animations and pages are sampled, of several pictures all are wanted")
  func kinds() throws {
    #expect(try Self.plan(Self.header(.gif, .animation, frames: 12)) == [0, 5, 10])
    #expect(try Self.plan(Self.header(.heic, .burst, frames: 6)) == [0, 1, 2, 3, 4, 5])
    #expect(try Self.plan(Self.header(.heic, .burst, frames: 1000)) == Array(0..<32))
    #expect(try Self.plan(Self.header(.tiff, .pages, frames: 12)) == [0, 5, 10])
    #expect(try Self.plan(Self.header(.jpeg, .still, frames: 1)) == [0])
  }

  @Test("a still picture beside the frames is looked at too, counted after them")
  func stillBesideFrames() throws {
    #expect(try Self.plan(Self.header(.png, .animation, frames: 7, stillBeside: true)) == [0, 5, 7])
    #expect(try Self.plan(Self.header(.heic, .sequence, frames: 30)) == [0, 5, 10, 15, 20])
    #expect(try Self.plan(Self.header(.heic, .sequence, frames: 30, stillBeside: true)) == [0, 5, 10, 15, 20, 30])
  }

  @Test("an icon is looked at in its largest size")
  func icon() throws {
    let header = ImageHeader(
      format: .ico, codedSize: PixelSize(width: 64, height: 64), frameCount: 4, frameKind: .sizes, primaryFrame: 2)
    #expect(try Self.plan(header) == [2, 0, 1, 3])
  }

  @Test("of many large pages, frames and pictures fewer are decoded, which the plan names for pictures alone")
  func fewer() throws {
    // 200 megapixels are 5 of 6000×6000.
    func plan(_ format: ImageFormat, _ kind: ImageHeader.FrameKind) throws -> SampleFrames.Plan {
      try SampleFrames(limits: .ims20201229, sampling: .standard)
        .run(Self.header(format, kind, frames: 40, side: 6000))
    }
    #expect(try plan(.tiff, .pages) == SampleFrames.Plan(frames: [0, 5, 10, 15, 20], unseen: []))
    #expect(try plan(.gif, .animation) == SampleFrames.Plan(frames: [0, 5, 10, 15, 20], unseen: []))
    let burst = try plan(.heic, .burst)
    #expect(burst.frames == [0, 1, 2, 3, 4])
    #expect(burst.unseen == [Unseen(.picture, "35 further pictures of the file")])
  }

  @Test("the pixels of all sampled frames together have a budget")
  func budget() throws {
    // 5 frames of 6000×6000 are 180 megapixels, of 7000×7000 they are 245.
    #expect(try Self.plan(Self.header(.gif, .animation, frames: 100, side: 6000)).count == 5)
    do {
      _ = try Self.plan(Self.header(.gif, .animation, frames: 100, side: 7000))
      Issue.record("no refusal")
    } catch let rejection as InputRejection {
      #expect(rejection.code == .pixelBudgetExceeded)
      #expect(rejection.measured == .count(245_000_000))
      #expect(rejection.allowed == .count(200_000_000))
    }
  }
}
