import TestFixtures
import Testing

@testable import ImageModeration

@Suite("Policies on trial", .timeLimit(.minutes(20)))
struct ShadowTests {
  typealias Live = LiveRulesTests

  static func moderator(_ rules: Ruleset) throws -> Moderator {
    try Moderator(live: LiveRules(["site": rules], usual: "site"), decoder: FakeDecoder())
  }

  @Test(
    "a policy on trial judges the same findings, changes nothing and is counted",
    arguments: [("passes", Suggestion.pass, 1, 1, 0), ("blocks", .block, 1, 0, 1), ("standard", .review, 0, 0, 0)])
  func counts(version: String, suggestion: Suggestion, differing: Int, milder: Int, graver: Int) async throws {
    let shadow = Live.policy(version, name: "trial")
    let moderator = try Self.moderator(try Live.rules("standard", shadow: shadow))
    let result = try await moderator.moderate(Live.source.get())
    #expect(result.suggestion == .review)
    #expect(result.rules.policyVersion == "standard")
    let told = try #require(result.shadow)
    #expect(told.policy == "trial")
    #expect(told.policyVersion == version)
    #expect(told.suggestion == suggestion)
    #expect(told.differs == (differing == 1))
    let counts = try #require(moderator.statistics.shadows["site"])
    #expect(counts.compared == 1)
    #expect([counts.differing, counts.milder, counts.graver] == [differing, milder, graver])
  }

  @Test("another label of the same suggestion differs, and is neither milder nor graver")
  func label() async throws {
    let bands = ScoreBands(reviewFrom: 0.1, as: .illegal, blockAbove: 0.9, as: .illegal)
    let shadow = Policy(name: "trial", sampling: .standard, bands: ["fake": [.porn: bands]])
    let moderator = try Self.moderator(try Live.rules("standard", shadow: shadow))
    let result = try await moderator.moderate(Live.source.get())
    #expect(result.shadow?.label == .illegal)
    #expect(result.shadow?.differs == true)
    let counts = try #require(moderator.statistics.shadows["site"])
    #expect([counts.compared, counts.differing, counts.milder, counts.graver] == [1, 1, 0, 0])
  }

  @Test("without a policy on trial, and for a refused image, nothing is told and nothing counted")
  func none() async throws {
    let plain = try Self.moderator(try Live.rules("standard"))
    #expect(try await plain.moderate(Live.source.get()).shadow == nil)
    #expect(plain.statistics.shadows.isEmpty)
    let moderator = try Self.moderator(try Live.rules("standard", shadow: .standard))
    let result = try await moderator.moderate(.bytes(Array("no image".utf8), .local))
    guard case .rejected = result.outcome else {
      Issue.record("accepted")
      return
    }
    #expect(result.shadow == nil)
    #expect(moderator.statistics.shadows.isEmpty)
  }

  @Test("an image that is answered at its deadline has a shadow of what was seen by then")
  func late() async throws {
    let rules = try Ruleset(
      detectors: DetectorSet(detectors: [FakeDetector.scoring(0.1)]), limits: .unhurried,
      shadow: Policy(name: "trial", sampling: .standard, gapSuggestions: [.deadline: .block]))
    let moderator = try Self.moderator(rules)
    let pipeline = Pipeline(engine: moderator.engine, rules: rules)
    let result = pipeline.lateResult(Progress(rules.policy).current)
    #expect(result.suggestion == .review)
    #expect(result.shadow?.suggestion == .block)
  }

  @Test("a known file is judged under the policy on trial by the list's word, or by its exception from that")
  func knownFile() async throws {
    let moderator = try Self.moderator(try Live.rules("standard"))
    let source = try Live.source.get()
    let sha256 = try #require(try await moderator.moderate(source).image.sha256)
    for (shadow, expected) in [
      (Policy(name: "same", sampling: .standard), Suggestion.block),
      (Policy(name: "off", sampling: .standard, exceptions: [FindingException(name: "x", list: "banned")]), .pass),
    ] {
      let rules = try Ruleset(
        detectors: DetectorSet(detectors: [FakeDetector.scoring(0.1)]), limits: .unhurried, shadow: shadow,
        knownFiles: [KnownFiles(name: "banned", suggestion: .block, sha256: [sha256])])
      let result = try await moderator.moderate(source, under: rules)
      #expect(result.suggestion == .block)
      #expect(result.shadow?.suggestion == expected)
    }
  }

  @Test("bands of a detector that is not in use are refused in the policy on trial as well")
  func unusedBands() throws {
    let shadow = Policy(name: "trial", sampling: .standard, bands: ["other": [.porn: FakeDetector.bands]])
    let failure = Live.failure { () throws(HostFailure) in
      try Ruleset(detectors: DetectorSet(detectors: [FakeDetector.scoring(0)]), shadow: shadow)
    }
    #expect(failure?.code == .invalidComposition)
    #expect(failure?.message.contains("trial") == true)
  }

  @Test("no more names are counted than may be")
  func names() async throws {
    let counter = ShadowCounter()
    for index in 0...ShadowCounter.maximumNameCount {
      let verdict = Verdict(
        suggestion: .pass, label: .normal, subLabel: nil, score: 0, reason: "", scenes: [], evidence: [])
      counter.count(
        ModerationResult(
          image: ImageFacts(byteCount: 1), outcome: .verdict(verdict), text: [], advisories: [], timing: [:],
          rules: RulesIdentity(limits: "l", policy: "p\(index)", policyVersion: nil, lists: []),
          shadow: ShadowVerdict(verdict, under: .standard, beside: verdict)))
    }
    #expect(counter.counts.count == ShadowCounter.maximumNameCount)
  }
}
