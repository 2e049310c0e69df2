import Lists
import ModerationCore
import TestFixtures
import Testing

@testable import CodeDetection

@Suite("Code lists in a picture", .timeLimit(.minutes(20)))
struct CodeListDetectorTests {
  static let box = PixelRectangle(x: 0, y: 0, width: 30, height: 30)

  static func line(_ text: String) -> RecognizedLine {
    RecognizedLine(frameIndex: 0, text: text, confidence: 1, box: box)
  }

  static func lists(_ text: String) throws -> CodeLists {
    try CodeLists([try CodeList(parsing: Array(text.utf8), name: "codes.txt")])
  }

  static func code(_ text: String, _ kind: SubLabel = SubLabel(rawValue: "QRCode")) -> Finding {
    Finding(label: .ad, subLabel: kind, score: 1, locations: [.init(frameIndex: 0, box: box)], text: text)
  }

  static func contact(_ line: String, _ matched: String) -> Finding {
    Finding(
      label: .ad, subLabel: .phoneNumber, score: 0.6, locations: [.init(frameIndex: 0, box: box)], text: line,
      keywords: [matched], details: ["canonical": "+8613800138000"])
  }

  /// Reports what it is told to.
  struct Fixed: TextDetector {
    let findings: [Finding]
    let descriptor = DetectorDescriptor(id: "fixed/1", scene: .text, covers: [], doesNotCover: [], bands: [:])

    func inspect(_ lines: [RecognizedLine], of text: TextDescription) throws(DetectorFailure) -> [Finding] { findings }
  }

  @Test("what codes hold and what is written is looked up, and a hit carries its entry's word")
  func unwanted() throws {
    let detector = CodeListDetector(try Self.lists("evil.net\tIllegal\tREVIEW\nbad.xxx\n13800138000\n"))
    let findings = detector.inspect(
      [Self.line("visit bad.xxx now"), Self.line("e v i l")],
      of: TextDescription(codes: [Self.line("https://evil.net/a")]))
    #expect(findings.map(\.label) == [.ad, .illegal])
    #expect(findings.map(\.suggestion) == [.block, .review])
    #expect(findings.map(\.keywords) == [["bad.xxx"], ["evil.net"]])
    #expect(findings[1].details == ["foundIn": "code"])
    #expect(findings[1].locations.map(\.box) == [Self.box])
  }

  @Test(
    "codes and contacts that a list passes do not count, others do",
    arguments: [
      (code("https://example.com/menu"), true), (code("https://example.com.evil.net"), false),
      (code("6901234567892", SubLabel(rawValue: "EAN-13")), true),
      (Finding(label: .ad, subLabel: .webAddress, score: 0.6, details: ["canonical": "example.com/a"]), true),
      (Finding(label: .ad, subLabel: .mailAddress, score: 0.6, details: ["canonical": "a@example.com"]), true),
      (contact("call 138 0013 8000 now", "138 0013 8000"), true),
      (contact("138 0013 8000 evil456", "138 0013 8000"), false),
      (
        Finding(
          label: .ad, subLabel: .webAddress, score: 1, details: ["canonical": "example.com", "disguised": "true"]),
        false
      ),
      (Finding(label: .ad, subLabel: .webAddress, score: 0.6, details: ["canonical": "example.org"]), false),
      (Finding(label: .abuse, score: 0.9, text: "https://example.com"), false),
    ])
  func allowed(finding: Finding, isAllowed: Bool) throws {
    let lists = try Self.lists("# suggestion: PASS\nexample.com\n6901234567892\ntel:+8613800138000\n")
    let detector = CodeListDetector.allowing(lists, Fixed(findings: [finding]) as any TextDetector)
    let marked = try detector.inspect([], of: TextDescription())
    #expect((marked.first?.allowedBy != nil) == isAllowed)
    var unmarked = try #require(marked.first)
    unmarked.allowedBy = nil
    #expect(unmarked == finding)
  }

  @Test("a list that passes nothing leaves a detector as it is")
  func nothing() throws {
    let detector = CodeListDetector.allowing(try Self.lists("evil.net\n"), Fixed(findings: []) as any TextDetector)
    #expect(detector is Fixed)
  }
}
