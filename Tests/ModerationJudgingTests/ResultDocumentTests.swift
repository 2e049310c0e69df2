import Foundation
import ModerationCore
import TestFixtures
import Testing

@testable import ModerationJudging

@Suite("Result documents", .timeLimit(.minutes(20)))
struct ResultDocumentTests {
  static let porn = FakeDetector("porn/1", scene: .porn).descriptor
  static let words = DetectorDescriptor(
    id: "words/1", scene: .text, covers: [], doesNotCover: [.thaiText], bands: [:], basis: .operatorList,
    supplied: ["wordLists": 1], lists: [ListIdentity(name: "words", version: "abc")])

  static func result(scores: [Double] = [0.1, 0.5, 0.9], policy: Policy = .standard) -> ModerationResult {
    var ledger = SceneLedger(policy: policy)
    let frame = FrameDescription(
      size: PixelSize(width: 8, height: 8), strideBytes: 24, channelOrder: .rgb, frameIndex: 2,
      originalSize: PixelSize(width: 16, height: 8), originalRegion: PixelRectangle(x: 0, y: 0, width: 16, height: 8))
    for score in scores {
      ledger.add(
        [
          Finding(
            label: .porn, subLabel: .explicit, score: score,
            locations: [.init(frameIndex: 2, box: PixelRectangle(x: 1, y: 2, width: 3, height: 4))],
            candidates: [.init(name: "n", group: "g", score: 0.5)], details: ["tag": "x"])
        ], from: porn, frame: frame)
    }
    ledger.add(
      [
        Finding(
          label: .custom, score: 1, text: "a 词 b", keywords: ["词"], keywordRanges: [2..<3], list: "words",
          suggestion: .review)
      ], from: words, frame: nil)
    ledger.record(.notEvaluated(reason: "no time", code: "deadline"), for: .text)
    var facts = ImageFacts(byteCount: 10)
    facts.format = .png
    facts.size = PixelSize(width: 16, height: 8)
    return ModerationResult(
      image: facts,
      outcome: .verdict(VerdictMerge(descriptors: [porn, words], scenes: [.porn, .text]).verdict(ledger)),
      text: [
        RecognizedLine(
          frameIndex: 2, text: "a 词 b", confidence: 0.5, box: PixelRectangle(x: 0, y: 0, width: 1, height: 1))
      ],
      advisories: [
        Advisory(code: "c", limit: "aspectRatioBelow", measured: .ratio(.infinity), allowed: .count(3))
      ], timing: ["read": .milliseconds(3)],
      rules: RulesIdentity(
        limits: "ims", policy: "strict", policyVersion: "3", lists: [ListIdentity(name: "words", version: "abc")]))
  }

  static func verdict(_ result: ModerationResult) throws -> Verdict {
    guard case .verdict(let verdict) = result.outcome else { throw NoVerdict() }
    return verdict
  }

  struct NoVerdict: Error {}

  @Test("a document reads back as it was written: verdicts, refusals and failures")
  func roundTrip() throws {
    let refused = ModerationResult(
      image: ImageFacts(byteCount: 3),
      outcome: .rejected(
        InputRejection(
          .sideTooSmall, message: "m", limit: "minimumSidePixels", measured: .count(3), allowed: .count(51),
          frameIndex: 1, profileCode: "p")), text: [], advisories: [], timing: [:],
      rules: RulesIdentity(limits: "ims", policy: "p", policyVersion: nil, lists: []))
    for document in [
      ResultDocument(Self.result(), source: "a", requestID: "r-1"), ResultDocument(refused, source: "b"),
      ResultDocument(HostFailure(.queueFull, message: "full"), source: "c", limits: "ims"),
    ] {
      let line = document.jsonLine()
      let read = try ResultDocument(jsonLine: line)
      #expect(read == document)
      #expect(read.jsonLine() == line)
    }
  }

  @Test("what was seen is judged again to the very same verdict under the same policy")
  func sameVerdict() throws {
    let result = Self.result()
    let read = try ResultDocument(jsonLine: ResultDocument(result, source: "a").jsonLine())
    #expect(read.judged(under: .standard, descriptors: [Self.porn, Self.words]) == (try Self.verdict(result)))
    // Without the detectors' own bands the recorded meaning stands, which is the same here.
    #expect(read.judged(under: .standard)?.suggestion == .block)
  }

