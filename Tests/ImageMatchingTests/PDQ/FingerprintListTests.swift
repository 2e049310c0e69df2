@testable import ImageMatching
import Lists
import ModerationCore
import TestFixtures
import Testing

@Suite("fingerprint list", .timeLimit(.minutes(20)))
struct FingerprintListTests {
  static let one = PDQHashTests.digits
  static let two = String(PDQHashTests.digits.reversed())

  static func list(_ text: String) throws(ListError) -> FingerprintList {
    try FingerprintList(parsing: Array(text.utf8), name: "list.tsv")
  }

  @Test("hash, quality, name and suggestion are read; all but the hash may be missing")
  func columns() throws {
    let list = try Self.list(
      "\u{FEFF}# known pictures\n\n\(Self.one)\t97\t天安门 1989.jpg\treview\r\n  \(Self.two.uppercased()) \t\n\(Self.one)\t\tagain\tREVIEW\n"
    )
    #expect(list.entries.map(\.hash.description) == [Self.one, Self.two])
    #expect(list.entries.map(\.quality) == [97, nil])
    #expect(list.entries.map(\.name) == ["天安门 1989.jpg", ""])
    #expect(list.entries.map(\.suggestion) == [.review, .block])
    #expect(list.entries.map(\.line) == [3, 4])
    #expect(list.duplicateCount == 1)
  }

  static let long = String(repeating: "a", count: 1025)

  static let faults: [(String, ListError.Code)] = [
    ("abc", .invalidHash),
    ("\(one)0", .invalidHash),
    ("\(one) 97", .invalidHash),
    ("\t97", .invalidHash),
    (String(repeating: "0", count: 40), .invalidHash),
    (String(repeating: "0", count: 16), .invalidHash),
    ("\(one),98,name", .invalidHash),
    ("sha1:\(one)", .invalidHash),
    ("sha256:\(one)0", .invalidHash),
    ("sha256:", .invalidHash),
    ("md5:\(one)", .invalidHash),
    ("md5:\(one.prefix(32))\t\t\tPASS", .untrustedDigest),
    ("\(one)\t\t\t\tNormal", ListError.Code(rawValue: "invalidLabel")),
    ("hash\thash", .invalidMetadata),
    ("hash\t\tname", .invalidMetadata),
    ("# distance: 32", .invalidDistance),
    ("# distance: near", .invalidDistance),
    ("# label:", ListError.Code(rawValue: "emptyDirective")),
    ("\(one)\t101", .invalidQuality),
    ("\(one)\t-1", .invalidQuality),
    ("\(one)\tpicture.jpg", .invalidQuality),
    ("\(one)\t99999999999999999999999", .invalidQuality),
    ("\(one)\t\ta\tMAYBE", .invalidSuggestion),
    ("\(one)\t\ta\tBLOCK\tAd\tx", .invalidMetadata),
    ("\(one)\t\ta\tBLOCK\tAd\t=x", .invalidMetadata),
    ("\(one)\(String(repeating: "\t", count: 24))", .tooManyColumns),
    ("\(one)\t\t\(long)", .invalidName),
    ("\(one)\t\ta\u{1}", .controlCharacter),
    ("# \(long)\(long)\(long)\(long)", .lineTooLong),
    (String(repeating: "a", count: 1 << 20), .lineTooLong),
    ("\(one)\u{0}", .controlCharacter),
  ]

  @Test("what breaks a rule is refused with its line", arguments: faults)
  func refused(line: String, code: ListError.Code) {
    do throws(ListError) {
      _ = try Self.list("# first\n" + line)
      Issue.record("accepted")
    } catch {
      #expect(error.code == code)
      #expect(error.line == 2)
      #expect(error.description.hasPrefix("list.tsv:2:"))
    }
  }

  @Test("bytes that are not UTF-8 are refused")
  func notUTF8() {
    do throws(ListError) {
      _ = try FingerprintList(parsing: Array(Self.one.utf8) + [9, 9, 0xC3, 0x28], name: "l")
      Issue.record("accepted")
    } catch {
      #expect(error.code == .notUTF8)
    }
  }

