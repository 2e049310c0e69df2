import ModerationCore
import TestFixtures
import Testing

@testable import TextMatching

@Suite("text patterns", .timeLimit(.minutes(20)))
struct TextPatternsTests {
  static func hits(_ text: String) -> [TextPatternHit] {
    TextPatterns().search(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)).hits
  }

  @Test("plain numbers and addresses are found and are no deliberate contact", arguments: PatternRows.plain)
  func plain(row: PatternRows.Row) throws {
    let hits = Self.hits(row.text)
    #expect(hits.map(\.canonical).contains(row.canonical ?? ""), "\(hits)")
    let isDeliberate = hits.contains { $0.isDeliberateContact }
    #expect(!isDeliberate, "\(hits)")
  }

  @Test("accounts and disguised contacts are found as deliberate", arguments: PatternRows.deliberate)
  func deliberate(row: PatternRows.Row) throws {
    let hits = Self.hits(row.text)
    let hit = hits.first { $0.canonical == row.canonical }
    #expect(hit?.isDeliberateContact == true, "\(hits)")
  }

  @Test("mail addresses, disguised ones too, are told apart from web addresses", arguments: PatternRows.addressKinds)
  func addressKinds(row: (text: String, kind: TextPatternHit.Kind)) {
    #expect(Self.hits(row.text).map(\.kind) == [row.kind])
  }

  @Test("dates, prices, codes, versions, files and mere names are not found", arguments: PatternRows.none)
  func none(row: PatternRows.Row) {
    let hits = Self.hits(row.text)
    #expect(hits.isEmpty, "\(hits)")
  }

  @Test("any text gives hits on its own lines, and no trap", arguments: 1...20)
  func random(seed: UInt64) {
    var generator = SplitMix(seed: seed)
    let alphabet: [Unicode.Scalar] = Array(
      "微信vxqQ加+＋❤：:@.。点/wTtgo0Ol1３①❽一三八零138 -_()（）电话telcomhttp:www.号\u{200B}\u{FE0F}\u{20E3}¥,，".unicodeScalars)
    for _ in 0..<300 {
      let lines = (0..<3).map { _ in generator.text(maximumScalars: 60, from: alphabet, anyOneIn: 40) }
      let result = TextPatterns().search(lines)
      for hit in result.hits {
        #expect(!hit.lines.isEmpty && hit.lines.allSatisfy(lines.indices.contains))
        let isThere = hit.lines.count == 2 || lines[hit.lines[0]].unicodeScalars.holds(hit.matched.unicodeScalars)
        #expect(isThere && !hit.matched.isEmpty && !hit.canonical.isEmpty, "\(hit) in \(lines)")
      }
      #expect(TextPatterns().search(lines) == result)
    }
  }

  @Test("hits are bounded, and accounts are kept before plain numbers")
  func bounded() {
    let lines = (0..<400).map { "电话1380013\(8000 + $0)" } + ["微信：abc12345"]
    let result = TextPatterns().search(lines)
    #expect(result.hits.count == TextPatterns.maximumHitCount)
    #expect(result.omittedHitCount == 401 - TextPatterns.maximumHitCount)
    #expect(result.hits.first?.canonical == "WeChat:abc12345")
  }

  @Test(
    "hostile lines are searched whole, those beyond a limit are counted",
    arguments: ["1 ", "vx", "qq:", "a.b/", "微", "138-", "www.", "加v ", "+1", "1.", "@a.com", "o1", "tel", "⑧❤"])
  func hostile(piece: String) {
    let line = String(repeating: piece, count: TextPatterns.maximumLineByteCount / piece.utf8.count)
    #expect(TextPatterns().search([line]).unreadLineCount == 0)
    let longer = line + String(repeating: "x", count: 20)
    #expect(TextPatterns().search([longer]).unreadLineCount == 1)
  }

  @Test("lines beyond the bytes of all lines are counted as unread")
  func manyLines() {
    let line = String(repeating: "word ", count: 3000)
    let count = TextPatterns.maximumByteCount / line.utf8.count
    let result = TextPatterns().search([String](repeating: line, count: count + 3))
    #expect(result.unreadLineCount == 3)
  }

  @Test("an account does not follow its name into another frame")
  func frames() {
    let lines = ["加我微信", "xiaomei_1998"]
    #expect(TextPatterns().search(lines).hits.count == 1)
    #expect(TextPatterns().search(lines, follows: { _ in false }).hits.isEmpty)
  }

  @Test(
    "the type rule: Normal passes, four labels block, everything else asks",
    arguments: [("Normal", 0), ("Ad", 2), ("Polity", 2), ("Porn", 2), ("Terror", 2), ("Abuse", 1), ("Custom", 1)])
  func typeRule(label: String, rank: Int) {
    let label = Label(rawValue: label)
    let wanted: Suggestion = [.pass, .review, .block][rank]
    #expect(TextTypeRule.suggestion(for: label) == wanted)
    #expect(TextTypeRule.suggestion(for: label) == wanted)
    #expect(TextTypeRule.bands(for: label).meaning(of: TextTypeRule.deliberateContactScore).suggestion == .block)
    #expect(TextTypeRule.bands(for: label).meaning(of: TextTypeRule.plainContactScore).suggestion == .review)
  }
}

extension String.UnicodeScalarView {
  /// Whether other scalars stand in here, one after another; characters may be cut apart.
  fileprivate func holds(_ other: String.UnicodeScalarView) -> Bool {
    indices.contains { self[$0...].starts(with: other) }
  }
}
