import ImageMatching
import Lists
import ModerationCore
import Testing

@Suite("file of hashes", .timeLimit(.minutes(20)))
struct HashFileTests {
  static let pdq = PDQHashTests.digits
  static let md5 = String(repeating: "1b", count: 16)

  static func rows(_ text: String, kind: HashFile.Kind? = nil) throws(ListError) -> [HashFile.Row] {
    try HashFile(parsing: Array(text.utf8), name: "hashes", kind: kind).rows
  }

  @Test("a hash a line is read, with a name behind it where there is one")
  func plain() throws {
    let rows = try Self.rows("# mine\n\(Self.pdq)\n\n\(Self.md5)  a picture.jpg\nsha256:\(Self.pdq)\t*b.jpg\r\n")
    #expect(rows.map(\.hash) == [Self.pdq, "md5:\(Self.md5)", "sha256:\(Self.pdq)"])
    #expect(rows.map(\.name) == ["", "a picture.jpg", "b.jpg"])
  }

  @Test("64 digits are PDQ, unless the caller says otherwise")
  func kind() throws {
    #expect(try Self.rows(Self.pdq, kind: .sha256).map(\.hash) == ["sha256:\(Self.pdq)"])
    #expect(throws: ListError.self) { try Self.rows(Self.pdq, kind: .md5) }
  }

  @Test("what python-threatexchange exports is read; what is of no picture is counted and left out")
  func threatExchange() throws {
    let text = """
      collab,signal_type,signal_str,category,tags
      Sample,pdq,\(Self.pdq),MALICIOUS_CONTENT,"a, ""b"" c"
      Sample,video_md5,\(Self.md5),MALICIOUS_CONTENT,x
      Sample,photo_md5,\(Self.md5),,
      Sample,raw_text,"bball now?",,
      """
    let file = try HashFile(parsing: Array(text.utf8), name: "t.csv")
    #expect(file.rows.map(\.hash) == [Self.pdq, "md5:\(Self.md5)"])
    #expect(file.otherCount == 2)
    #expect(
      file.rows.first?.metadata.map { "\($0.key)=\($0.value)" } == [
        "collab=Sample", "category=MALICIOUS_CONTENT", "tags=a, \"b\" c",
      ])
  }

  @Test("the samples of Hasher-Matcher-Actioner have no heading")
  func matcherSamples() throws {
    let rows = try Self.rows("\(Self.pdq),2880742865368386,2020-07-31T18:47:52+0000,disputed media_type_photo\n")
    #expect(rows.map(\.hash) == [Self.pdq])
    #expect(rows.first?.metadata.map(\.key) == ["id", "time", "tags"])
  }

  @Test("a column that is called like a kind says what its hashes are")
  func namedColumn() throws {
    let rows = try Self.rows("file,sha256,quality\na.jpg,\(Self.pdq),\n")
    #expect(rows.map(\.hash) == ["sha256:\(Self.pdq)"])
    #expect(rows.map(\.name) == ["a.jpg"])
  }

  static let faults = [
    String(repeating: "0", count: 40), String(repeating: "0", count: 16), "hash,type\n\"abc", "hash\nxyz",
    "signal_type,signal_str\npdq,\(md5)", "\(pdq)\u{0}", String(repeating: "a", count: 5000),
  ]

  @Test("what is no hash is refused with its line", arguments: faults)
  func refused(text: String) {
    #expect { try Self.rows("\n" + text) } throws: { ($0 as? ListError)?.line ?? 0 > 1 }
  }

  @Test("what is written as a list is read as one")
  func written() throws {
    let lines = [
      FingerprintListLine(hash: Self.pdq, quality: 90, name: "a\tb\n", metadata: ["name": "x", "tags": "p\tq"]),
      FingerprintListLine(hash: "md5:\(Self.md5)"),
    ]
    let text = FingerprintListLine.list(lines, suggestion: "REVIEW", label: "Ad")
    let list = try FingerprintList(parsing: Array(text.utf8), name: "l")
    #expect(list.entries.map(\.name) == ["a b"])
    #expect(list.entries.first?.metadata == ["name of the source": "x", "tags": "p q"])
    #expect(list.entries.map(\.suggestion) == [.review])
    #expect((list.files.count, list.labels) == (1, [.ad]))
  }
}
