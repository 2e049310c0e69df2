import ModerationCore
import TestFixtures
import Testing

@testable import ModerationJudging

@Suite("Exceptions and lists", .timeLimit(.minutes(20)))
struct SuppressionTests {
  static let descriptor = DetectorDescriptor(
    id: "lists/1", scene: .text, covers: [], doesNotCover: [], bands: [:], basis: .operatorList)

  static func ledger(_ exceptions: FindingException...) -> SceneLedger {
    SceneLedger(policy: Policy(sampling: .standard, exceptions: exceptions))
  }

  static func hit(_ keyword: String, list: String = "words", suggestion: Suggestion? = .block) -> Finding {
    Finding(label: .ad, score: 1, keywords: [keyword], list: list, suggestion: suggestion)
  }

  static func verdict(_ ledger: SceneLedger) -> Verdict {
    VerdictMerge(descriptors: [descriptor], scenes: [.text]).verdict(ledger)
  }

  @Test("an excepted finding stays in the result and does not count")
  func excepted() {
    var ledger = Self.ledger(FindingException(name: "our shop", keyword: "a"))
    ledger.add([Self.hit("a")], from: Self.descriptor, frame: nil)
    #expect(ledger.worst == .pass)
    var verdict = Self.verdict(ledger)
    #expect(verdict.suggestion == .pass)
    #expect(verdict.evidence.map(\.suppressedBy) == ["our shop"])
    ledger.add([Self.hit("b")], from: Self.descriptor, frame: nil)
    verdict = Self.verdict(ledger)
    #expect(verdict.suggestion == .block)
  }

  @Test(
    "an exception meets what meets all that it names, and nothing when it names nothing",
    arguments: [
      (FindingException(name: "x"), false), (FindingException(name: "x", detector: "lists"), true),
      (FindingException(name: "x", detector: "lists/1"), false), (FindingException(name: "x", label: .ad), true),
      (FindingException(name: "x", label: .porn), false),
      (FindingException(name: "x", keyword: "a", list: "words"), true),
      (FindingException(name: "x", keyword: "a", list: "other"), false),
      (FindingException(name: "x", subLabel: .phoneNumber, keyword: "a"), false),
    ])
  func matching(exception: FindingException, covers: Bool) {
    #expect(exception.covers(Self.hit("a"), of: Self.descriptor) == covers)
  }

  @Test("an excepted finding in one part of a picture never stands for one that counts in another")
  func parts() {
    var ledger = Self.ledger(FindingException(name: "x", keyword: "a"))
    let size = PixelSize(width: 100, height: 100)
    func frame(part: Bool) -> FrameDescription {
      FrameDescription(
        size: size, strideBytes: 300, channelOrder: .rgb, frameIndex: 0, originalSize: size,
        originalRegion: PixelRectangle(x: 0, y: 0, width: 100, height: 100),
        tile: part ? Tiling.Tile(x: 0, y: 0, size: size) : nil)
    }
    let box = PixelRectangle(x: 0, y: 0, width: 50, height: 50)
    func finding(_ keyword: String) -> Finding {
      var finding = Self.hit(keyword)
      finding.locations = [.init(frameIndex: 0, box: box)]
      return finding
    }
    ledger.add([finding("a")], from: Self.descriptor, frame: frame(part: true))
    ledger.add([finding("b")], from: Self.descriptor, frame: frame(part: false))
    #expect(Self.verdict(ledger).suggestion == .block)
  }

  @Test("one list's mild entry in a part of a picture never stands for another list's grave one")
  func lists() {
    var ledger = Self.ledger()
    let size = PixelSize(width: 100, height: 100)
    func frame(part: Bool) -> FrameDescription {
      FrameDescription(
        size: size, strideBytes: 300, channelOrder: .rgb, frameIndex: 0, originalSize: size,
        originalRegion: PixelRectangle(x: 0, y: 0, width: 100, height: 100),
        tile: part ? Tiling.Tile(x: 0, y: 0, size: size) : nil)
    }
    for (list, suggestion, part) in [("mild", Suggestion.review, true), ("grave", .block, false)] {
      var finding = Self.hit("a", list: list, suggestion: suggestion)
      finding.locations = [.init(frameIndex: 0, box: PixelRectangle(x: 0, y: 0, width: 50, height: 50))]
      ledger.add([finding], from: Self.descriptor, frame: frame(part: part))
    }
    #expect(Self.verdict(ledger).suggestion == .block)
  }

