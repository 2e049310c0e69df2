import Foundation
import ModerationCore
import ModerationJudging
import Policies
import TestFixtures
import Testing

@testable import ModerationHarness

@Suite("Suggested thresholds", .timeLimit(.minutes(20)))
struct ThresholdTests {
  /// Scores of porn, firearms and blades, some without a finding, as a generator makes them.
  private static func data(seed: UInt64, count: Int = 200) -> (labels: String, rows: [ResultDocument]) {
    var state = seed
    func unit() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
    var labels = ""
    let rows = (0..<count).map { index in
      let kind = unit()
      let score = kind < 0.3 ? 1 - unit() * unit() : unit() * unit()
      let blade = kind > 0.8 ? 1 - unit() * unit() : unit() * unit()
      let isFirearm = (0.3..<0.45).contains(kind)
      let firearm = isFirearm ? 1 - unit() * unit() : unit() * unit()
      let label = kind < 0.3 ? "Porn" : kind > 0.8 ? "Terror/Blade" : isFirearm ? "Terror/Firearm" : "-"
      labels += "\(index)\t\(label)\n"
      return EvaluationRows.judged(
        "\(index)", porn: unit() < 0.97 ? score : nil, terror: unit() < 0.97 ? firearm : nil,
        blade: unit() < 0.97 ? blade : nil)
    }
    return (labels, rows)
  }

  /// Two sets, made once.
  private static let sets = Result {
    try [UInt64(1), 2].map { seed in
      let (labels, rows) = data(seed: seed)
      return (try EvaluationTests.labelled(labels, rows), rows)
    }
  }

  /// Reads a patch as the policy of a folder.
  private static func policy(_ patch: String) throws -> Policy {
    let folder = try TemporaryFolder()
    try folder.write(Array(patch.utf8), to: "suggested.yaml")
    return try PolicyFolder(folder.path, detectors: EvaluationRows.descriptors).policy(named: "suggested").policy
  }

  /// The figures of what a key flags when rows are judged again under a policy.
  private static func replayed(
    _ key: ThresholdKey, _ level: Suggestion, _ labelled: LabelledImages, _ rows: [ResultDocument], _ policy: Policy
  ) -> BinaryFigures {
    let expected = Dictionary(
      labelled.pairs.map { ($0.image.source, $0.expectation) }, uniquingKeysWith: { first, _ in first })
    return BinaryFigures(
      rows.compactMap { row in
        guard let answer = expected[row.source], let truth = answer.shows(key.claim),
          // A blade has a key of its own, so that the label's key is not blamed for it.
          key.claim != Claim(.terror) || answer.claims != [Claim(.terror, .blade)],
          let verdict = row.judged(under: policy, descriptors: EvaluationRows.descriptors)
        else { return nil }
        let flagged = verdict.evidence.contains { item in
          item.finding.label == key.claim.label
            && (key.claim.subLabel.map { $0 == item.finding.subLabel } ?? (item.finding.subLabel != .blade))
            && item.suppressedBy == nil && item.meaning.suggestion >= level
        }
        return (truth, flagged)
      })
  }

  static let wishes: [ThresholdWish] = [
    ThresholdWish(.recall, 0.8), ThresholdWish(.recall, 0.5), ThresholdWish(.precision, 0.9),
    ThresholdWish(.falseAlarms, 0.02), ThresholdWish(.falseAlarms, 0.2), ThresholdWish(.recall, 0.6, for: .block),
    ThresholdWish(.precision, 0.95, for: .block), ThresholdWish(.falseAlarms, 0.05, for: .block),
  ]

