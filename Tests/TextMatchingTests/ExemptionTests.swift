import Lists
import ModerationCore
import TestFixtures
import Testing

@testable import TextMatching

@Suite("exemptions", .timeLimit(.minutes(20)))
struct ExemptionTests {
  static func matches(_ lists: [String], _ lines: [String]) throws -> [WordHit] {
    try WordMatcher(
      try lists.enumerated().map { try WordList(parsing: Array($0.element.utf8), name: "list \($0.offset)") }
    ).matches(in: lines).hits
  }

  /// The hits that count and, with what exempts them, those that do not.
  static func summary(_ hits: [WordHit]) -> [String] {
    hits.map { hit in
      hit.entry.keyword + (hit.exemption.map { " exempt by \($0.listName): \($0.entry.keyword)" } ?? "")
    }
  }

  @Test(
    "a hit counts at every place that stands outside exemptions, and nowhere else",
    arguments: [
      ("共产\n共产党\t\tEXEMPT", "共产党员", ["共产 exempt by list 0: 共产党"]),
      ("共产\n共产党\t\tEXEMPT", "共产党搞共产", ["共产"]),
      ("共产\n共产党\t\tEXEMPT", "共产", ["共产"]),
      ("共产党\n共产\t\tEXEMPT", "共产党", ["共产党"]),
      ("产党\n共产\t\tEXEMPT", "共产党", ["产党"]),
      ("casino\ncasino royale\t\tEXEMPT", "the Casino  Royale book", ["casino exempt by list 0: casino royale"]),
      ("sex\nsex ed\t\tEXEMPT", "sex educator", ["sex"]),
      ("sex\nessex\t\tEXEMPT", "Essex sex", ["sex"]),
      ("赌\n赌博史\t\tEXEMPT\n博史\t\tEXEMPT", "赌博史", ["赌 exempt by list 0: 赌博史"]),
      ("a b\na\t\tEXEMPT\nb\t\tEXEMPT", "a b", ["a b"]),
    ])
  func places(_ list: String, _ text: String, _ expected: [String]) throws {
    #expect(Self.summary(try Self.matches([list], [text])) == expected)
  }

  @Test("only the places outside exemptions are named, of any number")
  func uncoveredPlaces() throws {
    let text = String(repeating: "共产党，", count: 200) + "共产"
    let hit = try #require(try Self.matches(["共产\n共产党\t\tEXEMPT"], [text]).first)
    #expect(hit.exemption == nil)
    #expect(hit.parts == [[WordHit.Place(line: 0, utf8Range: 2400..<2406)]])
    let exempt = try #require(try Self.matches(["共产\n共产党\t\tEXEMPT"], [String(text.dropLast(2))]).first)
    #expect(exempt.exemption != nil)
    #expect(exempt.parts[0].count == WordMatcher.maximumPlacesPerPart)
  }

