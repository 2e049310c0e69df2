import ModerationCore
import TestFixtures
import Testing

@testable import TextMatching

@Suite("word readings", .timeLimit(.minutes(20)))
struct WordReadingsTests {
  static let list = """
    加微信
    代开发票
    裸聊
    赌博
    美女&包夜
    加vx
    casino
    viagra
    free money
    kill
    sex
    ass
    cum
    """

  static func hits(_ lines: [String], _ list: String = list) throws -> [WordHit] {
    let list = try WordList(parsing: Array(list.utf8), name: "list")
    return try WordMatcher([list]).matches(in: lines).hits
  }

  @Test(
    "what hides a word is undone, and the evidence shows the original",
    arguments: [
      ("代·开·发·票", "代开发票", "代·开·发·票"), ("free-money", "free money", "free-money"),
      ("get free_money!", "free money", "free_money"), ("赌.博", "赌博", "赌.博"), ("加-微-信 详聊", "加微信", "加-微-信"),
      ("赌*博", "赌博", "赌*博"),
      ("代 开 发 票", "代开发票", "代 开 发 票"), ("代，开，发，票！", "代开发票", "代，开，发，票"), ("代★开★发★票", "代开发票", "代★开★发★票"),
      ("快加 VX", "加vx", "加 VX"), ("C A S I N O", "casino", "C A S I N O"),
      ("C A S INO", "casino", "C A S INO"), ("get f.r.e.e m.o.n.e.y today", "free money", "f.r.e.e m.o.n.e.y"),
      ("F R E E  M O N E Y", "free money", "F R E E  M O N E Y"), ("get fr33 m0ney", "free money", "fr33 m0ney"),
      ("c4$1n0", "casino", "c4$1n0"), ("V!@GR@ now", "viagra", "V!@GR@"), ("k1ll", "kill", "k1ll"),
      ("vïágra", "viagra", "vïágra"), ("саsіnо", "casino", "саsіnо"), ("ＣＡＳΙＮＯ", "casino", "ＣＡＳΙＮＯ"),
      ("🅲🅰🆂🅸🅽🅾", "casino", "🅲🅰🆂🅸🅽🅾"), ("vi*ag*ra", "viagra", "vi*ag*ra"), ("casi-no", "casino", "casi-no"),
      ("vlagra", "viagra", "vlagra"), ("CASlNO", "casino", "CASlNO"), ("【代】【开】【发】【票】", "代开发票", "代】【开】【发】【票"),
      ("代(开)发(票)", "代开发票", "代(开)发(票"), ("代----开----发----票", "代开发票", "代----开----发----票"),
      ("“代”“开”“发”“票”", "代开发票", "代”“开”“发”“票"), ("s.ex", "sex", "s.ex"),
      ("v\u{336}i\u{336}a\u{336}g\u{336}r\u{336}a\u{336}", "viagra", nil),
    ])
  func undisguised(_ text: String, _ keyword: String, _ shown: String?) throws {
    let hits = try Self.hits([text])
    let hit = try #require(hits.first)
    #expect(hits.map(\.entry.keyword) == [keyword])
    #expect(hit.reading == .undisguised && !hit.cutsWords)
    #expect(WordMatcherTests.stretches(hit.parts[0], of: [text]) == [shown ?? text])
  }

  @Test("a word with an l is also read with it", arguments: ["lóans", "l.oans", "l o a n s", "1oans", "ioans 1oans"])
  func letterL(text: String) throws {
    #expect(try Self.hits([text], "loans").map(\.entry.keyword) == ["loans"])
  }

  @Test(
    "traditional characters and runs of blanks are read as they stand",
    arguments: [("代開發票", "代开发票"), ("賭博", "赌博"), ("free   money", "free money"), ("free\u{3000} money", "free money")])
  func plain(_ text: String, _ keyword: String) throws {
    let hits = try Self.hits([text])
    #expect(hits.map(\.entry.keyword) == [keyword])
    #expect(hits.first?.reading == .plain)
    #expect(hits.first.map { WordMatcherTests.stretches($0.parts[0], of: [text]) } == [text])
    // A list in traditional characters finds simplified ones as well.
    #expect(try Self.hits([keyword], text).map(\.entry.keyword) == [text])
  }

  @Test(
    "what sounds alike is found for three syllables and more",
    arguments: [
      ("加薇信", "加微信"), ("加·威·信", "加微信"), ("带开发飘", "代开发票"), ("加wei信", "加微信"),
      ("jia微信", "加微信"), ("加V信", "加微信"), ("加徽信", "加微信"), ("代kai发票", "代开发票"), ("代幵发票", "代开发票"),
    ])
  func samePinyin(_ text: String, _ keyword: String) throws {
    let hits = try Self.hits([text])
    #expect(hits.map(\.entry.keyword) == [keyword])
    #expect(hits.first?.reading == .samePinyin)
    // What only sounds like an entry may be an ordinary word, so that it never blocks.
    let blocking = try Self.hits([text], "# suggestion: BLOCK\n\(keyword)")
    #expect(blocking.map(\.suggestion) == [.review])
  }

