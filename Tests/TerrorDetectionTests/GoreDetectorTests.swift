import ImageModeration
import InProcessDecoding
import Inference
import PornDetection
import SafetyClassification
import TestFixtures
import Testing

@testable import TerrorDetection

@Suite("Gore detector", .timeLimit(.minutes(20)))
struct GoreDetectorTests {
  @Test(
    "probabilities fall on the scale of the scene: half for a person, near certainty blocks",
    arguments: [
      (0.0, Suggestion.pass), (0.499, .pass), (0.5, .review), (0.949, .review), (0.951, .block), (1, .block),
    ])
  func bands(probability: Double, expected: Suggestion) {
    let score = GoreDetector.score(probability)
    #expect((0...1).contains(score))
    #expect(GoreDetector.descriptor.bands[.terror]?.meaning(of: score).suggestion == expected)
  }

  @Test("the score never falls where the probability rises")
  func monotone() {
    let scores = (0...1000).map { GoreDetector.score(Double($0) / 1000) }
    #expect(scores == scores.sorted())
    #expect(scores.first == 0 && scores.last == 1)
  }

  @Test("with it the terror scene no longer says that gore is not covered")
  func covered() async throws {
    let store = try ModelStore()
    let runtime = try InferenceRuntime(store)
    let set = DetectorSet(detectors: [
      try TerrorDetector(store: store, runtime: runtime, concurrency: 1),
      try GoreDetector(store: store, runtime: runtime, concurrency: 1),
    ])
    let moderator = try Moderator(detectors: set, isolation: .inProcess, limits: .unhurried)
    let result = try await moderator.moderate(.bytes(try Fixture.bytes("images/photos-faces/chelsea.png"), .local))
    guard case .verdict(let verdict) = result.outcome else {
      Issue.record("\(result.outcome)")
      return
    }
    #expect(verdict.suggestion == .pass)
    #expect(verdict.scenes.first?.notCovered.contains(.gore) == false)
    #expect(verdict.scenes.first?.notCovered.contains(.extremistSymbol) == true)
    #expect(verdict.evidence.contains { $0.finding.subLabel == .gore && $0.finding.score < 0.2 })
  }

  @Test("porn and gore on one network look at a picture with one run of it")
  func shared() async throws {
    let store = try ModelStore()
    let runtime = try InferenceRuntime(store)
    let classifier = try ImageSafetyClassifier(store: store, runtime: runtime, concurrency: 1, isShared: true)
    let set = DetectorSet(detectors: [
      GoreDetector(classifier: classifier),
      try PornDetector(classifier: classifier, store: store, runtime: runtime, concurrency: 1),
    ])
    let moderator = try Moderator(detectors: set, isolation: .inProcess, limits: .unhurried)
    _ = try await moderator.moderate(.bytes(try Fixture.bytes("images/photos-faces/chelsea.png"), .local))
    #expect(classifier.runCount == 1)
  }
}
