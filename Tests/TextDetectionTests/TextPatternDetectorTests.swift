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

  @Test(
    "a number that a line above or the head of its column names is no telephone",
    arguments: [
      [line("订单号", y: 0), line("13912345678", y: 60)],
      [line("Tracking ID", y: 0), line("13912345678", y: 60)],
      [
        line("运单号", y: 0), line("收件人", x: 300, y: 0), line("13912345678", y: 60), line("13812345678", y: 120),
        line("13712345678", y: 180),
      ],
      [line("入库单", y: 0), line("13912345678", x: 90, y: 0)],
    ])
  func named(lines: [RecognizedLine]) throws {
    #expect(try TextPatternDetector().inspect(lines).isEmpty)
  }

  @Test(
    "a number is a telephone where nothing else names it",
    arguments: [
      [line("电话", y: 0), line("13912345678", y: 60)], [line("名单", y: 0), line("13912345678", y: 60)],
      [line("订单号", y: 0), line("请联系 13912345678", y: 60)],
      [line("订单号", y: 0), line("姓名", x: 300, y: 0), line("13912345678", x: 300, y: 60)],
      [line("订单号", y: 0, frame: 1), line("13912345678", y: 60)],
    ])
  func unnamed(lines: [RecognizedLine]) throws {
    #expect(try TextPatternDetector().inspect(lines).map(\.subLabel) == [.phoneNumber])
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

  @Test("a long column in one box goes on with the characters below it")
  func longColumn() throws {
    let long = String(repeating: "字", count: 18) + "加微"
    let lines = [(long, 1000.0), ("信", 50.0)].map { text, height in
      RecognizedLine(
        frameIndex: 0, text: text, confidence: 0.9,
        box: PixelRectangle(x: 100, y: height == 50 ? 1030 : 0, width: 50, height: height))
    }
    let list = try WordList(parsing: Array("加微信\n".utf8), name: "list")
    #expect(try WordListDetector(lists: [list]).inspect(lines).flatMap(\.keywords) == ["加微信"])
  }

  @Test("columns whose characters were read as rows are found, each by its own characters alone")
  func rows() throws {
    func row(_ text: String, y: Double, x: Double = 100) -> RecognizedLine {
      let count = Double(text.filter { !$0.isWhitespace }.count)
      return RecognizedLine(
        frameIndex: 0, text: text, confidence: 0.9,
        box: PixelRectangle(x: x, y: y, width: (count - 1) * 110 + 50, height: 50))
    }
    let lines = [row("加 包周", y: 30), row("微夜末", y: 140), row("信酒美", y: 250), row("店女", y: 360, x: 210)]
    let list = try WordList(parsing: Array("加微信\n包夜酒店\n周末美女\n加包\n加夜\n".utf8), name: "list")
    let words = try WordListDetector(lists: [list]).inspect(lines)
    #expect(Set(words.flatMap(\.keywords)) == ["加微信", "包夜酒店", "周末美女", "加包"])
    #expect(StackedLines.stacks(in: lines, splitting: false).isEmpty)
    // Written as usual, a line is no column, and one line alone is itself.
    let close = ["加包周", "微夜末"].enumerated().map { index, text in
      RecognizedLine(
        frameIndex: 0, text: text, confidence: 0.9,
        box: PixelRectangle(x: 100, y: Double(index) * 60, width: 150, height: 50))
    }
    #expect(StackedLines.stacks(in: close, splitting: true).isEmpty)
    #expect(StackedLines.stacks(in: [row("加微信", y: 0)], splitting: true).isEmpty)
  }

  @Test("characters far apart, or of several frames, are not put together")
  func apart() {
    let far = (0..<4).map { Self.line("字", y: Double($0) * 400) }
    let frames = (0..<4).map { Self.line("字", y: Double($0) * 60, frame: $0) }
    #expect(StackedLines.stacks(in: far, splitting: true).isEmpty)
    #expect(StackedLines.stacks(in: frames, splitting: true).isEmpty)
  }

  /// A line of a picture of 1,000 × 800 pixels.
  static func small(_ text: String, y: Double = 760, height: Double = 24) -> RecognizedLine {
    RecognizedLine(
      frameIndex: 0, text: text, confidence: 0.9,
      box: PixelRectangle(x: 700, y: y, width: Double(text.count) * height / 2, height: height))
  }

  static func findings(_ lines: [RecognizedLine], in size: PixelSize?) throws -> [Finding] {
    try TextPatternDetector().inspect(lines, of: TextDescription(pictureSize: size))
  }

  @Test(
    "a lone web or mail address as small as a watermark is evidence and passes",
    arguments: [
      [small("www.example.com")], [small("© example.com")], [small("Jane Doe", y: 700), small("www.example.org")],
      [small("photo@example.com")],
    ])
  func watermark(lines: [RecognizedLine]) throws {
    let findings = try Self.findings(lines, in: PixelSize(width: 1000, height: 800))
    #expect(findings.count == 1 && findings[0].score == TextTypeRule.incidentalContactScore)
    #expect(findings[0].subLabel == (lines[0].text.contains("@") ? .mailAddress : .webAddress))
    #expect(Self.meaning(findings[0]) == .pass)
    // A policy can ask for it.
    let bands = ScoreBands(reviewFrom: TextTypeRule.incidentalContactScore, as: .ad, blockAbove: 0.75, as: .ad)
    #expect(bands.meaning(of: findings[0].score).suggestion == .review)
    // In a picture of an unknown size nothing is small.
    #expect(try Self.findings(lines, in: nil).map(Self.meaning) == [.review])
  }

  @Test(
    "an address that is large, leads somewhere, stands in other words or beside a number or an advertisement's text asks",
    arguments: [
      [small("www.example.com", height: 90)], [small("bit.ly/abc123")], [small("order now at www.example.com")],
      [small("www.example.com"), small("电话13800138000", y: 700)],
      [small("www.example.com")] + (0..<4).map { small("great offer \($0)", y: Double($0) * 100) },
    ])
  func noWatermark(lines: [RecognizedLine]) throws {
    let findings = try Self.findings(lines, in: PixelSize(width: 1000, height: 800))
    #expect(!findings.isEmpty && findings.allSatisfy { Self.meaning($0) == .review }, "\(findings)")
    let disguised = try Self.findings([Self.small("example[.]com")], in: PixelSize(width: 1000, height: 800))
    #expect(disguised.map(Self.meaning) == [.block])
  }

  @Test("2,000 single characters give bounded stacks")
  func many() {
    let lines = (0..<2000).map { Self.line("字", x: Double($0 % 40) * 50, y: Double($0 / 40) * 50) }
    let stacks = StackedLines.stacks(in: lines, splitting: true)
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
