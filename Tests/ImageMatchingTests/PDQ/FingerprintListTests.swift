import ImageMatching
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
      "\u{FEFF}# known pictures\n\n\(Self.one)\t97\t天安门 1989.jpg\treview\r\n  \(Self.two.uppercased()) \t\n\(Self.one)\t\tagain\n"
    )
    #expect(list.entries.map(\.hash.description) == [Self.one, Self.two])
    #expect(list.entries.map(\.quality) == [97, nil])
    #expect(list.entries.map(\.name) == ["天安门 1989.jpg", ""])
    #expect(list.entries.map(\.suggestion) == [.review, .block])
    #expect(list.entries.map(\.line) == [3, 4])
    #expect(list.duplicateCount == 1)
  }

  @Test("an empty list is a list") func empty() throws { #expect(try Self.list("").entries.isEmpty) }

  static let long = String(repeating: "a", count: 1025)

  static let faults: [(String, ListError.Code)] = [
    ("abc", .invalidHash),
    ("\(one)0", .invalidHash),
    ("\(one) 97", .invalidHash),
    ("\t97", .invalidHash),
    (String(repeating: "0", count: 64), .invalidHash),
    ("\(one)\t101", .invalidQuality),
    ("\(one)\t-1", .invalidQuality),
    ("\(one)\tpicture.jpg", .invalidQuality),
    ("\(one)\t99999999999999999999999", .invalidQuality),
    ("\(one)\t\ta\tPASS", .invalidSuggestion),
    ("\(one)\t\ta\tBLOCK\tx", .tooManyColumns),
    ("\(one)\t\t\(long)", .invalidName),
    ("\(one)\t\ta\u{1}", .controlCharacter),
    ("# \(long)\(long)\(long)\(long)", .lineTooLong),
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
}
