import ModerationCore
import ModerationJudging
import TestFixtures
import Testing

@Suite("Thresholds by label", .timeLimit(.minutes(20)))
struct LabelThresholdsTests {
  /// Claims Porn without a sublabel and reports doubt as Sexy, as the porn models do.
  static let porn = DetectorDescriptor(
    id: "porn/1", scene: .porn, covers: [], doesNotCover: [],
    bands: [.porn: ScoreBands(reviewFrom: 0.2, as: .sexy, .suggestive, blockAbove: 0.8, as: .porn, .explicit)])
  static let never = ScoreBands(reviewFrom: .infinity, as: .sexy, blockAbove: .infinity, as: .sexy)
  static let parts = DetectorDescriptor(
    id: "parts/1", scene: .porn, covers: [], doesNotCover: [], bands: [.sexy: never],
    subLabelBands: [.coveredGenitalia: ScoreBands(reviewFrom: 0.7, as: .sexy, blockAbove: 1, as: .sexy)])
  static let words = DetectorDescriptor(
    id: "words/1", scene: .text, covers: [], doesNotCover: [],
    bands: [.ad: ScoreBands(reviewFrom: 0.5, as: .ad, blockAbove: 0.75, as: .ad)], basis: .operatorList)
  static let pictures = DetectorDescriptor(
    id: "pictures/1", scene: .politics, covers: [], doesNotCover: [],
    bands: [.polity: ScoreBands(reviewFrom: 0.5, as: .polity, .knownPicture, blockAbove: 0.75, as: .polity)],
    basis: .operatorList)

  static func images(_ thresholds: [Claim: ScoreThresholds]) -> Policy {
    Policy(sampling: .standard, thresholds: LabelThresholds(images: thresholds))
  }

  static func texts(_ thresholds: [Claim: ScoreThresholds]) -> Policy {
    Policy(sampling: .standard, thresholds: LabelThresholds(texts: thresholds))
  }

  static func claims(_ policy: Policy, _ score: Double) -> String? {
    guard let meaning = policy.meaning(of: Finding(label: .porn, score: score), by: porn) else { return nil }
    return "\(meaning.suggestion) \(Claim(meaning.label, meaning.subLabel))"
  }

  @Test("a threshold of the label reported moves where its band begins, and leaves the other number")
  func reported() {
    let policy = Self.images([Claim(.sexy): .init(review: 0.5)])
    #expect(Self.claims(policy, 0.49) == "PASS Normal")
    #expect(Self.claims(policy, 0.5) == "REVIEW Sexy/Suggestive")
    #expect(Self.claims(policy, 0.8) == "REVIEW Sexy/Suggestive")
    #expect(Self.claims(policy, 0.81) == "BLOCK Porn/Explicit")
  }

  @Test("the label claimed goes before the one reported, and each number is looked up for itself")
  func order() {
    let policy = Self.images([
      Claim(.porn): .init(block: 0.9), Claim(.sexy): .init(review: 0.6), Claim(.sexy, .suggestive): .init(review: 0.5),
    ])
    #expect(Self.claims(policy, 0.55) == "REVIEW Sexy/Suggestive")
    #expect(Self.claims(policy, 0.9) == "REVIEW Sexy/Suggestive")
    #expect(Self.claims(policy, 0.95) == "BLOCK Porn/Explicit")
    let claimed = Self.images([Claim(.porn): .init(review: 0.3), Claim(.sexy): .init(review: 0.6)])
    #expect(Self.claims(claimed, 0.3) == "REVIEW Sexy/Suggestive")
    let explicit = Self.images([Claim(.porn, .explicit): .init(block: 0.5)])
    #expect(Self.claims(explicit, 0.51) == "BLOCK Porn/Explicit")
  }

  @Test("a review above the block raises the block; a review that never comes leaves the block where it is")
  func crossed() {
    let raised = Self.images([Claim(.porn): .init(review: 0.9)])
    #expect(Self.claims(raised, 0.85) == "PASS Normal")
    #expect(Self.claims(raised, 0.95) == "BLOCK Porn/Explicit")
    let never = Self.images([Claim(.sexy): .off])
    #expect(Self.claims(never, 0.8) == "PASS Normal")
    #expect(Self.claims(never, 0.81) == "BLOCK Porn/Explicit")
  }

