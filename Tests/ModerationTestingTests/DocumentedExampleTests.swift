import Foundation
import ModerationCore
import ModerationTesting
import Testing

/// The example of the documentation, which must compile, pass, and be what the documentation shows.
@Suite("Documented example of the checks", .timeLimit(.minutes(20)))
struct DocumentedExampleTests {
  @Test("it passes")
  func passes() {
    let report = DetectorChecks.run(
      Blue(),
      options: CheckOptions(pictures: [
        PictureExample("a blue wall", .solid(.blue), expecting: [ScoreExpectation(Blue.label, .atLeast(0.9))]),
        PictureExample("a red wall", .solid(.red), expecting: [ScoreExpectation(Blue.label, .atMost(0.1))]),
      ]))
    #expect(report.passed, "\(report)")
  }

  @Test(
    "every line of it stands here",
    arguments: ["Sources/ModerationTesting/Checks/DetectorChecks.swift", "Documentation/Plugins/Testing.md"])
  func shown(path: String) throws {
    let here = URL(filePath: #filePath)
    let checkout = here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    func lines(_ url: URL) throws -> [Substring] {
      try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
    }
    let compiled = Set(try lines(here).map { $0.trimmingPrefix { $0 == " " } })
    let prefix = path.hasSuffix(".md") ? "    " : "///     "
    let shown = try lines(checkout.appending(path: path)).filter { $0.hasPrefix(prefix) }
      .map { $0.dropFirst(prefix.count).trimmingPrefix { $0 == " " } }
    #expect(shown.count >= 7)
    for line in shown { #expect(compiled.contains(line), "\(path) shows “\(line)”, which is not compiled") }
  }
}

/// Flags blue pictures.
private struct Blue: Detector {
  static let label = Label(rawValue: "Blue")
  let descriptor = DetectorDescriptor(
    id: "blue.test/1", scene: Scene(rawValue: "blue"), covers: [], doesNotCover: [],
    bands: [label: ScoreBands(reviewFrom: 0.4, as: label, blockAbove: 0.6, as: label)])
  let inputWish = InputWish(fit: .longestSide(64))

  func inspect(_ pixels: RawSpan, of frame: FrameDescription) -> [Finding] {
    var (blue, all) = (0.0, 0.0)
    for y in 0..<frame.size.height {
      for place in 0..<(frame.size.width * 3) {
        let value = Double(pixels.unsafeLoad(fromByteOffset: y * frame.strideBytes + place, as: UInt8.self))
        if place % 3 == 2 { blue += value }
        all += value
      }
    }
    return [Finding(label: Self.label, score: all > 0 ? blue / all : 0)]
  }
}
