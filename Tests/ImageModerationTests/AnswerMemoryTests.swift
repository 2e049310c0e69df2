import Foundation
import ImageFormats
import Synchronization
import TestFixtures
import Testing

@testable import ImageModeration

@Suite("Remembered answers", .timeLimit(.minutes(20)))
struct AnswerMemoryTests {
  /// A detector that counts its calls and says or fails as it is told.
  private final class Counted: Sendable {
    private let count = Mutex(0)
    var calls: Int { count.withLock(\.self) }

    func detector(fails: Bool = false) -> FakeDetector {
      FakeDetector { [self] _ throws(DetectorFailure) in
        count.withLock { $0 += 1 }
        if fails { throw DetectorFailure(.inferenceFailed, message: "no") }
        return [Finding(label: .porn, score: 0.5)]
      }
    }
  }

  private static func moderator(_ rules: Ruleset, remembering count: Int = 8) throws -> Moderator {
    try Moderator(
      live: LiveRules(rules), decoder: FakeDecoder(),
      capacity: Moderator.Capacity(
        concurrentImages: 1, waitingImages: 8, deadlineStart: .work, rememberedAnswers: count))
  }

  private static func rules(
    _ detector: FakeDetector, limits: Limits = .unhurried, policy: Policy = .standard
  ) throws -> Ruleset {
    try Ruleset(detectors: DetectorSet(detectors: [detector]), limits: limits, policy: policy)
  }

  private static let picture = "images/photos-faces/hopper.png"

  private static func source(_ tail: UInt8? = nil) throws -> ImageSource {
    .bytes(try Fixture.bytes(picture) + (tail.map { [$0] } ?? []), .local)
  }

  @Test("equal bytes under the same rules are looked at once, and the answer says that it was given before")
  func again() async throws {
    let counted = Counted()
    let moderator = try Self.moderator(try Self.rules(counted.detector()))
    let first = try await moderator.moderate(try Self.source())
    let second = try await moderator.moderate(try Self.source())
    #expect(counted.calls == 1)
    #expect(!first.isRemembered && second.isRemembered)
    #expect(first.timing["remembered"] == nil && second.timing["remembered"] != nil)
    #expect(second.timing["decode"] == nil)
    #expect(
      (second.outcome, second.image, second.text.map(\.text)) == (first.outcome, first.image, first.text.map(\.text)))
    #expect(moderator.statistics.rememberedAnswers == 1)
    #expect(moderator.statistics.rememberedHits == 1)
    // One byte more is another file.
    #expect(try await !moderator.moderate(try Self.source(0)).isRemembered)
    #expect(counted.calls == 2)
  }

  @Test("nothing is remembered unless it is asked for")
  func off() async throws {
    let counted = Counted()
    let moderator = try Self.moderator(try Self.rules(counted.detector()), remembering: 0)
    for _ in 0..<2 { #expect(try await !moderator.moderate(try Self.source()).isRemembered) }
    #expect(counted.calls == 2)
    #expect(Moderator.Capacity.standard.rememberedAnswers == 0)
  }

  @Test("other rules have answers of their own, also where they are equal by value")
  func otherRules() async throws {
    let counted = Counted()
    let detector = counted.detector()
    let moderator = try Self.moderator(try Self.rules(detector))
    _ = try await moderator.moderate(try Self.source())
    let policy = Policy(
      sampling: .standard, bands: ["fake": [.porn: ScoreBands(reviewFrom: 0, as: .sexy, blockAbove: 0.05, as: .porn)]])
    let strict = try await moderator.moderate(try Self.source(), under: try Self.rules(detector, policy: policy))
    #expect(strict.suggestion == .block && !strict.isRemembered)
    #expect(try await !moderator.moderate(try Self.source(), under: try Self.rules(detector)).isRemembered)
    #expect(counted.calls == 3)
  }

  @Test("a shorter deadline does not change a whole answer, and what it cut short is not remembered")
  func deadline() async throws {
    let counted = Counted()
    let rules = try Self.rules(counted.detector())
    let moderator = try Self.moderator(rules)
    let hurried = try await moderator.moderate(try Self.source(), under: rules.within(.zero))
    #expect(hurried.suggestion == .review && !hurried.isRemembered)
    let whole = try await moderator.moderate(try Self.source())
    #expect(!whole.isRemembered)
    #expect(try await moderator.moderate(try Self.source(), under: rules.within(.seconds(1000))).isRemembered)
    #expect(rules.within(.seconds(1_000_000)).limits.deadline == rules.limits.deadline)
  }

  @Test("neither failures nor refusals are remembered")
  func passing() async throws {
    let counted = Counted()
    let moderator = try Self.moderator(try Self.rules(counted.detector(fails: true)))
    for _ in 0..<2 { #expect(try await moderator.moderate(try Self.source()).suggestion == .review) }
    #expect(counted.calls == 2)
    for _ in 0..<2 {
      let refused = try await moderator.moderate(.bytes(Array("no picture at all".utf8), .local))
      #expect(refused.suggestion == nil && !refused.isRemembered)
    }
    #expect(moderator.statistics.rememberedAnswers == 0)
  }

  @Test("what was asked for last stays, and no more than the bound", arguments: [1, 2, 5, 8])
  func bound(count: Int) async throws {
    let counted = Counted()
    let moderator = try Self.moderator(try Self.rules(counted.detector()), remembering: count)
    for tail in 0..<UInt8(20) {
      _ = try await moderator.moderate(try Self.source(tail))
      #expect(try await moderator.moderate(try Self.source(tail)).isRemembered)
      #expect(moderator.statistics.rememberedAnswers <= count)
    }
    #expect(try await !moderator.moderate(try Self.source(0)).isRemembered)
  }

  @Test("an answer that is asked for again and again outlives others")
  func recency() async throws {
    let counted = Counted()
    let moderator = try Self.moderator(try Self.rules(counted.detector()), remembering: 4)
    _ = try await moderator.moderate(try Self.source(0))
    for tail in 1..<UInt8(20) {
      _ = try await moderator.moderate(try Self.source(tail))
      #expect(try await moderator.moderate(try Self.source(0)).isRemembered)
    }
  }
}