  @Test("exemptions of one list hold for all, and the gravest that counts stands first")
  func acrossLists() throws {
    let hits = try Self.matches(
      ["# suggestion: EXEMPT\n毛巾\n赌博机", "毛巾\tPorn\tBLOCK\n赌博\tAd\tBLOCK", "出售\tAd\tREVIEW"], ["出售毛巾，赌博机"])
    #expect(
      Self.summary(hits) == ["出售", "毛巾 exempt by list 0: 毛巾", "赌博 exempt by list 0: 赌博机"])
  }

  @Test("each part of a conjunction needs a place outside exemptions")
  func conjunctions() throws {
    let list = "美女&包夜\n美女与野兽\t\tEXEMPT"
    #expect(Self.summary(try Self.matches([list], ["美女与野兽", "包夜"])) == ["美女&包夜 exempt by list 0: 美女与野兽"])
    #expect(Self.summary(try Self.matches([list], ["美女与野兽", "包夜", "美女"])) == ["美女&包夜"])
  }

  @Test(
    "no disguise buys an exemption: it is seen in a reading at least as plain as the hit, and never by its sound",
    arguments: [
      // The exemption only with its disguise undone, the hit as it stands.
      ("共产\n共产党\t\tEXEMPT", "共产·党", ["共产"]),
      // Both with a disguise undone.
      ("共产\n共产党\t\tEXEMPT", "共·产·党", ["共产 exempt by list 0: 共产党"]),
      // The exemption as it stands, the hit with a disguise undone.
      ("casino\nc4sin0 club\t\tEXEMPT", "c4sin0 club", ["casino exempt by list 0: c4sin0 club"]),
      // The exemption by its sound alone.
      ("共产\n共产党员\t\tEXEMPT", "共产挡员", ["共产"]),
      // The hit by its sound, the exemption as it stands.
      ("加微信\n加薇信\t\tEXEMPT", "加薇信", ["加微信 exempt by list 0: 加薇信"]),
    ])
  func disguise(_ list: String, _ text: String, _ expected: [String]) throws {
    #expect(Self.summary(try Self.matches([list], [text])) == expected)
  }

  @Test("an exemption that is cut out of other words exempts nothing")
  func cutExemption() throws {
    #expect(Self.summary(try Self.matches(["片材\n毛片材\t\tEXEMPT"], ["羊毛片材"])) == ["片材"])
  }

  @Test("an exemption that a line's end cuts exempts what stands in either line, and across them")
  func passages() throws {
    var passage = Passage()
    passage.append("说共产", ofLine: 0, from: 0)
    passage.append("党的历史", ofLine: 1, from: 0)
    let list = try WordList(parsing: Array("共产\n产党\n共产党\t\tEXEMPT".utf8), name: "list")
    let matcher = try WordMatcher([list])
    let exempt = matcher.matches(in: ["说共产", "党的历史"], passages: [passage]).hits
    #expect(Self.summary(exempt) == ["共产 exempt by list: 共产党", "产党 exempt by list: 共产党"])
    #expect(Self.summary(matcher.matches(in: ["说共产", "党的历史"]).hits) == ["共产"])
  }

  static func random(_ seed: UInt64) -> (lists: [String], exemptions: [String], lines: [String]) {
    var generator = SplitMix(seed: seed)
    let alphabet = Array("甲乙丙 ab·4".unicodeScalars)
    func word(_ most: Int) -> String {
      let word = generator.text(maximumScalars: most, from: alphabet, anyOneIn: 1_000_000)
      return EntrySyntax.trimmed(word).isEmpty ? "丁" : EntrySyntax.trimmed(word)
    }
    let lists = (0..<3).map { _ in
      (0..<6).map { _ in Bool.random(using: &generator) ? word(3) : "\(word(2))&\(word(2))" }.joined(separator: "\n")
    }
    let exemptions = (0..<3).map { _ in word(5) }
    let lines = (0..<3).map { _ in generator.text(maximumScalars: 30, from: alphabet, anyOneIn: 1_000_000) }
    return (lists, exemptions, lines)
  }

  @Test(
    "an exemption adds no hit that counts and hides none; where it stands nowhere it changes nothing", arguments: 1...60
  )
  func laws(seed: UInt64) throws {
    let (lists, exemptions, lines) = Self.random(seed)
    func counted(_ hits: [WordHit]) -> Set<String> {
      Set(hits.filter { $0.exemption == nil }.map { "\($0.listName) \($0.entry.line)" })
    }
    func all(_ hits: [WordHit]) -> Set<String> { Set(hits.map { "\($0.listName) \($0.entry.line)" }) }
    var before = try Self.matches(lists, lines)
    for count in 1...exemptions.count {
      let glossary = "# suggestion: EXEMPT\n" + exemptions.prefix(count).joined(separator: "\n")
      let after = try Self.matches(lists + [glossary], lines)
      #expect(counted(after).isSubset(of: counted(before)))
      #expect(all(after) == all(before))
      // The order of lists decides nothing.
      let reordered = try WordMatcher(
        try (lists + [glossary]).enumerated().reversed().map {
          try WordList(parsing: Array($0.element.utf8), name: "list \($0.offset)")
        }
      ).matches(in: lines).hits
      #expect(counted(reordered) == counted(after) && all(reordered) == all(after))
      before = after
    }
    let stranger = try Self.matches(lists + ["戊己庚\t\tEXEMPT"], lines)
    #expect(stranger == (try Self.matches(lists + ["戊己辛\t\tEXEMPT"], lines)))
    #expect(counted(stranger) == all(stranger))
  }

  @Test("text that is taken away outside lets no exempt hit count", arguments: 1...60)
  func removal(seed: UInt64) throws {
    let (lists, exemptions, lines) = Self.random(seed &+ 500)
    let all = lists + ["# suggestion: EXEMPT\n" + exemptions.joined(separator: "\n")]
    let exempt = { (hits: [WordHit]) in
      Set(hits.filter { $0.exemption != nil }.map { "\($0.listName) \($0.entry.line)" })
    }
    let whole = try Self.matches(all, lines)
    let counted = Set(whole.map { "\($0.listName) \($0.entry.line)" }).subtracting(exempt(whole))
    for taken in lines.indices {
      var rest = lines
      rest[taken] = ""
      let hits = try Self.matches(all, rest)
      let countedThen = Set(hits.map { "\($0.listName) \($0.entry.line)" }).subtracting(exempt(hits))
      #expect(countedThen.isSubset(of: counted))
    }
  }
}

