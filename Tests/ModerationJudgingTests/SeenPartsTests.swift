import TestFixtures
import ModerationCore
import Testing

@testable import ModerationJudging

@Suite("What is seen in several parts of a picture", .timeLimit(.minutes(20)))
struct SeenPartsTests {
  private static let detector = FakeDetector("parts/1", scene: .porn).descriptor
  private static let side = 1_000

  private static func frame(_ index: Int, part: Bool) -> FrameDescription {
    let size = PixelSize(width: side, height: side)
    return FrameDescription(
      size: size, strideBytes: 3 * side, channelOrder: .rgb, frameIndex: index, originalSize: size,
      originalRegion: PixelRectangle(x: 0, y: 0, width: Double(side), height: Double(side)),
      tile: part ? Tiling.Tile(x: 0, y: 0, size: size) : nil)
  }

  private static func finding(at x: Int, score: Double = 0.1, places: Int = 1) -> Finding {
    let box = PixelRectangle(x: Double(x), y: 0, width: 1, height: 1)
    return Finding(
      label: .porn, score: score, locations: Array(repeating: Finding.Location(frameIndex: 0, box: box), count: places))
  }

  @Test("the same place in two parts is one piece of evidence, unless it is surer")
  func overlap() {
    var ledger = SceneLedger(policy: .standard)
    for part in [true, false] {
      ledger.add([Self.finding(at: 7)], from: Self.detector, frame: Self.frame(0, part: part))
    }
    #expect(ledger.evidence.count == 1)
    ledger.add([Self.finding(at: 7, score: 0.2)], from: Self.detector, frame: Self.frame(0, part: false))
    #expect(ledger.evidence.count == 2)
  }

  @Test("a person of one group in one part never stands for one of another group in another part")
  func groups() {
    var ledger = SceneLedger(policy: Policy(sampling: .standard, groupSuggestions: ["staff": .pass]))
    for (group, part) in [("staff", true), ("wanted", false)] {
      var finding = Self.finding(at: 7, score: 0.9)
      finding.candidates = [.init(name: "n", group: group, score: 0.9)]
      ledger.add([finding], from: Self.detector, frame: Self.frame(0, part: part))
    }
    #expect(ledger.evidence.map(\.meaning.suggestion) == [.pass, .block])
  }

  @Test("other places, other frames and one answer's own findings are evidence each")
  func apart() {
    var ledger = SceneLedger(policy: .standard)
    let twice = [Self.finding(at: 7), Self.finding(at: 7)]
    ledger.add(twice, from: Self.detector, frame: Self.frame(0, part: true))
    ledger.add([Self.finding(at: 9)], from: Self.detector, frame: Self.frame(0, part: true))
    ledger.add([Self.finding(at: 7)], from: Self.detector, frame: Self.frame(1, part: true))
    #expect(ledger.evidence.count == 4)
  }

  @Test("a flood is compared with a bounded number of others")
  func flood() {
    var seen = SeenParts()
    let flood = (0..<Finding.maximumPerCall).map { index in
      Verdict.Evidence(
        scene: .porn, detector: "parts/1", model: nil, basis: .rule, finding: Self.finding(at: index), frameIndex: 0,
        meaning: .init(.pass, .normal))
    }
    for _ in 0..<3 { seen.add(flood) }
    #expect(seen.longestComparison == SeenParts.maximumComparedCount)
    #expect(seen.hold(flood[0]))
    #expect(!seen.hold(flood[Finding.maximumPerCall - 1]))
  }

  @Test("a frame that is shown whole is compared with nothing")
  func whole() {
    var ledger = SceneLedger(policy: .standard)
    let flood = (0..<Finding.maximumPerCall).map { Self.finding(at: $0) }
    for index in 0..<3 { ledger.add(flood, from: Self.detector, frame: Self.frame(index, part: false)) }
    #expect(ledger.evidence.count == 3 * Finding.maximumPerCall)
    #expect(ledger.longestComparison == 0)
  }
}