  @Test("what is off passes, a list's own suggestion included; numbers do not move such a suggestion")
  func off() {
    let hit = Finding(label: .ad, score: 1, text: "t", keywords: ["k"], list: "l", suggestion: .block)
    let off = Self.texts([Claim(.ad): .off])
    #expect(off.meaning(of: hit, by: Self.words) == .init(.pass, .normal))
    let numbers = Self.texts([Claim(.ad): .init(review: 0.99, block: .infinity)])
    #expect(numbers.meaning(of: hit, by: Self.words)?.suggestion == .block)
    #expect(Self.claims(Self.images([Claim(.porn): .off]), 1) == "PASS Normal")
    let halves = Self.images([Claim(.porn): .init(review: .infinity), Claim(.porn, .explicit): .init(block: .infinity)])
    #expect(Self.claims(halves, 1) == "PASS Normal")
  }

  @Test("the policy's bands by detector outweigh thresholds")
  func bands() {
    var policy = Self.images([Claim(.porn): .off])
    policy.bands = ["porn": [.porn: ScoreBands(reviewFrom: 0.1, as: .porn, blockAbove: 0.3, as: .porn)]]
    #expect(Self.claims(policy, 0.4) == "BLOCK Porn")
  }

  @Test("text and pictures have thresholds of their own")
  func texts() {
    let word = Finding(label: .ad, score: 0.6, text: "t")
    let fingerprint = Finding(label: .polity, subLabel: .knownPicture, score: 0.6, text: "name")
    let quoted = Finding(label: .polity, score: 0.6, text: "what was read")
    let code = Finding(label: .ad, score: 0.6)
    let all: [Claim: ScoreThresholds] = [Claim(.ad): .off, Claim(.polity): .off]
    func passes(_ policy: Policy, _ finding: Finding, _ detector: DetectorDescriptor) -> Bool {
      policy.meaning(of: finding, by: detector)?.suggestion == .pass
    }
    for (finding, detector, isText) in [
      (word, Self.words, true), (code, Self.words, true), (fingerprint, Self.pictures, false),
      (quoted, Self.pictures, true),
    ] {
      #expect(passes(Self.texts(all), finding, detector) == isText)
      #expect(passes(Self.images(all), finding, detector) == !isText)
    }
  }

  @Test("evidence that counts for nothing counts only by the very sublabel claimed")
  func evidence() {
    let chest = Finding(label: .sexy, subLabel: .coveredBreast, score: 0.9)
    let broad = Self.images([Claim(.sexy): .init(review: 0.5)])
    #expect(broad.meaning(of: chest, by: Self.parts)?.suggestion == .pass)
    let exact = Self.images([Claim(.sexy, .coveredBreast): .init(review: 0.5)])
    #expect(exact.meaning(of: chest, by: Self.parts)?.suggestion == .review)
    // Other bands than its label's: its own key alone moves them, and its label's `off` holds.
    let genitalia = Finding(label: .sexy, subLabel: .coveredGenitalia, score: 0.6)
    #expect(broad.meaning(of: genitalia, by: Self.parts)?.suggestion == .pass)
    let own = Self.images([Claim(.sexy, .coveredGenitalia): .init(review: 0.5), Claim(.sexy): .off])
    #expect(own.meaning(of: genitalia, by: Self.parts)?.suggestion == .review)
    let surer = Finding(label: .sexy, subLabel: .coveredGenitalia, score: 0.9)
    #expect(Self.images([:]).meaning(of: surer, by: Self.parts)?.suggestion == .review)
    #expect(Self.images([Claim(.sexy): .off]).meaning(of: surer, by: Self.parts)?.suggestion == .pass)
  }

  @Test("thresholds of one detector go before those of its label, number by number")
  func detectors() {
    var policy = Self.images([Claim(.sexy, .coveredGenitalia): .init(review: 0.2, block: 0.5)])
    policy.thresholds.detectors = [Self.parts.name: [Claim(.sexy, .coveredGenitalia): .init(block: 0.8)]]
    func meaning(_ score: Double) -> Suggestion? {
      policy.meaning(of: Finding(label: .sexy, subLabel: .coveredGenitalia, score: score), by: Self.parts)?.suggestion
    }
    #expect(meaning(0.1) == .pass)
    #expect(meaning(0.3) == .review)
    #expect(meaning(0.7) == .review)
    #expect(meaning(0.9) == .block)
    // A detector that is off stays off, whatever weaker keys say.
    policy.thresholds.detectors = [Self.parts.name: [Claim(.sexy): .off]]
    #expect(meaning(0.9) == .pass)
  }