@Suite("switches of a list", .timeLimit(.minutes(20)))
struct WordSwitchesTests {
  @Test(
    "what a list does without is not found for it",
    arguments: [
      ("samePinyin", "加微信", "加薇信"), ("undisguised", "加微信", "加·微·信"), ("undisguised", "casino", "C A S I N O"),
      ("simplifiedHan", "开发票", "開發票"), ("plainLetters", "viagra", "vïágra"),
      ("latinLookAlikes", "casino", "саsіnо"), ("joinedLetters", "casino", "C A S I N O"),
      ("lettersForDigits", "casino", "c4$1n0"), ("droppedSigns", "开发票", "开·发·票"),
      ("blanksForSigns", "free money", "free-money"), ("singleBlanks", "free money", "free  money"),
    ])
  func each(_ name: String, _ word: String, _ text: String) throws {
    let list = "# without: \(name)\n\(word)"
    // simplifiedHan is off for the entry as well, so that the sound is what is left of it.
    let without = name == "simplifiedHan" ? "# without: simplifiedHan, samePinyin\n\(word)" : list
    #expect(try ExemptionTests.matches([word], [text]).count == 1)
    #expect(try ExemptionTests.matches([without], [text]).isEmpty)
    #expect(try ExemptionTests.matches([without], [word]).count == 1)
    // Beside a list that has it on, each finds what it says.
    #expect(try ExemptionTests.matches([without, word], [text]).map(\.listIndex) == [1])
    #expect(try ExemptionTests.matches([word, without], [word]).map(\.listIndex) == [0, 1])
  }

  @Test("an exemption is seen as its own list is read, and holds for all")
  func exemption() throws {
    let text = ["共·产·党"]
    #expect(try ExemptionTests.matches(["# without: undisguised\n共产党\t\tEXEMPT", "共产"], text).first?.exemption == nil)
    #expect(try ExemptionTests.matches(["# without: samePinyin\n共产党\t\tEXEMPT", "共产"], text).first?.exemption != nil)
  }

  @Test("more ways of reading than are searched together are refused")
  func bound() throws {
    let lists = try WordSwitches.named.prefix(9).map {
      try WordList(parsing: Array("# without: \($0.name)\nword".utf8), name: $0.name)
    }
    #expect(try WordMatcher(Array(lists.prefix(8))).matches(in: ["word"]).hits.count == 8)
    let error = try #require(throws: ListError.self) { try WordMatcher(lists) }
    #expect(error.code == .tooManySwitches)
  }
}
