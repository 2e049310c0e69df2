import Foundation
import ModerationCore
import ModerationTesting
import Testing

@Suite("Golden recorder", .timeLimit(.minutes(20)))
struct GoldenRecorderTests {
  /// A folder for one test.
  private final class Folder {
    let path = FileManager.default.temporaryDirectory.appending(path: "golden-\(UUID())").path

    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  private static let findings = [
    Finding(
      label: .terror, subLabel: .firearm, score: 0.5,
      locations: [.init(frameIndex: 0, box: PixelRectangle(x: 1, y: 2, width: 30, height: 40))],
      details: ["logit": "1.234"]),
    Finding(label: .ad, score: 1, text: "加微信", keywords: ["微信"], list: "ads"),
    Finding(label: .polity, score: 0.7, candidates: [.init(name: "A", group: "b", score: 0.8)]),
  ]

  private static func compare(_ change: (inout [Finding]) -> Void, tolerance: GoldenTolerance = .standard) -> [String] {
    let folder = Folder()
    #expect(
      GoldenRecorder(folder: folder.path, records: true).compare(findings, with: "case", tolerance: tolerance)
        == .recorded(path: "\(folder.path)/case.json"))
    var changed = findings
    change(&changed)
    return switch GoldenRecorder(folder: folder.path, records: false).compare(changed, with: "case") {
    case .equal: []
    case .different(let differences): differences
    case .recorded(let path): ["recorded \(path)"]
    }
  }

  @Test("what was recorded is equal, in any order and within the tolerance")
  func equal() {
    #expect(Self.compare { $0.reverse() } == [])
    #expect(Self.compare { $0[0].score += 0.0009 } == [])
    #expect(Self.compare({ $0[0].score += 0.09 }, tolerance: .init(score: 0.1, boxPixels: 0)) == [])
    #expect(Self.compare { $0[0].details = [:] } == [])
  }

  @Test("each difference is told")
  func different() {
    let changes: [(String, (inout [Finding]) -> Void)] = [
      ("0.001 is allowed", { $0[0].score += 0.002 }), ("the score is nan", { $0[0].score = .nan }),
      ("Ad 1.0 was not found", { $0[1].text = "加 微信" }), ("not in the file", { $0.append($0[1]) }),
      ("was not found", { $0.removeLast() }),
      ("the score of A", { $0[2].candidates = [.init(name: "A", group: "b", score: 0.7)] }),
      ("0 places", { $0[0].locations = [] }),
      (
        "pixels are allowed",
        { $0[0].locations[0] = .init(frameIndex: 0, box: .init(x: 1, y: 2, width: 31, height: 40)) }
      ),
      ("in frame 1", { $0[0].locations[0] = .init(frameIndex: 1, box: .init(x: 1, y: 2, width: 30, height: 40)) }),
    ]
    for (reason, change) in changes {
      let differences = Self.compare(change)
      #expect(differences.joined(separator: "\n").contains(reason), "\(differences)")
      #expect(differences.last?.contains("MODERATION_RECORD_GOLDEN") == true)
    }
  }

  @Test("without a file the comparison fails, says how to record one, and writes nothing")
  func missing() {
    let folder = Folder()
    let recorder = GoldenRecorder(folder: folder.path, records: false)
    guard case .different(let differences) = recorder.compare(Self.findings, with: "case") else {
      Issue.record("a missing file must not be equal")
      return
    }
    #expect(differences.first?.contains("MODERATION_RECORD_GOLDEN=1") == true)
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  @Test("recording again keeps the tolerance that stands in the file")
  func keptTolerance() throws {
    let folder = Folder()
    let recorder = GoldenRecorder(folder: folder.path, records: true)
    _ = recorder.compare(Self.findings, with: "case", tolerance: .init(score: 0.25, boxPixels: 3))
    _ = recorder.compare([], with: "case")
    let text = try String(contentsOfFile: recorder.path(of: "case"), encoding: .utf8)
    #expect(text.contains("0.25"))
    #expect(GoldenRecorder(folder: folder.path, records: false).compare([], with: "case") == .equal)
  }

  @Test("a name that leaves the folder, and a file that is none, are refused")
  func unreadable() throws {
    let folder = Folder()
    let recorder = GoldenRecorder(folder: folder.path, records: true)
    for name in ["", "../case", ".hidden", "a/b", "ü", String(repeating: "a", count: 101)] {
      guard case .different = recorder.compare([], with: name) else {
        Issue.record("“\(name)” was taken")
        continue
      }
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path))
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    try Data("not JSON".utf8).write(to: URL(filePath: recorder.path(of: "case")))
    guard case .different = GoldenRecorder(folder: folder.path, records: false).compare([], with: "case") else {
      Issue.record("a broken file must not be equal")
      return
    }
  }

  @Test("a score that is not a number is not recorded as right")
  func notANumber() {
    let folder = Folder()
    let outcome = GoldenRecorder(folder: folder.path, records: true)
      .compare([Finding(label: .ad, score: .nan)], with: "case")
    guard case .different = outcome else {
      Issue.record("recorded: \(outcome)")
      return
    }
  }
}
