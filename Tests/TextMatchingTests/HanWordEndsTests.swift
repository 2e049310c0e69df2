import ModerationCore
import Testing

@testable import TextMatching

@Suite("ends of Chinese words", .timeLimit(.minutes(20)))
struct HanWordEndsTests {
  static let list = """
    加微信
    代开发票
    网络赌博
    赌博
    毛片
    包夜
    刷单兼职
    办证
    裸聊
    傻逼
    毛
    大麻
    """

  static func hits(_ text: String) throws -> [WordHit] {
    let list = try WordList(parsing: Array(list.utf8), name: "list", limits: .standard)
    return try WordMatcher([list]).matches(in: [text]).hits
  }

  @Test(
    "an entry that cuts words is evidence and asks for nothing",
    arguments: [
      "羊毛片材", "羊毛", "面包夜宵", "全麦面包夜宵套餐", "添加微信支付", "参加微信会议", "添加 微信支付", "增加微信支付方式", "遇到大麻烦了",
      "毛巾", "纯羊毛衫",
    ])
  func cut(_ text: String) throws {
    let hits = try Self.hits(text)
    #expect(!hits.isEmpty)
    #expect(hits.allSatisfy { $0.cutsWords && $0.suggestion == .pass }, "\(hits.map(\.entry.keyword))")
  }

  @Test(
    "an entry that stands in full words hits",
    arguments: [
      ("加微信", "加微信"), ("快加微信", "加微信"), ("请加微信咨询", "加微信"), ("欢迎加微信号", "加微信"), ("美女加微信", "加微信"),
      ("专业代开发票", "代开发票"), ("代开发票据", "代开发票"), ("赌博机", "赌博"), ("网络赌博平台", "网络赌博"), ("网络赌博平台", "赌博"),
      ("看毛片", "毛片"), ("免费毛片网站", "毛片"), ("包夜服务", "包夜"), ("可包夜", "包夜"), ("美女包夜", "包夜"), ("刷单兼职日结", "刷单兼职"),
      ("招刷单兼职员", "刷单兼职"), ("专业办证刻章", "办证"), ("办证电话", "办证"), ("美女裸聊", "裸聊"), ("裸聊天", "裸聊"),
      ("你个傻逼", "傻逼"), ("毛", "毛"), ("卖大麻", "大麻"), ("一根毛", "毛"),
    ])
  func whole(_ text: String, _ keyword: String) throws {
    let hit = try #require(try Self.hits(text).first { $0.entry.keyword == keyword })
    #expect(!hit.cutsWords)
  }

  @Test("one place in full words outweighs others that cut some, and alone is shown")
  func mixed() throws {
    let text = "羊毛片材，毛片"
    let hit = try #require(try Self.hits(text).first { $0.entry.keyword == "毛片" })
    #expect(!hit.cutsWords)
    #expect(hit.parts[0].count == 1 && hit.parts[0][0].utf8Range.lowerBound == 15)
  }

  @Test("what was asked before changes no answer")
  func reuse() {
    let text = "羊毛片材，毛片加微信国际赌博机添加微信abc毛".unicodeScalars.map(\.value)
    let ranges = text.indices.flatMap { start in (start + 1...min(text.count, start + 5)).map { start..<$0 } }
    var kept = HanWordEnds(in: text)
    let answers = ranges.shuffled().map { range in
      var fresh = HanWordEnds(in: text)
      return (kept.cut(range), fresh.cut(range))
    }
    #expect(answers.allSatisfy { $0.0 == $0.1 })
    #expect(answers.contains { $0.0 } && answers.contains { !$0.0 })
  }

  @Test("the dictionary knows common words, rare ones as rarer, and nothing else")
  func dictionary() {
    func rarity(_ word: String) -> UInt8 {
      let scalars = word.unicodeScalars.map(\.value)
      return HanDictionary.shared.rarities(at: 0, of: scalars)[scalars.count - 1]
    }
    #expect(rarity("中国") < rarity("夜宵"))
    #expect(rarity("微信") != HanDictionary.noWord && rarity("羊") != HanDictionary.noWord)
    #expect(["羊片", "abc", "𠀀"].allSatisfy { rarity($0) == HanDictionary.noWord })
  }
}
