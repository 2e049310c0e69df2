import Files
import Foundation
import ModerationHarness
import TestFixtures
import Testing

@Suite("Which files a scan goes over", .timeLimit(.minutes(20)))
struct SelectionTests {
  @Test(
    "patterns",
    arguments: [
      ("*.jpg", "a.jpg", true), ("*.jpg", "x/y/a.jpg", true), ("*.jpg", "a.jpg/b", false), ("*.jpg", "a.JPG", false),
      ("*", ".hidden", true), ("a?.png", "ab.png", true), ("[ab].png", "c.png", false), ("\\*.png", "*.png", true),
      ("\\*.png", "a.png", false), ("x/*.jpg", "x/a.jpg", true), ("x/*.jpg", "y/x/a.jpg", false),
      ("x/*.jpg", "x/y/a.jpg", false), ("**/*.jpg", "a.jpg", true), ("**/*.jpg", "x/y/a.jpg", true),
      ("x/**", "x/y/z", true), ("x/**", "x", true), ("x/**/z", "x/z", true), ("x/**/z", "x/a/b/z", true),
      ("x/**/z", "x/a/b/y", false), ("**", "x/y", true), ("a**", "abc", true),
    ] as [(String, String, Bool)])
  func patterns(pattern: String, path: String, matches: Bool) throws {
    #expect(try #require(FilePattern(pattern)).matches(Array(path.utf8)[...]) == matches)
  }

  @Test(
    "patterns that say nothing are refused",
    arguments: ["", "/", "a/", "/a", "a//b", String(repeating: "a", count: 4097)])
  func refused(pattern: String) {
    #expect(FilePattern(pattern) == nil)
  }

  @Test("many wildcards of folders take no time that grows with their number")
  func dear() throws {
    let pattern = try #require(FilePattern(String(repeating: "**/a/", count: 400) + "b"))
    #expect(!pattern.matches(Array((String(repeating: "a/", count: 1000) + "c").utf8)[...]))
  }

  @Test("every file is in one shard, the same wherever it lies")
  func shards() throws {
    let shards = try (1...16).map { try #require(Shard("\($0)/16")) }
    var counts = [Int](repeating: 0, count: 16)
    for number in 0..<1600 {
      let holders = shards.indices.filter { shards[$0].holds(Array("photos/\(number).jpg".utf8)[...]) }
      #expect(holders.count == 1)
      counts[holders[0]] += 1
    }
    #expect(counts.allSatisfy { (50...160).contains($0) })
    // sha256sum of `a.jpg` begins with 509b0d4641a7c3ba; the remainder by 16 is that of its last digit.
    #expect(shards.filter { $0.holds(Array("a.jpg".utf8)[...]) }.map(\.number) == [0xa + 1])
  }

  @Test("what is no shard is refused", arguments: ["", "3", "0/4", "5/4", "-1/4", "1/0", "1/65537", "1/2/3", "a/b"])
  func noShard(text: String) {
    #expect(Shard(text) == nil)
  }

  @Test("includes, excludes and folders that are not entered")
  func selection() throws {
    let folder = try TemporaryFolder()
    for name in ["a.jpg", "b.txt", "cache/c.jpg", "x/d.jpg", "x/e.png"] { try folder.write([1], to: name) }
    func found(_ includes: [String], _ excludes: [String]) throws -> [String] {
      var inputs = ScanInputs()
      inputs.paths = [FileName(Array(folder.path.utf8))]
      inputs.selection.includes = includes.compactMap(FilePattern.init)
      inputs.selection.excludes = excludes.compactMap(FilePattern.init)
      let files = try inputs.files()
      var names: [String] = []
      while case .found(let file) = try files.next(within: -1) {
        names.append(String(decoding: file.path, as: UTF8.self))
      }
      #expect(inputs.count(atMost: 100, while: { true }) == names.count)
      #expect(names.isEmpty || inputs.count(atMost: names.count - 1, while: { true }) == nil)
      return names
    }
    #expect(try found([], []) == ["a.jpg", "b.txt", "cache/c.jpg", "x/d.jpg", "x/e.png"])
    #expect(try found(["*.jpg"], ["cache"]) == ["a.jpg", "x/d.jpg"])
    #expect(try found(["x/*"], ["*.png"]) == ["x/d.jpg"])
    #expect(try found([], ["**"]) == [])
  }
}

@Suite("Lists of names", .timeLimit(.minutes(20)))
struct NameListTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func names(_ bytes: [UInt8], null: Bool = false) throws -> [[UInt8]] {
    let list = try NameList(path: try folder.write(bytes, to: "list"), isNullTerminated: null)
    var names: [[UInt8]] = []
    while let name = try list.next() { names.append(name.bytes) }
    return names
  }

  @Test("lines, with CR LF, empty ones, a last one without a line break, and bytes that are no UTF-8")
  func lines() throws {
    #expect(
      try names(Array("a\r\nb c\n\n".utf8) + [0xFF, 10] + Array("last".utf8)) == [
        Array("a".utf8), Array("b c".utf8), [0xFF], Array("last".utf8),
      ])
  }

  @Test("an editor's mark before the first line is no part of its name")
  func mark() throws {
    #expect(try names([0xEF, 0xBB, 0xBF] + Array("a\r\n".utf8)) == [Array("a".utf8)])
    #expect(try names([0xEF, 0xBB, 0xBF] + Array("a\u{0}".utf8), null: true) == [[0xEF, 0xBB, 0xBF, 0x61]])
  }

  @Test("names that end with zero bytes may hold line breaks")
  func null() throws {
    #expect(try names(Array("a\nb\r\u{0}c\u{0}".utf8), null: true) == [Array("a\nb\r".utf8), Array("c".utf8)])
  }

  @Test("a name that is too long and zero bytes in lines are problems with their line")
  func problems() {
    let long = [UInt8](repeating: 97, count: NameList.maximumNameByteCount + 1)
    #expect { try names([98, 10] + long + [10]) } throws: { ($0 as? RunProblem)?.line == 2 }
    #expect { try names([UInt8](repeating: 97, count: 10_000_000)) } throws: { ($0 as? RunProblem)?.line == 1 }
    #expect { try names([97, 0, 98, 10]) } throws: { ($0 as? RunProblem)?.message.contains("--null") == true }
    #expect(throws: RunProblem.self) { try NameList(path: "/nonexistent", isNullTerminated: false) }
  }
}
