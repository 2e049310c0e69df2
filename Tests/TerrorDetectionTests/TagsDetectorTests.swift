import InProcessDecoding
import ImageDecoding
import ImageModeration
import Inference
import PictureFeatures
import TestFixtures
import Testing

@testable import TerrorDetection

@Suite("Tags detector", .timeLimit(.minutes(20)))
struct TagsDetectorTests {
  @Test("a cat is tagged as one, likeliest tag first, each with a category")
  func cat() throws {
    let detector = try TagsDetector(backbone: try Pictures.backbone(), store: try ModelStore())
    let findings = try Pictures.findings(
      detector, try Pictures.pixels(at: Fixture.path("images/photos-faces/chelsea.png")))
    #expect((1...TagsDetector.maximumTags).contains(findings.count))
    #expect(findings.first?.details["category"] == "animal/cat")
    #expect(findings.allSatisfy { $0.score >= TagsDetector.leastProbability && $0.score <= 1 })
    #expect(findings.map(\.score) == findings.map(\.score).sorted(by: >))
    #expect(findings.allSatisfy { $0.details["tag"]?.isEmpty == false && $0.label == .normal })
  }

  @Test("no tag ever asks for a review", arguments: [0, 0.5, 1.0])
  func neverMoreThanPass(score: Double) throws {
    let detector = try TagsDetector(backbone: try Pictures.backbone(), store: try ModelStore())
    let bands = try #require(detector.descriptor.bands[.normal])
    #expect(bands.meaning(of: score) == ScoreBands.Meaning(.pass, .normal))
  }

  @Test("terror and tags cost one inference a picture on a shared network, and find what they find alone")
  func shared() throws {
    let store = try ModelStore()
    let network = try Pictures.backbone(isShared: true)
    let terror = try TerrorDetector(backbone: network, store: store)
    let tags = try TagsDetector(backbone: network, store: store)
    #expect(terror.inputWish == tags.inputWish)
    let pixels = try Pictures.pixels(at: Fixture.path("images/photos-faces/chelsea.png"))
    let sharedTerror = try Pictures.findings(terror, pixels)
    let sharedTags = try Pictures.findings(tags, pixels)
    #expect(network.runCount == 1)

    let alone = try Pictures.backbone()
    let aloneTerror = try Pictures.findings(try TerrorDetector(backbone: alone, store: store), pixels)
    let aloneTags = try Pictures.findings(try TagsDetector(backbone: alone, store: store), pixels)
    #expect(alone.runCount == 2)
    #expect(sharedTerror == aloneTerror)
    #expect(sharedTags == aloneTags)

    let other = try Pictures.findings(tags, Pictures.noise)
    #expect(network.runCount == 2)
    #expect(other != sharedTags)
  }

  @Test("in a moderator both scenes of a picture cost one inference, and five when terror looks thoroughly")
  func moderated() async throws {
    for (thoroughly, runs) in [(false, 1), (true, 5)] {
      let store = try ModelStore()
      let network = try Pictures.backbone(isShared: true)
      var limits = Limits.ims20201229
      // Tests share the machine.
      limits.deadline = .seconds(500)
      let moderator = try Moderator(
        detectors: DetectorSet(detectors: [
          try TagsDetector(backbone: network, store: store),
          try TerrorDetector(backbone: network, store: store, thoroughly: thoroughly),
        ]), isolation: .inProcess, limits: limits.unhurried)
      let result = try await moderator.moderate(
        .bytes(try Fixture.bytes("images/photos-faces/chelsea.png"), .local))
      guard case .verdict(let verdict) = result.outcome else {
        Issue.record("\(result.outcome)")
        return
      }
      #expect(network.runCount == runs)
      #expect(verdict.suggestion == .pass)
      #expect(verdict.scenes.map(\.status) == [.evaluated, .evaluated])
      #expect(verdict.evidence.contains { $0.finding.details["category"] == "animal/cat" })
      let terror = verdict.scenes.first { $0.scene == .terror }
      #expect(terror?.notCovered.contains(.gore) == true)
    }
  }

  @Test("the memory for answers is bounded, and what fell out is worked out again")
  func bounded() throws {
    let memo = AnswerMemo<EfficientNetLite2.Answer>(concurrency: 1)
    var runs = 0
    func ask(_ value: UInt8) throws(DetectorFailure) -> Float? {
      try memo.answer(for: [value]) { () throws(DetectorFailure) in
        runs += 1
        return EfficientNetLite2.Answer(logits: [Float(value)], features: [])
      }.logits.first
    }
    for value in UInt8(0)..<20 {
      #expect(try ask(value) == Float(value))
      #expect(try ask(value) == Float(value))
      #expect(memo.count <= AnswerMemo<EfficientNetLite2.Answer>.maximumAnswersPerImage)
    }
    #expect(runs == 20)
    #expect(try ask(0) == 0)
    #expect(runs == 21)
    #expect(throws: DetectorFailure.self) {
      try memo.answer(for: [99]) { () throws(DetectorFailure) in
        throw DetectorFailure(.inferenceFailed, message: "on order")
      }
    }
    #expect(try ask(99) == 99)
  }

  @Test("the class table has 1,000 names in 20 to 60 categories")
  func table() throws {
    let entries = try ImageNetClasses(store: try ModelStore()).entries
    #expect(entries.count == 1000)
    #expect((20...60).contains(Set(entries.map(\.category)).count))
    #expect(entries[413].name == "assault rifle")
    #expect(entries[847] == .init(name: "tank", category: "military/vehicle"))
    #expect(entries[281] == .init(name: "tabby", category: "animal/cat"))
  }
}
