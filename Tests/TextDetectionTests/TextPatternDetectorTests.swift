import TestFixtures
import ImageModeration
import Testing
import TextMatching

@testable import TextDetection

@Suite("pattern detector", .timeLimit(.minutes(20)))
struct TextPatternDetectorTests {
  static func line(_ text: String, x: Double = 0, y: Double, width: Double = 40, frame: Int = 0) -> RecognizedLine {
    RecognizedLine(
      frameIndex: frame, text: text, confidence: 0.9, box: PixelRectangle(x: x, y: y, width: width, height: 40))
  }

  static func meaning(_ finding: Finding) -> Suggestion? {
    TextPatternDetector().descriptor.bands[finding.label]?.meaning(of: finding.score).suggestion
  }

  @Test("a plain number asks for a person, an account blocks, and both say where and what")
  func suggestions() throws {
    let lines = [Self.line("电话 138 0013 8000", y: 0), Self.line("加我微信", y: 60), Self.line("abc_12345", y: 120)]
    let findings = try TextPatternDetector().inspect(lines)
    #expect(findings.map(Self.meaning) == [.block, .review])
    #expect(findings.map(\.subLabel) == [.messengerAccount, .phoneNumber])
    #expect(findings[0].keywords == ["微信\nabc_12345", "WeChat:abc_12345"])
    #expect(findings[0].text == "加我微信\nabc_12345")
    #expect(findings[0].locations.map(\.box) == [lines[1].box, lines[2].box])
    #expect(findings[1].details["canonical"] == "+8613800138000" && findings[1].text == lines[0].text)
  }

  @Test("characters that stand apart, in a column or in a row, are put together", arguments: [true, false])
  func stacked(isColumn: Bool) throws {
    let lines = "加微信abc12345".enumerated().map { index, character in
      let place = 30 + Double(index) * 90
      return Self.line(String(character), x: isColumn ? 50 : place, y: isColumn ? place : 50)
    }
    let findings = try TextPatternDetector().inspect(lines)
    #expect(findings.map(\.keywords) == [["微信abc12345", "WeChat:abc12345"]])
    #expect(findings[0].locations.count == lines.count)
    let list = try WordList(parsing: Array("加微信\n".utf8), name: "list")
    let words = try WordListDetector(lists: [list]).inspect(lines)
    #expect(words.count == 1 && words[0].locations.map(\.box) == lines.prefix(3).map(\.box))
  }

  @Test("characters far apart, or of several frames, are not put together")
  func apart() {
    let far = (0..<4).map { Self.line("字", y: Double($0) * 400) }
    let frames = (0..<4).map { Self.line("字", y: Double($0) * 60, frame: $0) }
    #expect(StackedLines.stacks(in: far).isEmpty)
    #expect(StackedLines.stacks(in: frames).isEmpty)
  }

  @Test("2,000 single characters give bounded stacks")
  func many() {
    let lines = (0..<2000).map { Self.line("字", x: Double($0 % 40) * 50, y: Double($0 / 40) * 50) }
    let stacks = StackedLines.stacks(in: lines)
    #expect(stacks.count == 90)
    #expect(stacks.allSatisfy { $0.lines.count <= StackedLines.maximumMemberCount })
  }

  @Test("a line that is too long to search is an error that carries what was found")
  func tooLong() {
    let long = String(repeating: "word ", count: 4000)
    do {
      _ = try TextPatternDetector().inspect([Self.line("微信：abc12345", y: 0), Self.line(long, y: 60)])
      Issue.record("no error")
    } catch {
      #expect(error.code == .tooMuchToLookAt && error.findings.count == 1)
    }
  }
}
