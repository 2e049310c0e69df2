import ImageModeration
import TestFixtures
import TextMatching
import Testing

@testable import TextDetection

@Suite("joined lines", .timeLimit(.minutes(20)))
struct JoinedLinesTests {
  /// A line whose characters are as wide as they are high, or half as wide in Latin.
  static func line(_ text: String, x: Double = 30, y: Double, height: Double = 40, frame: Int = 0) -> RecognizedLine {
    let width = text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x2E80 ? height / 2 : height) }
    return RecognizedLine(
      frameIndex: frame, text: text, confidence: 0.9, box: PixelRectangle(x: x, y: y, width: width, height: height))
  }

  static func findings(_ lines: [RecognizedLine]) throws -> [Finding] {
    let entries = "代开发票\n加微信\ncasino\nfree money\n包夜\n美女&包夜"
    return try WordListDetector(lists: [try WordList(parsing: Array(entries.utf8), name: "list")]).inspect(lines)
  }

  /// What of a finding's text its ranges show.
  static func shown(_ finding: Finding) -> [String] {
    let scalars = Array((finding.text ?? "").unicodeScalars)
    return finding.keywordRanges.map { range in scalars[range].reduce(into: "") { $0.unicodeScalars.append($1) } }
  }

  static let found: [(lines: [RecognizedLine], keyword: String, shown: [String])] = [
    ([line("专业代开", y: 50), line("发票正规", y: 100)], "代开发票", ["代开", "发票"]),
    ([line("专业代", y: 50), line("开", y: 100), line("发票", y: 150)], "代开发票", ["代", "开", "发票"]),
    ([line("专业代開", y: 50), line("發票", y: 100)], "代开发票", ["代開", "發票"]),
    ([line("咨询加薇", y: 50), line("信详聊", y: 100)], "加微信", ["加薇", "信"]),
    ([line("get free", y: 50), line("money today", y: 100)], "free money", ["free", "money"]),
    ([line("casi-", y: 50), line("no bonus", y: 100)], "casino", ["casi", "no"]),
    ([line("get free-", y: 50), line("money today", y: 100)], "free money", ["free", "money"]),
    ([line("get free", y: 50), line("money today", x: 260, y: 52)], "free money", ["free", "money"]),
    ([line("money today", x: 260, y: 50), line("get free", y: 52)], "free money", ["money", "free"]),
    ([line("专业代开", y: 50), line("发票", x: 230, y: 50)], "代开发票", ["代开", "发票"]),
    ([line("get free r", y: 50), line("money today", x: 215, y: 50)], "free money", ["free", "money"]),
    // Two boxes a row, the entry at the end of the one and at the start of the next.
    (
      [line("票据", y: 50), line("代开", x: 120, y: 50), line("发票", y: 100), line("正规", x: 120, y: 100)], "代开发票",
      ["代开", "发票"]
    ),
  ]

  @Test(
    "an entry that is cut by the end of a line or a box is found, and every part of it shown",
    arguments: 0..<found.count)
  func acrossLines(index: Int) throws {
    let (lines, keyword, shown) = Self.found[index]
    let findings = try Self.findings(lines)
    #expect(findings.map(\.keywords) == [[keyword]])
    let finding = try #require(findings.first)
    #expect(Self.shown(finding) == shown)
    #expect(finding.locations.count == shown.count && finding.suggestion == .review)
  }

  @Test(
    "lines that do not go on in each other are no entry together",
    arguments: [
      // Another column, another size, another frame, a blank line between, another order.
      [line("专业代开", y: 50), line("发票", x: 600, y: 100)],
      [line("专业代开", y: 50, height: 90), line("发票", y: 145)],
      [line("专业代开", y: 50), line("发票", y: 100, frame: 1)],
      [line("专业代开", y: 50), line("发票", y: 220)],
      [line("发票", y: 50), line("专业代开", y: 100)],
      [line("get free", y: 50), line("money", x: 600, y: 50)],
      // A word between, and a hyphen that is none.
      [line("get free", y: 50), line("no", y: 100), line("money", y: 150)],
      [line("casi -", y: 50), line("no bonus", y: 100)],
    ])
  func apart(lines: [RecognizedLine]) throws {
    #expect(try Self.findings(lines).isEmpty)
  }

  @Test("an entry that cuts words of two lines is evidence and passes")
  func cutsWords() throws {
    let findings = try Self.findings([Self.line("面包", y: 50), Self.line("夜宵", y: 100)])
    #expect(findings.map(\.keywords) == [["包夜"]])
    #expect(findings.first?.suggestion == .pass && findings.first?.score == TextTypeRule.evidenceScore)
    #expect(findings.first?.details["cutsWords"] == "true")
  }

  @Test("a conjunction takes a part from the seam of two lines")
  func conjunction() throws {
    let findings = try Self.findings([Self.line("可包", y: 50), Self.line("夜哦", y: 100), Self.line("美女", y: 400)])
    #expect(findings.map(\.keywords).contains(["美女&包夜"]))
    #expect(findings.first { $0.keywords == ["美女&包夜"] }?.locations.count == 3)
  }

  @Test("how an entry was read is told unless it stands there as it is")
  func reading() throws {
    #expect(try Self.findings([Self.line("代·开·发·票", y: 0)]).first?.details == ["reading": "undisguised"])
    #expect(try Self.findings([Self.line("加薇信", y: 0)]).first?.details == ["reading": "samePinyin"])
    #expect(try Self.findings([Self.line("代開發票", y: 0)]).first?.details == [:])
  }

  @Test("a page of 4,000 boxes gives bounded passages")
  func many() {
    let lines = (0..<4000).map { Self.line("字", x: Double($0 % 40) * 50, y: Double($0 / 40) * 50) }
    let passages = JoinedLines.passages(of: lines)
    #expect(passages.map(\.lines.count).reduce(0, +) <= 4 * lines.count)
  }
}