  @Test("a candidate's score outside 0…1 is the detector's failure", arguments: [Double.nan, .infinity, -0.1, 5])
  func candidates(score: Double) {
    var ledger = Self.ledger()
    var finding = Self.hit("a")
    finding.candidates = [.init(name: "n", group: "g", score: score)]
    ledger.add([finding], from: Self.descriptor, frame: nil)
    guard case .failed(let failure) = ledger.status(of: .text) else {
      Issue.record("accepted")
      return
    }
    #expect(failure.code == .invalidFinding)
    #expect(ledger.evidence.isEmpty)
  }

  @Test("counts of what was supplied add up to no more than can be counted")
  func supplied() {
    let descriptors = ["a/1", "b/1"].map {
      DetectorDescriptor(
        id: $0, scene: .text, covers: [], doesNotCover: [], bands: [:], supplied: ["words": .max])
    }
    let verdict = VerdictMerge(descriptors: descriptors, scenes: [.text]).verdict(Self.ledger())
    #expect(verdict.scenes[0].supplied == ["words": .max])
  }

  @Test("a list's own suggestion decides, and a policy's bands for its label outweigh it")
  func ownSuggestion() {
    for suggestion in Suggestion.allCases {
      let meaning = Policy.standard.meaning(of: Self.hit("a", suggestion: suggestion), by: Self.descriptor)
      #expect(meaning?.suggestion == suggestion)
      #expect(meaning?.label == (suggestion == .pass ? .normal : .ad))
    }
    let mild = Policy(
      sampling: .standard, bands: ["lists": [.ad: ScoreBands(reviewFrom: 0, as: .ad, blockAbove: 1, as: .ad)]])
    #expect(mild.meaning(of: Self.hit("a", suggestion: .block), by: Self.descriptor)?.suggestion == .review)
  }

  @Test("a detector that is no list of the operator's must not decide by itself")
  func modelsDoNotDecide() {
    let model = DetectorDescriptor(
      id: "model/1", scene: .text, covers: [], doesNotCover: [], bands: [.ad: FakeDetector.bands], basis: .model)
    var ledger = Self.ledger()
    ledger.add([Self.hit("a", suggestion: .pass)], from: model, frame: nil)
    guard case .failed(let failure) = ledger.status(of: .text) else {
      Issue.record("accepted")
      return
    }
    #expect(failure.code == .invalidFinding)
  }

  @Test(
    "a picture that is allowed allows what is seen in the same frame, shown the same way",
    arguments: [(0, Rendition.standard, true), (1, .standard, false), (0, .onBlack, false), (0, .embedded, false)])
  func allowedPicture(frameIndex: Int, rendition: Rendition, isAllowed: Bool) {
    func frame(_ index: Int, _ rendition: Rendition) -> FrameDescription {
      let size = PixelSize(width: 100, height: 100)
      return FrameDescription(
        size: size, strideBytes: 300, channelOrder: .rgb, frameIndex: index, originalSize: size,
        originalRegion: PixelRectangle(x: 0, y: 0, width: 100, height: 100), rendition: rendition)
    }
    let pictures = DetectorDescriptor(
      id: "pictures/1", scene: .politics, covers: [], doesNotCover: [], bands: [:], basis: .operatorList)
    let model = DetectorDescriptor(
      id: "model/1", scene: .porn, covers: [], doesNotCover: [],
      bands: [.porn: ScoreBands(reviewFrom: 0.5, as: .porn, nil, blockAbove: 0.8, as: .porn, nil)], basis: .rule)
    var ledger = Self.ledger()
    let allowing = Finding(
      label: .polity, score: 1, keywords: ["logo"], list: "l", suggestion: .pass, allowance: Allowance(reach: .picture))
    ledger.add([allowing], from: pictures, frame: frame(0, .standard))
    ledger.add([Finding(label: .porn, score: 0.9)], from: model, frame: frame(frameIndex, rendition))
    #expect((ledger.worst == .pass) == isAllowed)
  }
}
