import ImageModeration
import TestFixtures
import Testing

@Suite("Answers that break the rules", .timeLimit(.minutes(20)))
struct UnsoundAnswerTests {
  static let box = PixelRectangle(x: 0, y: 0, width: 10, height: 10)

  static func judge(_ set: DetectorSet) async throws -> (result: ModerationResult, text: SceneStatus?) {
    let moderator = try Moderator(detectors: set, decoder: FakeDecoder(), limits: .unhurried)
    let result = try await moderator.moderate(.file(path: Fixture.path("images/photos-faces/hopper.png")))
    guard case .verdict(let verdict) = result.outcome else { return (result, nil) }
    return (result, verdict.scenes.first { $0.scene == .text }?.status)
  }

  @Test(
    "a line with a number that is none is not taken over, the others are, and the scene has a gap",
    arguments: [
      (Double.nan, box), (1.5, box), (-0.1, box),
      (0.5, PixelRectangle(x: .nan, y: 0, width: 1, height: 1)),
      (0.5, PixelRectangle(x: 0, y: 0, width: -1, height: 1)),
    ])
  func lines(confidence: Double, box: PixelRectangle) async throws {
    let recognizer = FakeRecognizer { frame in
      [
        RecognizedLine(frameIndex: frame.frameIndex, text: "good", confidence: 1, box: Self.box),
        RecognizedLine(frameIndex: frame.frameIndex, text: "bad", confidence: confidence, box: box),
      ]
    }
    let (result, status) = try await Self.judge(
      DetectorSet(textRecognizers: [recognizer], textDetectors: [FakeTextDetector { _ in [] }]))
    #expect(result.text.map(\.text) == ["good"])
    #expect(status?.isGap == true)
    #expect(result.suggestion == .review)
    #expect(!ResultDocument(result, source: "a").jsonLine().isEmpty)
  }

  @Test("a text detector that names a frame without text is not believed")
  func frames() async throws {
    let recognizer = FakeRecognizer { frame in
      [RecognizedLine(frameIndex: frame.frameIndex, text: "a", confidence: 1, box: Self.box)]
    }
    let detector = FakeTextDetector { _ in
      [0, 4_294_967_295].map {
        Finding(label: .ad, score: 0.9, locations: [.init(frameIndex: $0, box: Self.box)])
      }
    }
    let (result, status) = try await Self.judge(
      DetectorSet(textRecognizers: [recognizer], textDetectors: [detector]))
    #expect(status?.isGap == true)
    guard case .verdict(let verdict) = result.outcome else { return }
    #expect(verdict.evidence.map(\.finding.locations) == [[.init(frameIndex: 0, box: Self.box)]])
  }

  @Test("an exception that names a detector that is not in use is refused")
  func exceptions() throws {
    let set = DetectorSet(detectors: [FakeDetector.scoring(0)])
    for name in ["fake/1", "other"] {
      let policy = Policy(sampling: .standard, exceptions: [FindingException(name: "x", detector: name)])
      #expect(throws: HostFailure.self) { try Ruleset(detectors: set, policy: policy) }
    }
    let fine = Policy(
      sampling: .standard,
      exceptions: ["fake", "known-files"].map { FindingException(name: "x", detector: $0) })
    _ = try Ruleset(detectors: set, policy: fine)
  }
}
