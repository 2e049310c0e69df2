import Lists
import ModerationCore
import TestFixtures
import Testing

@Suite("list lines", .timeLimit(.minutes(20)))
struct ListLinesTests {
  static let bounds = ListLines.Bounds(maximumByteCount: 1000, maximumLineByteCount: 10)

  static func lines(_ bytes: [UInt8], _ bounds: ListLines.Bounds = bounds) throws(ListError) -> [String] {
    var lines = try ListLines(bytes, list: "list.txt", bounds: bounds)
    var texts: [String] = []
    while let line = try lines.next() {
      texts.append(String(decoding: line, as: UTF8.self))
      #expect(lines.number == texts.count)
    }
    return texts
  }

  static func error(_ bytes: [UInt8], _ bounds: ListLines.Bounds = bounds) throws -> ListError {
    try #require(throws: ListError.self) { try lines(bytes, bounds) }
  }

  @Test(
    "lines end with LF, CRLF or the list, and a byte order mark is no part of the first",
    arguments: [
      ("", []), ("\u{FEFF}", []), ("a", ["a"]), ("a\n", ["a"]), ("a\r\n", ["a"]), ("a\r", ["a"]), ("\n", [""]),
      ("\u{FEFF}# b\r\n\r\n\t 美 \n", ["# b", "", "\t 美 "]), ("a\n\u{FEFF}b", ["a", "\u{FEFF}b"]),
    ] as [(String, [String])])
  func lineEnds(_ text: String, _ lines: [String]) throws {
    #expect(try Self.lines(Array(text.utf8)).map { Array($0.utf8) } == lines.map { Array($0.utf8) })
  }

  @Test(
    "a control character is refused with its line and byte",
    arguments: [
      ("a\n\0", 2, 1), ("\u{FEFF}ab\u{7F}", 1, 3), ("a\rb\n", 1, 2), ("a\r\r\n", 1, 2), ("\u{1B}\r\n", 1, 1),
    ])
  func controlCharacter(_ text: String, _ line: Int, _ byte: Int) throws {
    let error = try Self.error(Array(text.utf8))
    #expect(error.code == .controlCharacter)
    #expect(error.line == line)
    #expect(error.byteInLine == byte)
    #expect(error.description.hasPrefix("list.txt:\(line):\(byte): a control character"))
  }

  @Test("bytes that are not UTF-8 are refused before any line is given")
  func notUTF8() throws {
    let error = try #require(throws: ListError.self) {
      try ListLines(Array("a\nb".utf8) + [0xC3, 0x28], list: "l", bounds: Self.bounds)
    }
    #expect(error.code == .notUTF8)
    #expect(error.line == 2)
    #expect(error.byteInLine == 2)
    #expect(try Self.error([0xFE, 0xFF, 0, 0x61]).message.contains("UTF-16"))
  }

  @Test("the bounds are the most that is allowed, a line's without its end")
  func allowed() throws {
    let line = String(repeating: "x", count: 10)
    #expect(try Self.lines(Array("\u{FEFF}\(line)\r\n\(line)".utf8)) == [line, line])
    let full = [UInt8](repeating: UInt8(ascii: "\n"), count: 1000)
    #expect(try Self.lines(full).count == 1000)
  }

  @Test("a line and a list beyond the bounds are refused with measured and allowed values")
  func refused() throws {
    let line = try Self.error(Array("a\n\(String(repeating: "x", count: 10))\u{1}\n".utf8))
    #expect(line.code == .lineTooLong)
    #expect(line.line == 2)
    #expect(line.limit == "maximumLineByteCount")
    #expect(line.measured == .count(11))
    #expect(line.allowed == .count(10))
    let list = try Self.error([UInt8](repeating: 0xFF, count: 1001))
    #expect(list.code == .byteCountTooLarge)
    #expect(list.line == nil)
    #expect(list.limit == "maximumByteCount")
    #expect(list.description == "list.txt: 1001 bytes; 1000 are allowed")
  }

  @Test("of random bytes no line is lost or invented", arguments: 1...20)
  func randomBytes(seed: UInt64) throws {
    var generator = SplitMix(seed: seed)
    let alphabet = Array("\t\n\n\r ab美\u{FEFF}".utf8)
    for _ in 0..<200 {
      let bytes = (0..<30).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
      do throws(ListError) {
        let lines = try Self.lines(bytes)
        let ends = bytes.count { $0 == UInt8(ascii: "\n") }
        #expect(lines.count == ends + (bytes.last == UInt8(ascii: "\n") ? 0 : 1))
        #expect(lines.allSatisfy { !$0.utf8.contains(UInt8(ascii: "\r")) && $0.utf8.count <= 10 })
      } catch {
        #expect([.notUTF8, .lineTooLong, .controlCharacter].contains(error.code))
      }
    }
  }
}
