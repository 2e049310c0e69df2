import TestFixtures
import Testing

@testable import ImageModeration

@Suite("Rules that change", .timeLimit(.minutes(20)))
struct LiveRulesTests {
  static let score = 0.5

  /// Rules whose version tells what they make of the score.
  static func rules(_ version: String, shadow: Policy? = nil, name: String = "site") throws -> Ruleset {
    try Ruleset(
      detectors: DetectorSet(detectors: [FakeDetector.scoring(score)]), limits: .unhurried,
      policy: policy(version, name: name), shadow: shadow)
  }

  static func policy(_ version: String, name: String = "site") -> Policy {
    let numbers: ScoreThresholds =
      switch version {
      case "passes": .init(review: 0.9, block: 0.95)
      case "blocks": .init(review: 0.1, block: 0.2)
      default: .init()
      }
    return Policy(
      name: name, version: version, sampling: .standard, thresholds: LabelThresholds(images: [Claim(.porn): numbers]))
  }

  static func failure<Value>(_ body: () throws(HostFailure) -> Value) -> HostFailure? {
    do throws(HostFailure) {
      _ = try body()
      return nil
    } catch {
      return error
    }
  }

  static let source = Result { ImageSource.bytes(try Fixture.bytes("images/photos-faces/hopper.png"), .local) }

  @Test("an image is judged whole by the version that it was admitted with, whatever is replaced meanwhile")
  func swapping() async throws {
    let versions = ["passes": Suggestion.pass, "blocks": .block]
    let both = [try Self.rules("passes"), try Self.rules("blocks")]
    let live = try LiveRules(["site": both[0]], usual: "site")
    let moderator = try Moderator(
      live: live, decoder: FakeDecoder(), capacity: .init(concurrentImages: 2, waitingImages: 200))
    let source = try Self.source.get()
    let isDone = Box(false)
    async let swaps = Task.detached {
      var count = 0
      while !isDone.value || count < 2 {
        try live.replace(["site": both[count % 2]])
        count += 1
        await Task.yield()
      }
      return count
    }.value
    let seen = try await withThrowingTaskGroup(of: (String?, Suggestion?).self) { group in
      for _ in 0..<200 {
        group.addTask {
          let result = try await moderator.moderate(source, policy: nil)
          return (result.rules.policyVersion, result.suggestion)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    isDone.update { $0 = true }
    #expect(seen.count == 200)
    for (version, suggestion) in seen { #expect(version.flatMap { versions[$0] } == suggestion) }
    #expect(try await swaps == moderator.statistics.policies?.replacements)
  }

  @Test("an image that is being decoded when its rules are replaced keeps them; the next one has the new ones")
  func replacedAtWork() async throws {
    let live = try LiveRules(["site": Self.rules("passes")], usual: "site")
    let newer = try Self.rules("blocks")
    let decoder = FakeDecoder { _ in
      if Self.failure({ () throws(HostFailure) in try live.replace(["site": newer]) }) != nil {
        Issue.record("refused")
      }
    }
    let moderator = try Moderator(live: live, decoder: decoder)
    for (version, suggestion) in [("passes", Suggestion.pass), ("blocks", .block)] {
      let result = try await moderator.moderate(Self.source.get())
      #expect(result.rules.policyVersion == version)
      #expect(result.suggestion == suggestion)
    }
  }

  @Test("a name chooses its rules; none and the empty one choose the usual", arguments: [nil, "", "site"])
  func names(name: String?) async throws {
    let live = try LiveRules(
      ["site": Self.rules("passes"), "forum": Self.rules("blocks", name: "forum")], usual: "site")
    let moderator = try Moderator(live: live, decoder: FakeDecoder())
    #expect(try await moderator.moderate(Self.source.get(), policy: name).rules.policy == "site")
    #expect(try await moderator.moderate(Self.source.get(), policy: "forum").suggestion == .block)
    #expect(moderator.rules.policy.version == "passes")
  }

  @Test("an unknown name is refused with the names there are, the likeliest first, and is not repeated without end")
  func unknown() throws {
    let live = try LiveRules(["abc": Self.rules("1"), "forums": Self.rules("1")], usual: "abc")
    let failure = Self.failure { () throws(HostFailure) in try live.rules(named: "Forum") }
    #expect(failure?.code == .unknownPolicy)
    #expect(failure?.message == "there is no policy \"Forum\"; there are: forums abc")
    #expect(failure?.isTransient == false)
    let long = Self.failure { () throws(HostFailure) in try live.rules(named: String(repeating: "\n", count: 10_000)) }
    #expect(long.map { $0.message.count < 300 && !$0.message.contains("\n") } == true)
  }

  @Test("a moderator of one rule set knows its policy's name and no other")
  func single() async throws {
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [FakeDetector.scoring(0.1)]), decoder: FakeDecoder(), limits: .unhurried)
    #expect(try await moderator.moderate(Self.source.get(), policy: "standard").suggestion == .pass)
    await #expect(throws: HostFailure.self) { try await moderator.moderate(Self.source.get(), policy: "other") }
    #expect(moderator.statistics.policies == nil)
  }

  @Test("a refused change leaves what is live, and says why until a good one comes")
  func refusals() throws {
    let live = try LiveRules(["site": Self.rules("1")], usual: "site")
    live.refuse("line 3: no such label")
    var statistics = live.statistics
    #expect(statistics.versions == ["site": "1"])
    #expect(statistics.refusals == 1)
    #expect(statistics.problem == "line 3: no such label")
    let other = try Self.rules("2")
    let failure = Self.failure { () throws(HostFailure) in try live.replace(["other": other]) }
    #expect(failure?.code == .invalidComposition)
    #expect(live.statistics.refusals == 2)
    #expect(live.statistics.problem == failure?.message)
    #expect(live.usual.policy.version == "1")
    try live.replace(["site": other])
    statistics = live.statistics
    #expect(statistics.versions == ["site": "2"])
    #expect(statistics.replacements == 1)
    #expect(statistics.refusals == 2)
    #expect(statistics.problem == nil)
  }

  @Test("rules without the usual one are refused from the start")
  func noUsual() throws {
    let rules = try Self.rules("1")
    let failure = Self.failure { () throws(HostFailure) in try LiveRules(["site": rules], usual: "other") }
    #expect(failure?.code == .invalidComposition)
  }
}