  @Test("another policy judges as if it had been there: passing claims, gaps, exceptions, lists")
  func anotherPolicy() throws {
    let read = try ResultDocument(jsonLine: ResultDocument(Self.result(scores: [0.1]), source: "a").jsonLine())
    let strict = ScoreBands(reviewFrom: 0, as: .porn, blockAbove: 0.05, as: .porn)
    let policies = [
      Policy.standard, Policy(sampling: .standard, bands: ["porn": [.porn: strict]]),
      Policy(sampling: .standard, gapSuggestion: .block),
      Policy(
        sampling: .standard, exceptions: [FindingException(name: "x", list: "words")], gapSuggestion: .pass),
    ]
    for policy in policies {
      let expected = try Self.verdict(Self.result(scores: [0.1], policy: policy))
      let again = read.judged(under: policy, descriptors: [Self.porn, Self.words])
      #expect(again == expected)
    }
    #expect(read.judged(under: policies[1], descriptors: [Self.porn, Self.words])?.label == .porn)
  }

  @Test("a line of the first version reads, and its passing findings keep their meaning")
  func firstVersion() throws {
    let line = """
      {"advisories":[],"failure":null,"findings":[{"boxes":[],"candidates":[],"details":{},"detector":"porn/1","frame":0,\
      "keywords":[],"label":"Normal","list":null,"model":null,"scene":"porn","score":0.1,"subLabel":null,\
      "suggestion":"PASS","suppressedBy":null,"text":null}],"image":{"byteCount":3,"format":"PNG","frameCount":1,\
      "hasAlpha":false,"height":8,"orientation":1,"pixelOrigin":"picture","sampledFrames":[0],"sha256":null,"width":8},\
      "label":"Normal","limits":"ims-2020-12-29","reason":"nothing found in porn","rejection":null,"scenes":[{"code":null,\
      "label":"Normal","model":[],"notCovered":[],"reason":null,"scene":"porn","score":0.1,"status":"evaluated",\
      "subLabel":null,"suggestion":"PASS","supplied":{}}],"schema":"moderation-result-1","score":0.1,"source":"a.png",\
      "subLabel":null,"suggestion":"PASS","text":[],"timing":{"stageMilliseconds":{},"totalMilliseconds":0}}
      """
    let read = try ResultDocument(jsonLine: line)
    #expect(read.recordedSuggestion == .pass)
    let strict = ScoreBands(reviewFrom: 0, as: .porn, blockAbove: 0.05, as: .porn)
    let policy = Policy(sampling: .standard, bands: ["porn": [.porn: strict]])
    #expect(read.judged(under: policy, descriptors: [Self.porn])?.suggestion == .pass)
  }

  @Test(
    "what is not a result is refused and said to be",
    arguments: ["", "{}", "[]", "null", "{\"schema\":\"moderation-result-9\"}", "not json"])
  func unreadable(line: String) {
    #expect(throws: UnreadableDocument.self) { try ResultDocument(jsonLine: line) }
  }

  @Test(
    "a line with a word or a number that no writer writes is refused, and never reads as clean",
    arguments: [
      ("\"status\":\"evaluated\"", "\"status\":\"dancing\""),
      ("\"suggestion\":\"BLOCK\"", "\"suggestion\":\"Whatever\""), ("\"score\":0.1", "\"score\":-5"),
      ("\"score\":0.1", "\"score\":1e308"),
      ("\"scene\":\"porn\",\"score\":0.9,\"status\"", "\"scene\":\"text\",\"score\":0.9,\"status\""),
    ])
  func altered(old: String, new: String) throws {
    let line = ResultDocument(Self.result(), source: "a").jsonLine()
    let place = try #require(line.firstRange(of: old))
    #expect(throws: UnreadableDocument.self) {
      try ResultDocument(jsonLine: line.replacingCharacters(in: place, with: new))
    }
  }

  @Test("a claim is named the same everywhere: what was claimed below the threshold, what was judged above it")
  func titles() throws {
    let evidence = try Self.verdict(Self.result()).evidence.filter { $0.scene == .porn }
    #expect(evidence.map { "\($0.title)" } == ["Porn/Explicit", "Sexy/Explicit", "Porn/Explicit"])
    #expect(evidence.map { "\($0.judged)" } == ["Porn/Explicit", "Sexy/Explicit", "Normal"])
    #expect(Set(evidence.map(\.claim)) == [Claim(.porn, .explicit)])
  }
}