  @Test("a person of a group that passes hides no match with one that blocks")
  func groups() {
    var policy = Policy.standard
    policy.groupSuggestions = ["staff": .pass, "doubtful": .review]
    let faces = DetectorDescriptor(
      id: "faces/1", scene: .politics, covers: [.galleryFace], doesNotCover: [],
      bands: [.polity: ScoreBands(reviewFrom: 0.4, as: .polity, blockAbove: 0.8, as: .polity)])
    func suggestion(_ candidates: [(group: String, score: Double)]) -> Suggestion? {
      policy.meaning(
        of: Finding(
          label: .polity, subLabel: .galleryFace, score: candidates.first?.score ?? 0,
          candidates: candidates.map { .init(name: $0.group, group: $0.group, score: $0.score) }), by: faces
      )?.suggestion
    }
    #expect(suggestion([("staff", 0.9)]) == .pass)
    #expect(suggestion([("staff", 0.95), ("wanted", 0.9)]) == .block)
    #expect(suggestion([("staff", 0.95), ("wanted", 0.5)]) == .review)
    #expect(suggestion([("staff", 0.95), ("wanted", 0.1)]) == .pass)
    #expect(suggestion([("doubtful", 0.95), ("staff", 0.9)]) == .review)
  }

  @Test("under whatever thresholds, a higher score never gives a lower suggestion")
  func monotone() {
    var generator = SplitMix(seed: 12)
    let numbers: [Double?] = [nil, 0, 0.3, 0.6, 1, .infinity]
    func number() -> Double? { numbers.randomElement(using: &generator) ?? nil }
    for _ in 0..<2000 {
      let policy = Self.images(
        Dictionary(
          uniqueKeysWithValues: [Claim(.porn), Claim(.sexy), Claim(.sexy, .suggestive), Claim(.porn, .explicit)]
            .filter { _ in Bool.random(using: &generator) }
            .map { ($0, ScoreThresholds(review: number(), block: number())) }))
      let suggestions = (0...20).map {
        policy.meaning(of: Finding(label: .porn, score: Double($0) / 20), by: Self.porn)?.suggestion
      }
      #expect(suggestions == suggestions.sorted { ($0?.gravity ?? -1) < ($1?.gravity ?? -1) })
      #expect(suggestions.allSatisfy { $0 != nil })
    }
  }

  @Test("an undeclared label stays an error")
  func undeclared() {
    let policy = Self.images([Claim(.terror): .init(review: 0.5), Claim(.ad): .off])
    #expect(policy.meaning(of: Finding(label: .terror, score: 1), by: Self.porn) == nil)
    #expect(policy.meaning(of: Finding(label: .ad, score: 1), by: Self.porn) == nil)
  }

  @Test(
    "a group of the gallery bounds what a match suggests; the likeliest candidate decides",
    arguments: [
      (Suggestion.pass, Suggestion.pass, Label.normal), (.review, .review, .polity), (.block, .block, .polity),
    ])
  func groups(gravest: Suggestion, expected: Suggestion, label: Label) {
    let policy = Policy(sampling: .standard, groupSuggestions: ["staff": gravest, "others": .pass])
    let match = Finding(
      label: .polity, score: 0.9,
      candidates: [.init(name: "a", group: "staff", score: 0.9), .init(name: "b", group: "others", score: 0.8)])
    let meaning = policy.meaning(of: match, by: Self.pictures)
    #expect(meaning?.suggestion == expected)
    #expect(meaning?.label == label)
    let weak = Finding(
      label: .polity, score: 0.6, candidates: [.init(name: "a", group: "staff", score: 0.6)])
    #expect(policy.meaning(of: weak, by: Self.pictures)?.suggestion == min(.review, gravest))
    let stranger = Finding(label: .polity, score: 0.9, candidates: [.init(name: "c", group: "none", score: 0.9)])
    #expect(policy.meaning(of: stranger, by: Self.pictures)?.suggestion == .block)
  }
}
