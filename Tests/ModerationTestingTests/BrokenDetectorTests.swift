import ModerationCore
import ModerationTesting
import Testing

/// The proof that every check can fail, and fails for its own reason.
@Suite("Checks of broken detectors", .timeLimit(.minutes(20)))
struct BrokenDetectorTests {
  private static let blue = PictureExample(
    "blue", .solid(.blue), expecting: [ScoreExpectation(BrokenDetector.label, .atLeast(0.9))])

  @Test("a detector without a fault passes every check")
  func sound() {
    let report = DetectorChecks.run(BrokenDetector("none"), options: CheckOptions(pictures: [Self.blue]))
    #expect(report.checks.map(\.outcome).allSatisfy { $0 == .passed }, "\(report)")
    #expect(report.detector == "broken/1")
    #expect(report.checks.count == 15)
    #expect(report.callTimes.map { $0.callCount > 30 && $0.median <= $0.slowest } == true)
  }

  @Test("a fault fails the check that is meant for it, and no other", arguments: BrokenDetector.faults)
  func fault(name: String, noticedBy: Set<DetectorCheck>) {
    let report = DetectorChecks.run(
      BrokenDetector(name), options: CheckOptions(pictures: [PictureExample("blue", .solid(.blue), expecting: [])]))
    #expect(Set(report.failures.map(\.name)) == noticedBy, "\(report)")
    #expect(report.failures.allSatisfy { !$0.reason.isEmpty })
    #expect(!report.passed)
  }

  @Test(
    "a fault is found in exact sizes, too",
    arguments: ["takes padding for pixels", "reads padding behind the last row"])
  func exact(name: String) {
    let wish = InputWish(fit: .exact(PixelSize(width: 40, height: 30)), channelOrder: .bgr)
    let report = DetectorChecks.run(BrokenDetector(name, wish: wish))
    #expect(report.failures.count == 1, "\(report)")
    #expect(DetectorChecks.run(BrokenDetector("none", wish: wish)).passed)
  }

  private static let bands = ScoreBands(reviewFrom: 0.4, as: .porn, blockAbove: 0.6, as: .porn)

  private static func make(
    id: String = "a.b/1", model: DetectorDescriptor.Model? = nil, covers: Set<SubLabel> = [],
    doesNotCover: Set<SubLabel> = [], bands: [Label: ScoreBands] = [.porn: bands],
    subLabelBands: [SubLabel: ScoreBands] = [:], supplied: [String: Int] = [:], scene: Scene = .porn
  ) -> DetectorDescriptor {
    DetectorDescriptor(
      id: id, scene: scene, model: model, covers: covers, doesNotCover: doesNotCover, bands: bands,
      subLabelBands: subLabelBands, supplied: supplied)
  }

  @Test(
    "a descriptor that cannot be used fails with a reason",
    arguments: [
      (make(id: ""), "printable"), (make(id: "my detector/1"), "printable"),
      (make(id: "detector"), "revision"), (make(id: "detector/"), "revision"),
      (make(scene: Scene(rawValue: "")), "scene"), (make(bands: [:]), "bands is empty"),
      (make(bands: [.normal: bands]), "Normal"),
      (make(bands: [.porn: ScoreBands(reviewFrom: 40, as: .porn, blockAbove: 60, as: .porn)]), "percent"),
      (make(covers: [.explicit], doesNotCover: [.explicit]), "both"),
      (make(subLabelBands: [.minor: bands]), "covers"),
      (make(model: .init(name: "", sha256: String(repeating: "0", count: 64))), "name"),
      (make(model: .init(name: "m", sha256: String(repeating: "A", count: 64))), "hexadecimal"),
      (make(model: .init(name: "m", sha256: "123")), "hexadecimal"),
      (make(supplied: ["lists": -1]), "lists"),
    ])
  func unusable(descriptor: DetectorDescriptor, reason: String) {
    let report = DetectorChecks.run(Described(descriptor: descriptor))
    #expect(report.failures.map(\.name) == [.descriptor], "\(report)")
    #expect(report[.descriptor]?.reason.contains(reason) == true, "\(report)")
  }

  @Test("evidence that is not to be judged may be claimed as Normal")
  func unjudged() {
    let never = ScoreBands(reviewFrom: 2, as: .normal, blockAbove: 2, as: .normal)
    let nothing = ScoreBands(reviewFrom: .infinity, as: .sexy, blockAbove: .infinity, as: .sexy)
    let report = DetectorChecks.run(Described(descriptor: Self.make(bands: [.normal: never, .sexy: nothing])))
    #expect(report.passed, "\(report)")
  }

