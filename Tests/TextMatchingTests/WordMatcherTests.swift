import ModerationCore
import TestFixtures
import Testing

@testable import TextMatching

@Suite("word matcher", .timeLimit(.minutes(20)))
struct WordMatcherTests {
  static func matcher(_ texts: String...) throws -> WordMatcher {
    try WordMatcher(
      try texts.enumerated().map { try WordList(parsing: Array($0.element.utf8), name: "list \($0.offset)") })
  }

  /// The stretches of the lines that a hit's places cover.
  static func stretches(_ places: [WordHit.Place], of lines: [String]) -> [String] {
    places.map { String(decoding: Array(lines[$0.line].utf8)[$0.utf8Range], as: UTF8.self) }
  }

  @Test("a conjunction hits when its parts stand on different lines, and names every place")
  func conjunction() throws {
    let matcher = try Self.matcher("美女&包夜\nＶＸ&加")
    let lines = ["本地美女", "电话联系", "可包夜！美女", "Vx 123"]
    let matches = matcher.matches(in: lines)
    let hit = try #require(matches.hits.first)
    #expect(matches.hits.count == 1)
    #expect(hit.entry.keyword == "美女&包夜")
    #expect(hit.parts.map { Self.stretches($0, of: lines) } == [["美女", "美女"], ["包夜"]])
    #expect(hit.parts.map { $0.map(\.line) } == [[0, 2], [2]])
    #expect(hit.lines == [0, 2])
    #expect(matcher.matches(in: ["本地美女", "包", "夜"]).hits.isEmpty)
    #expect(matcher.matches(in: []).hits.isEmpty)
  }

  @Test(
    "a list may be told what every hit suggests; a mere sound asks at most, what cuts words is evidence",
    arguments: Suggestion.allCases)
  func suggesting(_ told: Suggestion) throws {
    let list = try WordList(parsing: Array("微信\tAd\tREVIEW\n出售发票\tAd\tBLOCK\n毛片\tPorn".utf8), name: "list")
    let changed = list.suggesting(told)
    #expect(changed.identity == list.identity && changed.entries == list.entries && changed != list)
    let hits = try WordMatcher([changed]).matches(in: ["加微信", "出售发漂", "羊毛片材"]).hits
    let byKeyword = Dictionary(uniqueKeysWithValues: hits.map { ($0.entry.keyword, $0) })
    #expect(byKeyword["微信"]?.suggestion == told && byKeyword["微信"]?.entry.suggestion == told)
    #expect(byKeyword["出售发票"]?.suggestion == min(told, .review) && byKeyword["出售发票"]?.reading == .samePinyin)
    #expect(byKeyword["毛片"]?.suggestion == .pass && byKeyword["毛片"]?.cutsWords == true)
  }

  @Test("what was built for lists serves the same lists with other suggestions, and no others")
  func sharing() throws {
    let lists = try ["赌博\n微信", "一\t\tEXEMPT", "包夜\tPorn"].enumerated().map {
      try WordList(parsing: Array($0.element.utf8), name: "list \($0.offset)")
    }
    let words = try WordMatcher(lists).words
    let told = [lists[0].suggesting(.pass), lists[1], lists[2].suggesting(.review)]
    let shared = try #require(WordMatcher(told, sharing: words))
    #expect(shared.lists == told)
    let hits = shared.matches(in: ["微信", "包夜"]).hits
    #expect(hits == (try WordMatcher(told).matches(in: ["微信", "包夜"]).hits))
    #expect(hits.map(\.suggestion) == [.review, .pass])
    #expect(WordMatcher(lists.reversed(), sharing: words) == nil)
    #expect(WordMatcher([lists[0], lists[2]], sharing: words) == nil)
    let other = try WordList(parsing: Array("赌博\n微信号".utf8), name: "list 0")
    #expect(WordMatcher([other, lists[1], lists[2]], sharing: words) == nil)
  }

  @Test("equal and overlapping parts, and parts shared by many entries, are found")
  func sharedParts() throws {
    let matcher = try Self.matcher("加&微\n加&信\n加\n微信&信\n加&加\n信&加&微&群")
    let keywords = { (lines: [String]) in matcher.matches(in: lines).hits.map(\.entry.keyword) }
    // 微 and 信 are cut out of 微信, and come last.
    #expect(keywords(["加微信"]) == ["加", "加&微", "加&信", "微信&信"])
    #expect(keywords(["加群", "微", "信"]) == ["加&微", "加&信", "加", "信&加&微&群"])
    #expect(keywords(["微信"]) == ["微信&信"])
  }

