import Lists
import ModerationCore
import TestFixtures
import Testing

@testable import TextMatching

@Suite("word list", .timeLimit(.minutes(20)))
struct WordListTests {
  static func parse(_ text: String, _ limits: WordListLimits = .standard) throws -> WordList {
    try WordList(parsing: Array(text.utf8), name: "list.txt", limits: limits)
  }

  static func error(_ bytes: [UInt8], _ limits: WordListLimits = .standard) throws -> ListError {
    try #require(throws: ListError.self) { try WordList(parsing: bytes, name: "list.txt", limits: limits) }
  }

  @Test("directives, comments, columns and escapes are read as documented")
  func everything() throws {
    let list = try Self.parse(
      """
      # name: night life
      # label: Porn
      #suggestion： block
      # Author: somebody, says nothing to the reader
      美女&包夜
        viagra\u{20}
      casino\tAd
      法轮\tpolity\tREVIEW
      spam\t\tPASS
      AT\\&T
      \\#tag & b\\c \\\\
      C#
      gadget\tGadgets
      """)
    #expect(list.name == "night life")
    #expect(
      list.entries.map(\.keyword) == [
        "美女&包夜", "viagra", "casino", "法轮", "spam", "AT\\&T", "\\#tag & b\\c \\\\", "C#", "gadget",
      ])
    #expect(
      list.entries.map(\.label) == [.porn, .porn, .ad, .polity, .porn, .porn, .porn, .porn, Label(rawValue: "Gadgets")])
    #expect(list.entries.map(\.suggestion) == [.block, .block, .block, .review, .pass, .block, .block, .block, .block])
    #expect(list.entries.map(\.line) == Array(5...13))
    #expect(list.entries[0].parts == ["美女", "包夜"])
    #expect(list.entries[5].parts == ["AT&T"])
    #expect(list.entries[6].parts == ["#tag", "b\\c \\"])
    #expect(list.notices == [WordListNotice(kind: .unknownLabel("Gadgets"), line: 13, column: 8)])
  }

  @Test("without directives a list is Custom, and a label brings its own suggestion")
  func defaults() throws {
    let list = try Self.parse("a\nb\tPorn\nc\tTerror\nd\tPolity\ne\tAd\nf\tAbuse\ng\tIllegal\nh\tSexy\ni\tCustom")
    #expect(list.name == "list.txt")
    #expect(list.entries[0].label == .custom)
    #expect(
      list.entries.map(\.suggestion) == [.review, .block, .block, .block, .block, .review, .review, .review, .review])
  }

  @Test("a byte order mark, CRLF and a missing last line end change nothing")
  func lineEnds() throws {
    let plain = try Self.parse("# label: Ad\na\nb&c\tPorn\n\nd\n")
    let other = try Self.parse("\u{FEFF}# label: Ad\r\na\r\nb&c\tPorn\r\n\r\nd")
    #expect(other.entries == plain.entries)
    // Another file is another version all the same.
    #expect(other.identity != plain.identity)
    #expect(plain.entries.map(\.keyword) == ["a", "b&c", "d"])
  }

  @Test("duplicates after normalisation are noticed and the first is in force")
  func duplicates() throws {
    let list = try Self.parse("VX\tAd\nａ&b\nｖｘ\tAd\nB & A\nvx2\nb&a&b")
    #expect(list.entries.map(\.keyword) == ["VX", "ａ&b", "vx2"])
    #expect(list.entries[0].label == .ad)
    #expect(
      list.notices == [
        WordListNotice(kind: .duplicateEntry(ofLine: 1), line: 3, column: nil),
        WordListNotice(kind: .duplicateEntry(ofLine: 2), line: 4, column: nil),
        WordListNotice(kind: .duplicateEntry(ofLine: 2), line: 6, column: nil),
      ])
    #expect(list.notices[0].description == "3: duplicate of line 1, which is in force")
  }

  @Test("the same words with another label or suggestion are noticed as a contradiction, and the first is in force")
  func contradictions() throws {
    let list = try Self.parse("赌博\tAd\n賭\n赌博\tIllegal\n赌博\tAd\tREVIEW\n赌博\tad\tBLOCK")
    #expect(list.entries.map(\.keyword) == ["赌博", "賭"])
    #expect(list.entries[0].label == .ad)
    #expect(
      list.notices.map(\.kind) == [
        .contradictoryEntry(ofLine: 1), .contradictoryEntry(ofLine: 1), .duplicateEntry(ofLine: 1),
      ])
  }

  @Test("an exemption claims nothing, alone or in a list of exemptions, whatever the list is told to suggest")
  func exemptions() throws {
    let list = try Self.parse("毛\tPorn\n毛巾\t\texempt").suggesting(.block)
    #expect(list.entries.map(\.isExemption) == [false, true])
    #expect(list.entries[1].label == .normal && list.entries[1].suggestion == .pass)
    let glossary = try Self.parse("# label: Porn\n# suggestion: EXEMPT\n毛巾\n羊毛\n毛片\t\tBLOCK\n裸\tSexy\tREVIEW")
    #expect(glossary.entries.map(\.isExemption) == [true, true, false, false])
    #expect(glossary.entries.map(\.label) == [.normal, .normal, .porn, .sexy])
  }

  @Test("what a list switches off is read by name, in any case and with any comma")
  func switches() throws {
    #expect(try Self.parse("a").without == [])
    let list = try Self.parse("# without: samepinyin，LettersForDigits, singleBlanks\na")
    #expect(list.without == [.samePinyin, .lettersForDigits, .singleBlanks])
    #expect(list.without.names == ["samePinyin", "lettersForDigits", "singleBlanks"])
  }

  @Test("notices are bounded and counted")
  func boundedNotices() throws {
    let list = try Self.parse(String(repeating: "same\n", count: 1001))
    #expect(list.notices.count == 100)
    #expect(list.noticeCount == 1000)
  }

  @Test("a list of nothing is refused", arguments: ["", "\n\r\n", "# label: Porn\n# only comments\n"])
  func noEntries(empty: String) throws {
    let error = try Self.error(Array(empty.utf8))
    #expect(error.code == .noEntries && error.line == nil)
  }

  @Test("a directive below the first entry is noticed")
  func lateDirective() throws {
    let late = try Self.parse("a\n# label: Porn\n")
    #expect(late.entries[0].label == .custom)
    #expect(late.notices == [WordListNotice(kind: .directiveBelowEntries, line: 2, column: nil)])
  }

  @Test(
    "what breaks a rule is refused with its place",
    arguments: [
      ("ok\n&", .emptyPart, 2, 1), ("A&", .emptyPart, 1, 3), ("&B", .emptyPart, 1, 1), ("A&&B", .emptyPart, 1, 3),
      ("  A & &B", .emptyPart, 1, 6), ("\u{3000}A&\tPorn", .emptyPart, 1, 6), ("x\n\tPorn", .emptyPart, 2, 1),
      ("\u{200B}", .emptyPart, 1, 1), ("a\\&&", .emptyPart, 1, 5), ("a\tPorn\tBLOCK\tx", .tooManyColumns, 1, nil),
      ("a\tNormal", .invalidLabel, 1, nil), ("a\tPorn\tDELETE", .invalidSuggestion, 1, nil),
      ("# suggestion: maybe", .invalidSuggestion, 1, nil), ("a&b\t\tEXEMPT", .invalidExemption, 1, nil),
      ("a&a\t\tEXEMPT", .invalidExemption, 1, nil), ("a\tPorn\tEXEMPT", .invalidExemption, 1, nil),
      ("# suggestion: exempt\na&b", .invalidExemption, 2, nil), ("a\nb\nA\t\tEXEMPT", .contradiction, 3, nil),
      ("a\t\tEXEMPT\nＡ", .contradiction, 2, nil), ("# without: accents", .invalidSwitch, 1, nil),
      ("# without:", .emptyDirective, 1, nil),
      ("# without: samePinyin\n# without: undisguised", .repeatedDirective, 2, nil),
      ("# label: normal", .invalidLabel, 1, nil),
      ("# label:", .emptyDirective, 1, nil), ("# name: a\n# name: b", .repeatedDirective, 2, nil),
      ("# name: " + String(repeating: "n", count: 65), .invalidName, 1, nil),
      ("a\nb\0c\0", .controlCharacter, 2, 2), ("a\rb\n", .controlCharacter, 1, 2),
      ("a\n" + String(repeating: "x&", count: 16) + "x", .tooManyParts, 2, nil),
    ] as [(String, ListError.Code, Int, Int?)])
  func refused(_ text: String, _ code: ListError.Code, _ line: Int, _ byte: Int?) throws {
    let error = try Self.error(Array(text.utf8))
    #expect(error.code == code)
    #expect(error.line == line)
    #expect(error.byteInLine == byte)
    #expect(error.list == "list.txt")
    #expect(error.description.hasPrefix("list.txt:\(line):"))
  }

  @Test("bytes that are not UTF-8 are refused with line and byte")
  func notUTF8() throws {
    let latin1 = try Self.error(Array("gut\n# ok\nsch".utf8) + [0xF6, 0x6E])
    #expect(latin1.code == .notUTF8)
    #expect(latin1.line == 3)
    #expect(latin1.byteInLine == 4)
    #expect(latin1.measured == .count(12))
    let utf16 = try Self.error([0xFF, 0xFE, 0x61, 0x00])
    #expect(utf16.code == .notUTF8)
    #expect(utf16.message.contains("UTF-16"))
    #expect(try Self.error([0x61, 0x00, 0x62, 0x00]).code == .controlCharacter)
    #expect(try Self.error([0xED, 0xA0, 0x80]).code == .notUTF8)
  }

  @Test("a line of a megabyte, too many entries and too many bytes are refused with measured and allowed values")
  func limits() throws {
    let long = try Self.error(Array(("a\n" + String(repeating: "x", count: 1 << 20)).utf8))
    #expect(long.code == .lineTooLong)
    #expect(long.line == 2)
    #expect(long.measured == .count(1 << 20))
    #expect(long.allowed == .count(4096))
    #expect(long.description.utf8.count < 200)
    var limits = WordListLimits()
    limits.maximumEntryCount = 2
    let many = try Self.error(Array("a\nb\nb\nc".utf8), limits)
    #expect(many.code == .tooManyEntries)
    #expect(many.line == 4)
    limits.maximumByteCount = 6
    let large = try Self.error(Array("a\nb\nb\nc".utf8), limits)
    #expect(large.code == .byteCountTooLarge)
    #expect(large.line == nil)
    #expect(large.measured == .count(7))
    #expect(large.limit == "maximumByteCount")
  }

  @Test("random bytes give a list or an error, never a trap", arguments: 1...20)
  func randomBytes(seed: UInt64) throws {
    var generator = SplitMix(seed: seed)
    for _ in 0..<200 {
      let alphabet = Array("#:&\\\t\n\r ab美\u{FEFF}".utf8) + [0xFF]
      let bytes = (0..<40).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
      do {
        let list = try WordList(parsing: bytes, name: "random")
        #expect(list.entries.allSatisfy { $0.parts.allSatisfy { !$0.isEmpty } })
      } catch {
        #expect(error.list == "random")
      }
    }
  }
}