  @Test("random bytes are read or refused and never trap", arguments: 0..<40)
  func randomBytes(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var bytes = Array("# x\n\(Self.one)\t50\tname\tBLOCK\n\(Self.two)\n".utf8)
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
    }
    let list = try? FingerprintList(parsing: bytes, name: "l")
    #expect((list?.entries.count ?? 0) <= 4)
  }

  @Test("a heading names the columns in any order; what it names besides is metadata")
  func heading() throws {
    let list = try Self.list("Hash\tcase\tlabel\tsuggestion\n\(Self.one)\t17=a\tporn\tPASS\n\(Self.two)\t\t\t\n")
    #expect(list.entries.map(\.label) == [.porn, nil])
    #expect(list.entries.map(\.suggestion) == [.pass, .block])
    #expect(list.entries.map(\.metadata) == [["case": "17=a"], [:]])
    #expect(list.entries.map(\.line) == [2, 3])
  }

  @Test("without a heading what follows the label is key=value")
  func pairs() throws {
    let list = try Self.list("\(Self.one)\t\tname\t\tMine\tcase=17\turl = a=b\n")
    #expect(list.entries.first?.metadata == ["case": "17", "url": "a=b"])
    #expect(list.entries.first?.label == Label(rawValue: "Mine"))
    #expect(list.notices == [FingerprintListNotice(kind: .unknownLabel("Mine"), line: 1)])
    #expect(list.labels == [Label(rawValue: "Mine")])
  }

  @Test("directives hold for entries that do not say otherwise")
  func directives() throws {
    let list = try Self.list(
      "# name: banned\n# label: Ad\n# suggestion: review\n# distance: 9\n\(Self.one)\n\(Self.two)\t\t\tBLOCK\tPorn\n# name: x\n"
    )
    #expect(list.name == "banned")
    #expect(list.entries.map(\.label) == [.ad, .porn])
    #expect(list.entries.map(\.suggestion) == [.review, .block])
    #expect((list.distanceBits(of: .block), list.distanceBits(of: .pass)) == (9, 9))
    #expect(list.within(31).distanceBits(of: .pass) == FingerprintList.maximumAllowedDistanceBits)
    #expect(list.notices == [FingerprintListNotice(kind: .directiveBelowEntries, line: 7)])
  }

  static let sha256 = String(repeating: "0a", count: 32)
  static let md5 = String(repeating: "1b", count: 16)

  @Test("digests are read beside hashes, and what they say is found by them")
  func digests() throws {
    let list = try Self.list(
      "SHA256:\(Self.sha256.uppercased())\t\tlogo\tPASS\n\(Self.one)\nmd5:\(Self.md5)\t\tbad\t\tAd\tcase=1\n")
    #expect(list.entries.count == 1)
    let files = list.knownFiles
    #expect((files.count, files.hasMD5, files.name) == (2, true, "list.tsv"))
    let logo = try #require(FileDigest(sha256: Self.sha256.utf8))
    let bad = try #require(FileDigest(md5: Self.md5.utf8))
    #expect(files.entries(of: logo).map(\.suggestion) == [.pass])
    #expect(
      files.entries(of: bad) == [
        KnownFiles.Entry(digest: bad, name: "bad", label: .ad, metadata: ["case": "1"], line: 3)
      ])
    // Nothing makes an MD5 allow, nor a policy turn an exception into its opposite.
    #expect(list.suggesting(.pass).knownFiles.entries(of: bad).isEmpty)
    #expect(list.suggesting(.review).knownFiles.entries(of: logo).map(\.suggestion) == [.pass])
    #expect(list.suggesting(.review).knownFiles.entries(of: bad).map(\.suggestion) == [.review])
  }

  static let flat = [
    String(repeating: "0", count: 64), String(repeating: "f0f0", count: 16), "\(one)\t49",
    // A white picture, of pdqhash 0.2.8.
    "00001134000011342c4b00002c4b1134000000002c4b2c4b00002c4b8200554b",
  ]

  @Test("a flat entry is kept out and noted", arguments: flat)
  func flatEntries(line: String) throws {
    let list = try Self.list("\(Self.two)\n\(line)\n\(line)\n")
    #expect(list.entries.map(\.line) == [1])
    #expect(list.flatCount == 2 && !list.isEmpty)
    #expect(list.flatEntries.map(\.line) == [2, 3])
    #expect(list.notices == [FingerprintListNotice(kind: .flat(count: 2), line: 2)])
  }

  @Test(
    "of contradicting lines the graver counts, and both are named",
    arguments: [("PASS", "BLOCK", 2, 1), ("BLOCK", "PASS", 1, 2), ("REVIEW", "BLOCK", 2, 1), ("PASS", "REVIEW", 2, 1)],
    [one, "sha256:\(sha256)"])
  func contradictions(_ row: (String, String, Int, Int), hash: String) throws {
    let list = try Self.list("\(hash)\t\ta\t\(row.0)\n\(hash)\t\tb\t\(row.1)\n")
    #expect(list.notices == [FingerprintListNotice(kind: .contradiction(countsLine: row.2), line: row.3)])
    #expect(list.entries.count + list.files.count == 1)
    #expect(list.entries.map(\.line) == (hash == Self.one ? [row.2] : []))
    #expect(list.duplicateCount == 0)
  }

  @Test("entries of one hash with different labels stay, those that say the same count once")
  func labels() throws {
    let list = try Self.list("\(Self.one)\t\t\t\tAd\n\(Self.one)\t\t\t\tPorn\n\(Self.one)\t\tagain\t\tAd\n")
    #expect(list.entries.map(\.label) == [.ad, .porn])
    #expect(list.duplicateCount == 1)
  }

  @Test("a list of digests without their kind is noted")
  func unlikely() throws {
    var random = SplitMix(seed: 3)
    let lines = (0..<40).map { _ in "\(FingerprintIndexTests.hash(&random))\n" }.joined()
    let kinds = try Self.list(lines).notices.map(\.kind)
    #expect(kinds.contains { if case .unlikelyHashes = $0 { true } else { false } })
  }

  @Test("a list without an entry is refused", arguments: ["# nothing\n", "", "hash\tquality\n"])
  func empty(text: String) {
    #expect(#expect(throws: ListError.self) { try Self.list(text) }?.code == .noEntries)
  }

  @Test("a list has no more labels than are looked through for each entry", arguments: [(256, true), (257, false)])
  func labelCount(count: Int, isRead: Bool) throws {
    var random = SplitMix(seed: 9)
    let lines = (0..<count).map { number -> String in
      let digest = "\(FingerprintIndexTests.hash(&random))"
      return "sha256:\(digest)\t\t\t\tlabel \(number)\n"
    }
    let list = try? Self.list(lines.joined())
    #expect((list != nil) == isRead)
    #expect(list.map { $0.noticeCount > $0.notices.count } ?? true)
  }
}