  @Test(
    "innocent neighbours give nothing",
    arguments: [
      // Signs between clauses, and lists.
      "请多加，微信支付", "我们赌...博物馆", "为了赌。博物馆", "a free.of-money", "我们一起赌。博物馆见", "代购，开机，发货，票据", "裸（聊天）",
      // Numbers, models and units.
      "5ex 3x5", "s3x-400", "Galaxy A55", "55e", "455", "10:00-18:00 $45", "B52 A4 MP3", "K1LL3R-9",
      // Single letters.
      "A B C D", "U.S.A. and e.g. this", "a s s i g n", "1 2 3 4 5",
      // Points and hyphens between words.
      "the end.is near", "free.of money", "class.ass2 pass", "re-sexed",
      // Languages with accents, Russian and Greek.
      "dịch cúm gia cầm", "Тётя ехала в сех", "Δεν το έχω", "für schöne Füße",
      // Too short to be sought by sound.
      "已将你加为新好友", "大家为新人鼓掌", "原价为新品价", "家委新学期会议通知", "堵博", "罗聊", "都波", "du博", "jia wei xin", "加weixin支付 app", "安徽信息",
      // Mail and web addresses.
      "mail@assistance.org", "www.casinos.example",
    ])
  func innocent(_ text: String) throws {
    #expect(try Self.hits([text]).filter { !$0.cutsWords }.isEmpty)
  }

  @Test("a single traditional character finds itself, and a single simplified one both")
  func singleCharacters() throws {
    #expect(try Self.hits(["干 辣椒"], "幹").isEmpty)
    #expect(try Self.hits(["幹！"], "幹").count == 1)
    #expect(try Self.hits(["賭！赌！"], "赌").first?.parts[0].count == 2)
    #expect(try Self.hits(["幹部"], "幹").first?.cutsWords == true)
  }

  @Test("an entry with digits, accents or Cyrillic letters is found as it is written and not undone")
  func entriesStay() throws {
    #expect(try Self.hits(["b00bs a1", "café", "секс"], "b00bs\na1\ncafé\nсекс").count == 4)
    #expect(try Self.hits(["boobs ai cafe"], "b00bs\na1\ncafé").isEmpty)
  }

  @Test("readings that are not asked for are not tried", arguments: ["代·开·发·票", "带开发飘", "c4sino"])
  func chosen(_ text: String) throws {
    let list = try WordList(parsing: Array(Self.list.utf8), name: "list")
    #expect(try WordMatcher([list], readings: [.plain]).matches(in: [text]).hits.isEmpty)
  }

  @Test("an entry that is found in several readings names each place once, and the plainest reading")
  func once() throws {
    let text = "加微信 加·微·信 加薇信"
    let hit = try #require(try Self.hits([text]).first)
    #expect(WordMatcherTests.stretches(hit.parts[0], of: [text]) == ["加微信", "加·微·信", "加薇信"])
    #expect(hit.reading == .plain)
  }

  @Test("the names of the steps are told apart by revision")
  func names() {
    let names = TextReadings.stepNames
    #expect(names.allSatisfy { $0.hasSuffix("/1") })
    #expect(Set(names).count == names.count)
  }

  @Test("random text in random readings keeps its ranges within the original and on scalars", arguments: 1...4)
  func ranges(seed: UInt64) throws {
    var generator = SplitMix(seed: seed)
    let alphabet = SplitMix.awkward + Array("a1.·- 代开發票éа@".unicodeScalars)
    for _ in 0..<2_000 {
      let text = generator.text(maximumScalars: 14, from: alphabet)
      for reading in TextReadings().readings(of: text, undisguised: true).map(\.text) {
        for index in reading.scalars.indices {
          let range = reading.originalUTF8Range(of: index..<(index + 1))
          #expect(!range.isEmpty && range.upperBound <= text.utf8.count)
          for offset in [range.lowerBound, range.upperBound] {
            let place = text.utf8.index(text.startIndex, offsetBy: offset)
            #expect(place.samePosition(in: text.unicodeScalars) != nil)
          }
        }
      }
    }
  }

  @Test("a long line of nothing but disguise takes no quadratic time")
  func linear() throws {
    let list = try WordList(parsing: Array(Self.list.utf8), name: "list")
    let matcher = try WordMatcher([list])
    func duration(_ count: Int) -> Duration {
      let line = String(repeating: "代·开·发·票 c 4 s 1 n o é 薇信", count: count)
      return ContinuousClock().measure { _ = matcher.matches(in: [line]) }
    }
    _ = duration(10)
    // Eight times the text takes eight times as long, and not sixty-four; room for a machine that is busy elsewhere.
    #expect(duration(4000) < max(duration(500), .milliseconds(1)) * 30)
  }
}