  @Test(
    "a policy takes the patch, and rows judged again under it reach what it promises", arguments: wishes,
    [0, 1])
  func promised(_ wish: ThresholdWish, _ set: Int) throws {
    let (labelled, rows) = try Self.sets.get()[set]
    let summary = EvaluationSummary(labelled, EvaluationOptions(wish: wish))
    let suggestions = try #require(summary.thresholds).suggestions
    #expect(suggestions.map(\.key) == ["images.Porn", "images.Terror", "images.Terror/Blade"])
    let patch = try #require(ThresholdPatch(summary, of: "default"))
    let policy = try Self.policy(patch.yaml)
    for suggestion in suggestions {
      let claim =
        ["images.Porn": Claim(.porn), "images.Terror": Claim(.terror)][suggestion.key] ?? Claim(.terror, .blade)
      #expect(suggestion.threshold != nil)
      let figures = Self.replayed(
        ThresholdKey(.images, claim), wish.field == .review ? .review : .block, labelled, rows, policy)
      #expect(figures == suggestion.chosenOn)
      #expect(wish.isMet(by: figures))
    }
  }

  @Test(
    "so do keys of sublabels", arguments: [ThresholdWish(.recall, 0.7), ThresholdWish(.falseAlarms, 0.05, for: .block)])
  func promisedBySubLabel(_ wish: ThresholdWish) throws {
    let (labels, rows) = Self.data(seed: 4, count: 120)
    let rules = EvaluationRules(descriptors: EvaluationRows.descriptors, suggestsBySubLabel: true)
    let labelled = try EvaluationTests.labelled(labels, rows, rules: rules)
    let summary = EvaluationSummary(labelled, EvaluationOptions(wish: wish))
    let suggestions = try #require(summary.thresholds).suggestions
    #expect(suggestions.map(\.key) == ["images.Porn", "images.Terror/Blade", "images.Terror/Firearm"])
    let policy = try Self.policy(try #require(ThresholdPatch(summary, of: "default")).yaml)
    for (suggestion, claim) in zip(suggestions, [Claim(.porn), Claim(.terror, .blade), Claim(.terror, .firearm)]) {
      let figures = Self.replayed(
        ThresholdKey(.images, claim), wish.field == .review ? .review : .block, labelled, rows, policy)
      #expect(suggestion.threshold != nil && figures == suggestion.chosenOn && wish.isMet(by: figures))
    }
  }

  @Test("of all thresholds that reach the figure the one is chosen that costs least")
  func least() throws {
    let curve = ScoreCurve(
      [(0.9, true), (0.8, false), (0.7, true), (0.6, true), (0.5, false), (0.4, true), (0, true)].map {
        Scored($0.0, $0.1)
      })
    func threshold(_ goal: ThresholdWish.Goal, _ value: Double, _ field: ThresholdWish.Field = .review) -> Double? {
      ThresholdChoice(curve, ThresholdWish(goal, value, for: field)).threshold
    }
    #expect(threshold(.recall, 0.6) == 0.6)
    #expect(threshold(.recall, 0.6, .block) == 0.5)
    #expect(threshold(.precision, 0.7) == 0.6)
    #expect(threshold(.precision, 1) == 0.9)
    #expect(threshold(.falseAlarms, 0.5) == 0.6)
    #expect(threshold(.falseAlarms, 0) == 0.9)
    // One expected image has no finding, which no threshold flags.
    #expect(threshold(.recall, 0.8) == 0.4)
    #expect(threshold(.recall, 0.81) == nil)
  }

  @Test("what cannot be reached says the nearest, and stands in the patch as a comment alone")
  func unreachable() throws {
    let rows = [
      EvaluationRows.judged("a", porn: 0.4), EvaluationRows.judged("b", porn: 0.9),
      EvaluationRows.judged("c", porn: 0.6),
      EvaluationRows.judged("d"),
    ]
    let labelled = try EvaluationTests.labelled("a\tPorn\nb\t-\nc\tPorn\nd\tPorn\n", rows)
    for wish in [ThresholdWish(.precision, 0.9), ThresholdWish(.recall, 1), ThresholdWish(.falseAlarms, 0.1)] {
      let summary = EvaluationSummary(labelled, EvaluationOptions(wish: wish))
      let suggestion = try #require(summary.thresholds?.suggestions.first)
      #expect(suggestion.threshold == nil)
      #expect(suggestion.notes.first?.contains("cannot be reached") == true)
      let patch = try #require(ThresholdPatch(summary, of: "default")).yaml
      #expect(patch.split(separator: "\n").allSatisfy { $0.drop { $0 == " " }.hasPrefix("#") })
      #expect(try Self.policy(patch).thresholds == Self.policy("").thresholds)
    }
  }

  @Test("without others, precision and false alarms have nothing to be chosen by")
  func oneClass() throws {
    let labelled = try EvaluationTests.labelled("a\tPorn\n", [EvaluationRows.judged("a", porn: 0.4)])
    func notes(_ wish: ThresholdWish) -> [String] {
      EvaluationSummary(labelled, EvaluationOptions(wish: wish)).thresholds?.suggestions.first?.notes ?? []
    }
    #expect(notes(ThresholdWish(.falseAlarms, 0.1)).first?.contains("cannot be chosen") == true)
    #expect(notes(ThresholdWish(.recall, 1)) == ["n = 1: the interval is wide"])
  }

  @Test("what lists decide is moved by no threshold; sublabels have keys where wished for")
  func keys() throws {
    let rows = [
      EvaluationRows.judged("a", terror: 0.7, word: true, scenes: [.porn, .terror, .text]),
      EvaluationRows.judged("b", scenes: [.porn, .terror, .text]),
    ]
    func keys(bySubLabel: Bool) throws -> ThresholdSuggestions? {
      let rules = EvaluationRules(descriptors: EvaluationRows.descriptors, suggestsBySubLabel: bySubLabel)
      let labelled = try EvaluationTests.labelled("a\tCustom,Terror/Firearm\nb\t-\n", rows, rules: rules)
      return EvaluationSummary(labelled, EvaluationOptions(wish: ThresholdWish(.recall, 1))).thresholds
    }
    #expect(try keys(bySubLabel: false)?.suggestions.map(\.key) == ["images.Terror"])
    #expect(try keys(bySubLabel: false)?.unmoved == ["Custom"])
    #expect(try keys(bySubLabel: true)?.suggestions.map(\.key) == ["images.Terror/Firearm"])
  }

  @Test("a part is kept apart: the same in every run, equal files on one side, all images in one of both")
  func holdout() throws {
    let (labels, rows) = Self.data(seed: 5)
    let labelled = try EvaluationTests.labelled(labels, rows)
    func suggestion(_ holdout: Double) throws -> ThresholdSuggestion {
      let wish = ThresholdWish(.recall, 0.8, holdout: holdout)
      let summary = EvaluationSummary(labelled, EvaluationOptions(wish: wish))
      return try #require(summary.thresholds?.suggestions.first)
    }
    func count(_ figures: BinaryFigures?) -> Int {
      figures.map { $0.truePositives + $0.falsePositives + $0.falseNegatives + $0.trueNegatives } ?? 0
    }
    let half = try suggestion(0.5)
    #expect(try suggestion(0.5) == half)
    #expect(count(half.chosenOn) + count(half.heldOut) == rows.count)
    #expect((70...130).contains(count(half.heldOut)))
    #expect(try count(suggestion(0.1).heldOut) < 40)
    var scenes: [Label: Set<Scene>] = [:]
    let digest = String(repeating: "a", count: 64)
    let twins = ["x", "y"].map { EvaluatedImage(EvaluationRows.judged($0, sha256: digest), &scenes) }
    #expect(twins[0].part == twins[1].part)
  }

  @Test(
    "numbers between two scores are as short as can be",
    arguments: [
      (0.2, 0.97123, true, 0.9), (0.96, 0.97123, true, 0.97), (0, 0.05, true, 0.05),
      (0.5, 0.5.nextUp, true, 0.5.nextUp),
      (0.5, 0.5.nextUp, false, 0.5), (0.6, 0.7, false, 0.6), (0.65, 0.7, false, 0.69), (0.999, 1, true, 1.0),
    ])
  func short(_ lower: Double, _ upper: Double, _ orEqual: Bool, _ expected: Double) {
    #expect(ShortNumber.between(lower, and: upper, orEqualToUpper: orEqual) == expected)
  }

  @Test("numbers are written as they read, without an exponent", arguments: [0.5, 1, 0, 0.00012, 0.1 + 0.2, 0.97])
  func written(_ number: Double) {
    let text = ShortNumber.text(number)
    #expect(Double(text) == number && !text.contains("e"))
  }
}
