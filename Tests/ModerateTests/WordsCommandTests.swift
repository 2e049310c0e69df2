import Foundation
import TestFixtures
import Testing

/// The tools for those who keep word lists.
@Suite("moderate words", .timeLimit(.minutes(20)))
struct WordsCommandTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func list(_ text: String, _ name: String = "list.txt") throws -> String {
    let url = folder.url.appending(path: name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  static let nights = "# name: nights\n共产\n共产党\t\tEXEMPT\n毛片\tPorn\n加微信\tAd\nsex\tPorn\n"

  @Test("test shows what is exempt and by what, and exits 2 for what counts alone")
  func exempt() async throws {
    let list = try list(Self.nights)
    let exempt = try await Moderate.run("words", "test", list, "共产党员")
    #expect(exempt.status == 0)
    #expect(exempt.output == "exempt  Custom  共产  (nights, line 2)  by 共产党 (nights, line 3)\n  line 1: [共产]党员\n")
    let counted = try await Moderate.run("words", "test", list, "共产党，共产")
    #expect(counted.status == 2)
    #expect(counted.output == "REVIEW  Custom  共产  (nights, line 2)\n  line 1: 共产党，[共产]\n")
  }

  @Test("explain shows each reading and why an entry hits or does not")
  func explain() async throws {
    let list = try list(Self.nights)
    let all = try await Moderate.run("words", "explain", list, "加·微·信 Essex")
    #expect(all.status == 0)
    #expect(
      all.output.split(separator: "\n") == [
        "line 1: 加·微·信 Essex", "  plain: 加·微·信 essex", "  undisguised: 加微信essex",
        "加微信 (line 5): BLOCK Ad, reading undisguised", "  加微信: line 1, undisguised, 加·微·信",
        "sex (line 6): no hit", "  sex: line 1, plain, sex inside a longer word: does not count",
      ], "\(all.output)")
    for (text, entry, expected) in [
      ("羊毛片材", "毛片", "毛片 (line 4): evidence, cut out of other words"), ("加薇信", "加微信", "REVIEW Ad, reading samePinyin"),
      ("共产党", "共产", "exempt: 共产党 (nights, line 3)"), ("无", "毛片", "毛片: in no reading of the text"),
    ] {
      let run = try await Moderate.run("words", "explain", list, text, entry)
      #expect(run.status == 0 && run.output.contains(expected), "\(run.output)")
    }
    let unknown = try await Moderate.run("words", "explain", list, "text", "unknown")
    #expect(unknown.status == 64 && unknown.errors.contains("nights has no entry unknown"))
  }

  @Test("diff names what was added, removed and changed, with lines, and exits 1 where lists differ")
  func diff() async throws {
    let (old, new) = (
      try list("赌博\tAd\nA&b\n毛\n毛巾", "old.txt"),
      try list("# without: samePinyin\nB&a\n賭\n赌博\tIllegal\n毛巾\t\tEXEMPT", "new.txt")
    )
    let run = try await Moderate.run("words", "diff", old, new)
    #expect(run.status == 1)
    #expect(
      run.output.split(separator: "\n") == [
        "- 毛  Custom REVIEW (line 3)", "+ 賭  Custom REVIEW (line 3)",
        "~ 赌博  Ad BLOCK (line 1) -> Illegal REVIEW (line 4)", "~ 毛巾  Custom REVIEW (line 4) -> EXEMPT (line 5)",
        "~ without: nothing -> samePinyin",
      ], "\(run.output)")
    #expect(try await Moderate.run("words", "diff", old, old).status == 0)
  }

  @Test("stats count entries, parts, labels and exemptions, and name what is sought as the same")
  func stats() async throws {
    let list = try list("# name: nights\n发票\tAd\n發票\tAd\tREVIEW\n美女&包夜\tPorn\n毛巾\t\tEXEMPT\n发票\tAd\n")
    let run = try await Moderate.run("words", "stats", list)
    #expect(run.status == 0)
    for line in [
      "entries   4, of which 1 exempt", "parts     3 of 1, 1 of 2", "meaning   1 Ad BLOCK", "meaning   1 Ad REVIEW",
      "lengths   2 to 2 characters a part, 0 of one", "notices   1",
      "alike     发票 (nights, line 2) = 發票 (nights, line 3)",
    ] {
      #expect(run.output.split(separator: "\n").contains(Substring(line)), "\(run.output)")
    }
  }

  @Test("build keeps what is compiled where it is told to, and says when it cannot")
  func build() async throws {
    let list = try list(Self.nights)
    let cache = folder.url.appending(path: "cache").path
    let run = try await Moderate.run("words", "build", list, "--into", cache)
    #expect(run.status == 0)
    let files = run.output.split(separator: "\n").compactMap { $0.split(separator: "\t").last.map(String.init) }
    #expect(files.count == 2 && files.allSatisfy { FileManager.default.fileExists(atPath: $0) })
    // Without a folder it is the one of the person's caches.
    let usual = try await Moderate.run(["words", "build", list], environment: ["XDG_CACHE_HOME": cache])
    #expect(usual.output.contains("\(cache)/swift-image-moderation/words/"))
    let nowhere = try await Moderate.run("words", "build", list, "--into", "/proc/nowhere")
    #expect(nowhere.status == 1 && nowhere.errors.contains("nothing could be kept"))
  }

  @Test("a list that is wrong is refused by every tool, with its line", arguments: ["test", "stats", "build"])
  func refused(_ tool: String) async throws {
    for (text, expected) in [
      ("", "bad.txt: the list has no entry"), ("毛\n毛\t\tEXEMPT\n", "bad.txt:2: line 1 has the same words"),
      ("毛&巾\t\tEXEMPT", "bad.txt:1: an exemption of several parts"), ("# without: x\n毛", "bad.txt:1: x is nothing"),
    ] {
      let run = try await Moderate.run("words", tool, try list(text, "bad.txt"))
      #expect(run.status == 64 && run.output.isEmpty && run.errors.contains(expected), "\(run.errors)")
    }
  }

  @Test("what a list says is shown and not obeyed by a terminal")
  func printable() async throws {
    let list = try list("evil\u{202E}word\n")
    for arguments in [["explain", list, "evil\u{202E}word"], ["test", list, "evil\u{202E}word"]] {
      let run = try await Moderate.run(["words"] + arguments)
      #expect(!run.output.contains("\u{202E}") && run.output.contains("evil"))
    }
  }
}