  @Test("a sublabel that belongs to body parts may be claimed and have bands")
  func bodyParts() {
    let report = DetectorChecks.run(
      Described(descriptor: Self.make(covers: [.bodyParts], subLabelBands: [.exposedBelly: Self.bands])))
    #expect(report.passed, "\(report)")
  }

  @Test("what changes during the run is noticed")
  func fickle() {
    let report = DetectorChecks.run(Fickle())
    #expect(Set(report.failures.map(\.name)) == [.descriptor, .inputWish], "\(report)")
  }

  @Test("a wish that cannot be met fails, and what would need pixels is skipped, not passed")
  func impossibleWish() {
    let wishes = [
      InputWish(fit: .longestSide(0)), InputWish(fit: .exact(PixelSize(width: -1, height: 1 << 40))),
      InputWish(fit: .longestSide(9), jpegRoundTripQuality: 0),
    ]
    for report in wishes.map({ DetectorChecks.run(BrokenDetector("none", wish: $0)) }) {
      #expect(report.failures.map(\.name) == [.inputWish], "\(report)")
      #expect(report.checks.filter { $0.outcome == .skipped }.count == 13)
      #expect(report.callTimes == nil)
    }
  }

  @Test("a wish for more pixels than are drawn is skipped, and nothing is asked")
  func hugeWish() {
    let wish = InputWish(fit: .exact(PixelSize(width: 10_000, height: 10_000)))
    let report = DetectorChecks.run(BrokenDetector("scores in percent", wish: wish))
    #expect(report.passed)
    #expect(report.checks.filter { $0.outcome == .skipped }.count == 13)
    #expect(report.callTimes == nil)
  }

  @Test("examples that score otherwise, fail, or have another size are named")
  func examples() {
    let red = PictureExample("red", .solid(.red), expecting: [ScoreExpectation(BrokenDetector.label, .atLeast(0.5))])
    let many = PictureExample("many", .solid(.blue), expecting: [ScoreExpectation(BrokenDetector.label, .atMost(0.5))])
    let other = PictureExample(
      "other", .solid(.blue), expecting: [ScoreExpectation(BrokenDetector.label, .suggestive, .atLeast(0.5))])
    let report = DetectorChecks.run(
      BrokenDetector("none"), options: CheckOptions(pictures: [red, many, other, Self.blue]))
    #expect(report.failures.map(\.name) == [.examples])
    let reason = report[.examples]?.reason ?? ""
    #expect(["red", "many", "other"].allSatisfy { reason.contains("“\($0)”") }, "\(reason)")
    #expect(!reason.contains("“blue”"))
  }

  @Test("an example in a size that the wish would have resampled is refused with both sizes")
  func exampleSize() throws {
    let pixels = [UInt8](repeating: 9, count: 100 * 10 * 3)
    let picture = try #require(FakePicture.pixels(pixels, size: PixelSize(width: 100, height: 10)))
    let report = DetectorChecks.run(
      BrokenDetector("none"), options: CheckOptions(pictures: [PictureExample("long", picture, expecting: [])]))
    #expect(report[.examples]?.outcome == .failed)
    #expect(report[.examples]?.reason.contains("100x10") == true, "\(report)")
  }

  @Test("a detector that finds nothing is not said to have given good scores")
  func silent() {
    let report = DetectorChecks.run(Described(descriptor: Self.make()))
    #expect(report.passed)
    for check in [DetectorCheck.scores, .labels, .subLabels, .boxes, .examples] {
      #expect(report[check]?.outcome == .skipped)
    }
    #expect(report[.determinism]?.reason.contains("findings in none") == true)
  }

  @Test("a detector that is wrong everywhere makes a short report")
  func bounded() {
    let report = DetectorChecks.run(BrokenDetector("divides by zero"))
    #expect(report[.scores].map { $0.reason.utf8.count < 1_000 && $0.reason.contains(" more") } == true)
  }
}

/// Finds nothing and is what a test says.
private struct Described: Detector {
  let descriptor: DetectorDescriptor
  let inputWish = InputWish(fit: .longestSide(16))

  func inspect(_ pixels: RawSpan, of frame: FrameDescription) -> [Finding] { [] }
}

/// Is another one whenever it is asked.
private final class Fickle: Detector {
  private let counter = Counter()

  var descriptor: DetectorDescriptor {
    DetectorDescriptor(
      id: "fickle/\(counter.next())", scene: .porn, covers: [], doesNotCover: [],
      bands: [.porn: ScoreBands(reviewFrom: 0.4, as: .porn, blockAbove: 0.6, as: .porn)])
  }

  var inputWish: InputWish { InputWish(fit: .longestSide(16 + counter.next())) }

  func inspect(_ pixels: RawSpan, of frame: FrameDescription) -> [Finding] { [] }
}
