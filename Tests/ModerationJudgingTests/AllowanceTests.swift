import ModerationCore
import TestFixtures
import Testing

@testable import ModerationJudging

@Suite("Allow lists", .timeLimit(.minutes(20)))
struct AllowanceTests {
  static let list = DetectorDescriptor(
    id: "pictures/1", scene: .politics, covers: [], doesNotCover: [], bands: [:], basis: .operatorList)
  static let porn = DetectorDescriptor(
    id: "porn/1", scene: .porn, covers: [], doesNotCover: [], bands: [.porn: FakeDetector.bands])
  static let codes = DetectorDescriptor(
    id: "codes/1", scene: .text, covers: [], doesNotCover: [], bands: [.ad: FakeDetector.bands], basis: .rule)

  static func frame(_ index: Int) -> FrameDescription {
    let size = PixelSize(width: 10, height: 10)
    return FrameDescription(
      size: size, strideBytes: 30, channelOrder: .rgb, frameIndex: index, originalSize: size,
      originalRegion: PixelRectangle(x: 0, y: 0, width: 10, height: 10))
  }

  static func hit(_ reach: Allowance.Reach, _ labels: Set<Label>? = nil) -> Finding {
    Finding(
      label: .custom, score: 1, keywords: ["poster"], list: "known", suggestion: .pass,
      allowance: Allowance(labels: labels, reach: reach))
  }

  static let claim = Finding(label: .porn, score: 0.99)

  static func verdict(_ ledger: SceneLedger) -> Verdict {
    VerdictMerge(descriptors: [list, porn, codes], scenes: [.porn, .politics, .text]).verdict(ledger)
  }

  @Test("a hit keeps what models claim of its frame from counting, whichever came first", arguments: [false, true])
  func picture(first: Bool) {
    var ledger = SceneLedger(policy: .standard)
    if first { ledger.add([Self.hit(.picture)], from: Self.list, frame: Self.frame(0)) }
    ledger.add([Self.claim], from: Self.porn, frame: Self.frame(0))
    if !first { ledger.add([Self.hit(.picture)], from: Self.list, frame: Self.frame(0)) }
    #expect(ledger.worst == .pass)
    let verdict = Self.verdict(ledger)
    #expect(verdict.suggestion == .pass)
    #expect(verdict.evidence.first { $0.finding.label == .porn }?.suppressedBy == "known: poster")
  }

  @Test("a picture that resembles an allowed one allows nothing in another frame, in text, or of another label")
  func bounds() {
    for (finding, detector, frame, allowance) in [
      (Self.claim, Self.porn, 1, Self.hit(.picture)),
      (Finding(label: .ad, score: 0.99), Self.codes, 0, Self.hit(.picture)),
      (Self.claim, Self.porn, 0, Self.hit(.picture, [.terror])),
    ] {
      var ledger = SceneLedger(policy: .standard)
      ledger.add([allowance], from: Self.list, frame: Self.frame(0))
      ledger.add([finding], from: detector, frame: Self.frame(frame))
      #expect(Self.verdict(ledger).suggestion == .block)
    }
  }

  @Test("a match with a gallery's face counts whatever is allowed, and a label means what is claimed or reported")
  func faces() {
    var face = Self.claim
    face.candidates = [.init(name: "n", group: "g", score: 0.99)]
    for (finding, labels, suggestion) in [
      (face, nil, Suggestion.block), (Self.claim, Set([Label.porn]), .pass), (Self.claim, Set([Label.sexy]), .block),
    ] {
      var ledger = SceneLedger(policy: .standard)
      ledger.add([Self.hit(.image, labels)], from: Self.list, frame: nil)
      ledger.add([finding], from: Self.porn, frame: Self.frame(0))
      #expect(Self.verdict(ledger).suggestion == suggestion)
    }
  }

  @Test("the very file allows all of it, and never another list's word")
  func image() {
    var ledger = SceneLedger(policy: .standard)
    ledger.add([Self.hit(.image)], from: Self.list, frame: nil)
    ledger.add([Self.claim], from: Self.porn, frame: Self.frame(3))
    ledger.add([Finding(label: .ad, score: 0.99)], from: Self.codes, frame: Self.frame(0))
    #expect(Self.verdict(ledger).suggestion == .pass)
    ledger.add(
      [Finding(label: .custom, score: 1, keywords: ["x"], list: "bad", suggestion: .block)], from: Self.list, frame: nil
    )
    #expect(Self.verdict(ledger).suggestion == .block)
  }

  @Test("only a list of the operator's may allow what others find")
  func modelsDoNotAllow() {
    var ledger = SceneLedger(policy: .standard)
    var finding = Self.claim
    finding.allowance = Allowance(reach: .image)
    ledger.add([finding], from: Self.porn, frame: Self.frame(0))
    guard case .failed(let failure) = ledger.status(of: .porn) else {
      Issue.record("accepted")
      return
    }
    #expect(failure.code == .invalidFinding)
  }

  @Test("an exception of the policy takes an allow hit back")
  func excepted() {
    var ledger = SceneLedger(
      policy: Policy(sampling: .standard, exceptions: [FindingException(name: "not this list", list: "known")]))
    ledger.add([Self.hit(.image)], from: Self.list, frame: nil)
    ledger.add([Self.claim], from: Self.porn, frame: Self.frame(0))
    #expect(Self.verdict(ledger).suggestion == .block)
  }

  @Test("what a list allows stays allowed when the evidence is judged again")
  func rejudged() {
    var ledger = SceneLedger(policy: .standard)
    var own = Finding(label: .ad, score: 0.99)
    own.allowedBy = "own: example.com"
    ledger.add([own], from: Self.codes, frame: Self.frame(0))
    ledger.add([Self.hit(.picture)], from: Self.list, frame: Self.frame(0))
    ledger.add([Self.claim], from: Self.porn, frame: Self.frame(0))
    #expect(Self.verdict(ledger).suggestion == .pass)
    let again = ledger.rejudged(
      under: Policy(name: "other", sampling: .standard), descriptors: [Self.porn, Self.codes])
    #expect(Self.verdict(again).suggestion == .pass)
    #expect(Set(Self.verdict(again).evidence.compactMap(\.suppressedBy)) == ["own: example.com", "known: poster"])
  }
}
