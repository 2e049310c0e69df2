import ModerationCore
import ModerationTesting
import Testing

@Suite("Checks of broken text detectors", .timeLimit(.minutes(20)))
struct BrokenTextDetectorTests {
  private static let example = TextExample(
    "a fox", ["a fox"], expecting: [ScoreExpectation(.ad, .atLeast(0.9))])

  @Test("a detector without a fault passes every check")
  func sound() {
    let report = DetectorChecks.run(FoxFinder(), options: CheckOptions(texts: [Self.example]))
    #expect(report.checks.map(\.outcome).allSatisfy { $0 == .passed }, "\(report)")
    #expect(report.checks.count == 10)
  }

  @Test(
    "a fault fails the check that is meant for it, and no other",
    arguments: [
      ("refuses no text", [.shapes]), ("refuses emoji", [.shapes]),
      ("remembers", [.determinism, .concurrency]), ("scores in percent", [.scores]),
      ("other label", [.labels, .examples]),
      ("other sublabel", [.subLabels]), ("boxes of its own", [.boxes]), ("other frame", [.boxes]),
      ("too many", [.findingCount]), ("misses the example", [.examples]),
    ] as [(String, Set<DetectorCheck>)])
  func fault(name: String, noticedBy: Set<DetectorCheck>) {
    let report = DetectorChecks.run(FoxFinder(fault: name), options: CheckOptions(texts: [Self.example]))
    #expect(Set(report.failures.map(\.name)) == noticedBy, "\(report)")
  }
}

/// Finds the word fox, with one fault.
private struct FoxFinder: TextDetector {
  let descriptor = DetectorDescriptor(
    id: "fox/1", scene: .text, covers: [.webAddress], doesNotCover: [],
    bands: [.ad: ScoreBands(reviewFrom: 0.4, as: .ad, blockAbove: 0.6, as: .ad)])
  var fault = ""
  private let counter = Counter()

  init(fault: String = "") { self.fault = fault }

  func inspect(_ lines: [RecognizedLine], of text: TextDescription) throws(DetectorFailure) -> [Finding] {
    if fault == "refuses no text", lines.isEmpty { throw DetectorFailure(.unexpectedInput, message: "no text") }
    if fault == "refuses emoji", lines.contains(where: { $0.text.contains("🇩🇪") }) {
      throw DetectorFailure(.inferenceFailed, message: "not in the vocabulary")
    }
    return lines.filter { $0.text.contains(fault == "misses the example" ? "quick" : "fox") }.flatMap(findings)
  }

  private func findings(in line: RecognizedLine) -> [Finding] {
    var finding = Finding(
      label: .ad, subLabel: .webAddress, score: 0.95,
      locations: [.init(frameIndex: line.frameIndex, box: line.box)], text: line.text)
    switch fault {
    case "remembers": finding.score = 0.9 + Double(counter.next() % 7) / 100
    case "scores in percent": finding.score = 95
    case "other label": finding.label = .abuse
    case "other sublabel": finding.subLabel = .minor
    case "boxes of its own": finding.locations = [.init(frameIndex: 0, box: .init(x: 0, y: 0, width: 5, height: 5))]
    case "other frame": finding.locations = [.init(frameIndex: 7, box: line.box)]
    case "too many": return Array(repeating: finding, count: Finding.maximumPerCall + 1)
    default: break
    }
    return [finding]
  }
}
