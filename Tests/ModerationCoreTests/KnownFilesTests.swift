import ModerationCore
import TestFixtures
import Testing

@Suite("list of known files", .timeLimit(.minutes(20)))
struct KnownFileListTests {
  static func digest(_ number: UInt64) -> FileDigest { .sha256(SIMD4(number, 0, 1, number &* 7)) }

  @Test("each of many files is found by its digest, and no other", arguments: [0, 1, 2, 1000])
  func found(count: Int) {
    var random = SplitMix(seed: 5)
    let numbers = (0..<UInt64(count)).map { $0 * 2 }.shuffled(using: &random)
    let files = KnownFiles(
      name: "l", entries: numbers.map { KnownFiles.Entry(digest: Self.digest($0), name: "file \($0)") })
    #expect(files.count == count && !files.hasMD5)
    for number in 0..<UInt64(count * 2 + 2) {
      let names = files.entries(of: Self.digest(number)).map(\.name)
      #expect(names == (numbers.contains(number) ? ["file \(number)"] : []))
    }
  }

  @Test("a digest is read and written in digits of its kind")
  func digits() throws {
    let digits = String(repeating: "0123456789abcdef", count: 4)
    #expect(FileDigest(sha256: digits.uppercased().utf8)?.description == "sha256:\(digits)")
    #expect(FileDigest(md5: digits.prefix(32).utf8)?.description == "md5:\(digits.prefix(32))")
    #expect(FileDigest(md5: digits.utf8) == nil)
    #expect(FileDigest(sha256: digits.dropLast().utf8) == nil)
    #expect(FileDigest(sha256: digits.replacing("0", with: "g").utf8) == nil)
  }

  @Test("an entry that passes counts for nothing beside one that does not")
  func contradiction() {
    let files = KnownFiles(
      name: "l",
      entries: [
        KnownFiles.Entry(digest: Self.digest(1), suggestion: .pass),
        KnownFiles.Entry(digest: Self.digest(1), label: .ad, suggestion: .review),
        KnownFiles.Entry(digest: Self.digest(2), suggestion: .pass),
      ])
    #expect(files.entries(of: Self.digest(1)).map(\.suggestion) == [.review])
    #expect(files.entries(of: Self.digest(2)).map(\.suggestion) == [.pass])
    #expect(files.labels == [.ad])
  }

  @Test("texts stay what they are, whatever they hold")
  func texts() {
    let entry = KnownFiles.Entry(
      digest: Self.digest(3), name: "名\t=\n", label: Label(rawValue: ""), metadata: ["": "=", "a": "", "b": "x=y\t"])
    #expect(KnownFiles(name: "l", entries: [entry]).entries(of: Self.digest(3)) == [entry])
  }
}
