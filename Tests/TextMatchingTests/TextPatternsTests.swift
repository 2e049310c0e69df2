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

  @Test("dates, prices, codes, versions, files and mere names are not found", arguments: PatternRows.none)
  func none(row: PatternRows.Row) {
    let hits = Self.hits(row.text)
    #expect(hits.isEmpty, "\(hits)")
  }
}