  @Test(
    "words of scripts with spaces match whole, others anywhere",
    arguments: [
      ("sex", "Essex", false), ("sex", "sex!", true), ("sex", "买sex吧", true), ("sex", "sexy", false),
      ("sex", "_sex_", true), ("sex", "sex2", false), ("sex", "e-sex", true), ("sex", "SEX", true),
      ("sex", "ｓｅｘ", true), ("sex", "s\u{AD}ex", true), ("sex", "sex\u{302}", false), ("女", "美女", true),
      ("12345", "912345", false), ("12345", "qq:12345", true), ("A片", "看A片吧", true), ("A片", "AA片", false),
      ("18禁", "2018禁", false), ("禁18", "禁18+", true), ("@spam", "me@spam.com", true), ("секс", "сексуальный", false),
      ("секс", "Секс,", true), ("대출", "대출을", true), ("cafe", "café", false), ("café", "cafe\u{301}", true),
      ("👩", "👩\u{200D}👨", true), ("straße", "STRASSE", true), ("fi", "ﬁ", true), ("i", "ﬁ", false),
      ("istanbul", "ISTANBUL", true), ("buy now", "BUY　NOW", true), ("buy now", "buynow", false),
      ("naïve", "NAI\u{308}VE", true), ("เงิน", "กู้เงินด่วน", true), ("sex", "ªsex", false), ("c++", "c++ c+++", true),
    ])
  func boundaries(_ word: String, _ text: String, _ isFound: Bool) throws {
    let list = try WordList(parsing: Array(word.utf8), name: "list")
    let hits = try WordMatcher([list], readings: [.plain]).matches(in: [text]).hits
    #expect(hits.isEmpty != isFound)
  }

  @Test("places show the original, widths, marks and ligatures included")
  func places() throws {
    let lines = ["加ＶＸ：１２", "Cafe\u{301} ﬁne"]
    let hits = try Self.matcher("vx\ncafé\nfine").matches(in: lines).hits
    #expect(hits.flatMap { $0.parts.flatMap { Self.stretches($0, of: lines) } } == ["ＶＸ", "Cafe\u{301}", "ﬁne"])
  }

  @Test("hits are ordered by gravity, then list, then line, whatever the text's order")
  func order() throws {
    let matcher = try Self.matcher("丙\tCustom\n甲\tPorn", "戊", "乙\tPorn\n甲\n丁\t\tPASS")
    for lines in [["甲、乙、丙、丁"], ["丁", "丙", "乙", "甲"]] {
      let hits = matcher.matches(in: lines).hits
      #expect(hits.map { "\($0.listIndex) \($0.entry.keyword)" } == ["0 甲", "2 乙", "0 丙", "2 甲", "2 丁"])
      #expect(hits.map(\.listName) == ["list 0", "list 2", "list 0", "list 2", "list 2"])
    }
  }

  @Test("hits and places are bounded, the gravest kept and the rest counted")
  func bounds() throws {
    let scalars = (0x4E00..<(0x4E00 + 1500)).compactMap { Unicode.Scalar(UInt32($0)) }.map { String($0) }
    let matcher = try Self.matcher(scalars.joined(separator: "\n") + "\n末&尾\tPorn")
    let matches = matcher.matches(in: [scalars.joined(), "尾末"])
    #expect(matches.hits.count == WordMatcher.maximumHitCount)
    #expect(matches.omittedHitCount == 1501 - WordMatcher.maximumHitCount)
    #expect(matches.hits.first?.entry.keyword == "末&尾")
    let repeated = try Self.matcher("a").matches(in: [String(repeating: "a ", count: 1000)])
    #expect(repeated.hits.first?.parts.map(\.count) == [WordMatcher.maximumPlacesPerPart])
    #expect(repeated.omittedHitCount == 0)
  }

  @Test("equals a naive matcher on random lists and lines", arguments: 1...40)
  func property(seed: UInt64) throws {
    var generator = SplitMix(seed: seed)
    let alphabet = SplitMix.awkward.filter { !["\\", "#"].contains($0) }
    let candidates = (0..<60).map { _ in
      (0..<Int.random(in: 1...3, using: &generator)).map { _ in
        generator.text(maximumScalars: 2, from: alphabet, anyOneIn: 1_000_000)
      }.joined(separator: "&")
    }
    // An entry that is refused stands alone in its list, so that the others still count.
    let lists = candidates.compactMap { try? WordList(parsing: Array($0.utf8), name: "random") }
    let matcher = try WordMatcher(lists, readings: [.plain])
    for _ in 0..<20 {
      let lines = (0..<3).map { _ in generator.text(maximumScalars: 8, from: alphabet) }
      let texts = lines.flatMap { TextReadings().readings(of: $0, undisguised: false).map(\.text.scalars) }
      let expected = lists.flatMap(\.entries).filter { entry in
        entry.parts.allSatisfy { part in
          let pattern = TextReadings().pattern(of: part)
          return texts.contains { text in
            text.indices.contains { start in
              let end = start + pattern.count
              return end <= text.count && text[start..<end].elementsEqual(pattern)
                && WordBoundary.allows(start..<end, in: text)
            }
          }
        }
      }
      #expect(matcher.matches(in: lines).hits.map(\.entry.keyword) == expected.map(\.keyword))
    }
  }

  @Test("2,000 lines against 1,000 words take no loop over words: seconds are out of reach even in a debug build")
  func speed() throws {
    var generator = SplitMix(seed: 3)
    let alphabet = (0x4E00..<0x5200).compactMap { Unicode.Scalar(UInt32($0)) }
    let words = (0..<1000).map { _ in generator.text(maximumScalars: 4, from: alphabet) + "尾" }
    let matcher = try Self.matcher(words.joined(separator: "\n"))
    let lines = (0..<2000).map { _ in generator.text(maximumScalars: 30, from: alphabet) }
    let duration = ContinuousClock().measure { _ = matcher.matches(in: lines) }
    #expect(duration < .seconds(5))
  }
}
