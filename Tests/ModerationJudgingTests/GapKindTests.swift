import ModerationCore
import TestFixtures
import Testing

@testable import ModerationJudging

@Suite("Gaps by kind", .timeLimit(.minutes(20)))
struct GapKindTests {
  static let descriptor = DetectorDescriptor(
    id: "fake/1", scene: .porn, covers: [], doesNotCover: [.minor], bands: [.porn: FakeDetector.bands])

  static let statuses: [(status: SceneStatus, kind: GapKind)] = [
    (.notEvaluated(reason: "r", code: "deadline"), .deadline), (.notEvaluated(reason: "r", code: "unseen"), .unseen),
    (.notEvaluated(reason: "r", code: "unsampledFrames"), .unsampledFrames),
    (.notEvaluated(reason: "r", code: "notCovered"), .notCovered),
    (.notEvaluated(reason: "r", code: nil), .notEvaluated),
    (.notEvaluated(reason: "r", code: "ofAnotherVersion"), .notEvaluated),
    (.failed(DetectorFailure(.deadline, message: "m")), .deadline),
    (.failed(DetectorFailure(.fileTooLargeForScene, message: "m")), .fileTooLargeForScene),
    (.failed(DetectorFailure(.inferenceFailed, message: "m")), .detectorFailed),
    (.failed(DetectorFailure(.tooMuchToLookAt, message: "m")), .detectorFailed),
    (.failed(DetectorFailure(.init(rawValue: "aPluginsOwn"), message: "m")), .detectorFailed),
  ]

  static func verdict(_ policy: Policy, _ statuses: [SceneStatus]) -> Verdict {
    var ledger = SceneLedger(policy: policy)
    for status in statuses { ledger.record(status, for: .porn) }
    return VerdictMerge(descriptors: [descriptor], scenes: [.porn]).verdict(ledger)
  }

  @Test("every gap is of one of the published kinds, and what is no gap of none", arguments: statuses)
  func kinds(status: SceneStatus, kind: GapKind) {
    #expect(GapKind(of: status) == kind)
    #expect(GapKind.all.contains(kind))
    #expect(GapKind(of: .evaluated) == nil)
    #expect(GapKind(of: .notNeeded(reason: "r")) == nil)
  }

  @Test("each kind means what the policy says of it, else what it says of gaps", arguments: statuses)
  func suggestions(status: SceneStatus, kind: GapKind) {
    for suggestion in Suggestion.allCases {
      let policy = Policy(sampling: .standard, gapSuggestions: [kind: suggestion], gapSuggestion: .review)
      #expect(Self.verdict(policy, [status]).suggestion == suggestion)
    }
    let others = Dictionary(uniqueKeysWithValues: GapKind.all.filter { $0 != kind }.map { ($0, Suggestion.pass) })
    let policy = Policy(sampling: .standard, gapSuggestions: others, gapSuggestion: .block)
    #expect(Self.verdict(policy, [status]).suggestion == .block)
  }

  @Test("a gap that may pass stands in the status and the reason")
  func passing() {
    let policy = Policy(sampling: .standard, gapSuggestions: [.unseen: .pass])
    let verdict = Self.verdict(policy, [.notEvaluated(reason: "not shown: a picture", code: "unseen")])
    #expect(verdict.suggestion == .pass)
    #expect(verdict.label == .normal)
    #expect(verdict.scenes[0].status.isGap)
    #expect(verdict.reason == "nothing found in porn; porn has a gap: not shown: a picture")
  }

  @Test("what the policy's gapsFor names is of the kind notCovered, and never hidden by a gap that may pass")
  func notCovered() {
    let policy = Policy(
      sampling: .standard, gapSuggestions: [.notCovered: .block, .detectorFailed: .pass], gapsFor: [.minor])
    let failed = SceneStatus.failed(DetectorFailure(.inferenceFailed, message: "m"))
    let verdict = Self.verdict(policy, [failed])
    #expect(verdict.suggestion == .block)
    #expect(GapKind(of: verdict.scenes[0].status) == .notCovered)
  }

  @Test("a further gap never lowers a suggestion, and the order of gaps decides none")
  func monotone() {
    var generator = SplitMix(seed: 11)
    for _ in 0..<2000 {
      let policy = Policy(
        sampling: .standard,
        gapSuggestions: Dictionary(
          uniqueKeysWithValues: GapKind.all.filter { _ in Bool.random(using: &generator) }
            .map { ($0, Suggestion.allCases.randomElement(using: &generator) ?? .pass) }),
        gapSuggestion: Suggestion.allCases.randomElement(using: &generator) ?? .pass)
      let pool = Self.statuses.map(\.status) + [.notNeeded(reason: "no need"), .evaluated]
      let statuses = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
        pool.randomElement(using: &generator) ?? .evaluated
      }
      let less = Self.verdict(policy, Array(statuses.dropLast()))
      let all = Self.verdict(policy, statuses)
      let shuffled = Self.verdict(policy, statuses.shuffled(using: &generator))
      #expect(all.suggestion >= less.suggestion)
      #expect(all.suggestion == shuffled.suggestion)
      #expect(all.scenes[0].status.isGap == shuffled.scenes[0].status.isGap)
      #expect(all.suggestion == (statuses.map(policy.suggestion(of:)).max() ?? .pass))
    }
  }

  @Test("a line is judged again by the kind of gap that it records")
  func recorded() throws {
    let line = ResultDocument(ResultDocumentTests.result(scores: [0.1]), source: "a").jsonLine()
    let read = try ResultDocument(jsonLine: line)
    let policy = Policy(sampling: .standard, gapSuggestions: [.deadline: .block])
    #expect(read.judged(under: policy)?.suggestion == .block)
    let other = Policy(sampling: .standard, gapSuggestions: [.unseen: .block])
    #expect(read.judged(under: other)?.suggestion == .review)
  }
}
