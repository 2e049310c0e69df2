import ImageModeration
import TestFixtures
import Testing

@Suite("Rules per call", .timeLimit(.minutes(20)))
struct RulesetTests {
  static func failure(_ body: () throws -> Void) -> HostFailure? {
    do {
      try body()
      return nil
    } catch {
      return error as? HostFailure
    }
  }

  static func rules(_ detectors: FakeDetector..., policy: Policy = .standard) throws -> Ruleset {
    try Ruleset(detectors: DetectorSet(detectors: detectors), limits: .unhurried, policy: policy)
  }

  @Test("bands of a detector that is not in use are refused, also when only the revision is too much")
  func unusedBands() throws {
    for name in ["other", "fake/1"] {
      let policy = Policy(sampling: .standard, bands: [name: [.porn: FakeDetector.bands]])
      let failure = Self.failure { _ = try Self.rules(.scoring(0), policy: policy) }
      #expect(failure?.code == .invalidComposition)
      #expect(failure?.message.contains(name) == true)
    }
    let fine = Policy(sampling: .standard, subLabelBands: ["fake": [.explicit: FakeDetector.bands]])
    _ = try Self.rules(.scoring(0), policy: fine)
  }

  @Test("rules for one call look at fewer scenes under the same policy, which then speaks of the kept detectors alone")
  func narrowed() throws {
    let policy = Policy(
      name: "site", version: "7", sampling: .standard,
      bands: ["fake": [.porn: FakeDetector.bands], "other": [.porn: FakeDetector.bands]])
    let whole = try Self.rules(.scoring(0), .scoring(0, id: "other/1", scene: .terror), policy: policy)
    let narrow = try whole.narrowed(to: [.terror], limits: .tiia20190529, sampling: .firstFrame)
    #expect(narrow.scenes == [.terror])
    #expect(narrow.limits == .tiia20190529)
    #expect(narrow.policy.sampling == .firstFrame)
    #expect(narrow.policy.bands.keys.sorted() == ["other"])
    #expect(narrow.identity.policyVersion == "7")
    let same = try whole.narrowed()
    #expect(same.policy == whole.policy && same.limits == whole.limits && same.scenes == whole.scenes)
    #expect(Self.failure { _ = try whole.narrowed(to: [.text]) }?.code == .invalidComposition)
  }

  @Test("thresholds that are not numbers from 0 on are refused", arguments: [Double.nan, -0.1])
  func thresholds(number: Double) {
    for thresholds in [
      LabelThresholds(images: [Claim(.porn): .init(review: number)]),
      LabelThresholds(texts: [Claim(.porn): .init(block: number)]),
    ] {
      let policy = Policy(sampling: .standard, thresholds: thresholds)
      #expect(Self.failure { _ = try Self.rules(.scoring(0), policy: policy) }?.code == .invalidComposition)
    }
  }

  @Test("bands outlive a detector's revision")
  func revision() throws {
    let strict = Policy(
      sampling: .standard, bands: ["fake": [.porn: ScoreBands(reviewFrom: 0, as: .porn, blockAbove: 0, as: .porn)]])
    for id in ["fake/1", "fake/2"] {
      let rules = try Self.rules(.scoring(0.1, id: id), policy: strict)
      let finding = Finding(label: .porn, score: 0.1)
      #expect(rules.policy.meaning(of: finding, by: rules.detectors.descriptors[0])?.suggestion == .block)
    }
  }

  @Test("each call is judged by the rules it brings, else by the moderator's own")
  func perCall() async throws {
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [FakeDetector.scoring(0.1)]), decoder: FakeDecoder(), limits: .unhurried)
    let strict = try Self.rules(.scoring(0.9, id: "other/1", scene: .terror))
    let png = try Fixture.bytes("images/photos-faces/hopper.png")
    let usual = try await moderator.moderate(.bytes(png, .local))
    let other = try await moderator.moderate(.bytes(png, .local), under: strict)
    #expect(usual.suggestion == .pass)
    #expect(other.suggestion == .block)
    guard case .verdict(let verdict) = other.outcome else { return }
    #expect(verdict.scenes.map(\.scene) == [.terror])
  }

  @Test("limits and deadline come with the rules")
  func limits() async throws {
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [FakeDetector.scoring(0.1)]), decoder: FakeDecoder(), limits: .unhurried)
    var limits = Limits.unhurried
    limits.maximumFileBytes = 100
    let rules = try Ruleset(detectors: moderator.rules.detectors, limits: limits)
    let png = try Fixture.bytes("images/photos-faces/hopper.png")
    let result = try await moderator.moderate(.bytes(png, .fetched), under: rules)
    guard case .rejected(let rejection) = result.outcome else {
      Issue.record("accepted")
      return
    }
    #expect(rejection.code == .byteCountTooLarge)
  }

  @Test("a result names the limits, the policy and the lists that it was judged by")
  func identity() async throws {
    let policy = Policy(name: "strict", version: "7", sampling: .standard)
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [FakeDetector.scoring(0.1)]), decoder: FakeDecoder(), limits: .unhurried,
      policy: policy)
    let result = try await moderator.moderate(
      .bytes(try Fixture.bytes("images/photos-faces/hopper.png"), .local))
    #expect(result.rules.policy == "strict")
    #expect(result.rules.policyVersion == "7")
    #expect(result.rules.limits == Limits.unhurried.name)
  }

  @Test("a set serves the scenes it is cut down to, and reads no text that nobody judges")
  func serving() {
    let set = DetectorSet(
      detectors: [FakeDetector("a/1", scene: .porn), FakeDetector("b/1", scene: .terror)],
      textRecognizers: [FakeRecognizer { _ in [] }], textDetectors: [FakeTextDetector { _ in [] }])
    #expect(set.serving([.terror]).scenes == [.terror])
    #expect(set.serving([.terror]).textRecognizers.isEmpty)
    #expect(set.serving([.porn, .text]).scenes == [.porn, .text])
    #expect(set.serving([.porn, .text]).textRecognizers.count == 1)
  }

  @Test("text detectors are told the deadline and what the caller knows")
  func hints() async throws {
    let told = Box<TextDescription?>(nil)
    struct Listener: TextDetector {
      let told: Box<TextDescription?>
      let descriptor = DetectorDescriptor(
        id: "listener/1", scene: .text, covers: [], doesNotCover: [], bands: [.ad: FakeDetector.bands])
      func inspect(_ lines: [RecognizedLine], of text: TextDescription) throws(DetectorFailure) -> [Finding] {
        told.update { $0 = text }
        return []
      }
    }
    let rules = try Ruleset(
      detectors: DetectorSet(
        textRecognizers: [FakeRecognizer { _ in [] }], textDetectors: [Listener(told: told)]),
      limits: .unhurried, text: TextHints(language: "zh-Hans", options: ["audience": "children"]))
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [FakeDetector.scoring(0)]), decoder: FakeDecoder(), limits: .unhurried)
    _ = try await moderator.moderate(
      .bytes(try Fixture.bytes("images/photos-faces/hopper.png"), .local), under: rules)
    #expect(told.value?.hints == TextHints(language: "zh-Hans", options: ["audience": "children"]))
    #expect(told.value?.deadline != nil)
  }
}
