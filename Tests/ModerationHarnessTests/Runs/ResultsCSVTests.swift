import Foundation
import Glibc
@testable import ModerationHarness
import ModerationCore
import ModerationJudging
import TestFixtures
import Testing

@Suite("Results as a table", .timeLimit(.minutes(20)))
struct ResultsCSVTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func table(_ rows: [ResultDocument]) throws -> String {
    let results = try folder.write(Array(rows.map { $0.jsonLine() + "\n" }.joined().utf8), to: "results.jsonl")
    try ResultsCSV.write(results, to: folder.path + "/table.csv")
    return try String(contentsOfFile: folder.path + "/table.csv", encoding: .utf8)
  }

  @Test("verdicts, gaps, refusals and failures")
  func rows() throws {
    let gap = SceneStatus.notEvaluated(reason: "late", code: "deadline")
    let lines = try table([
      MadeUpRow.verdict("a.jpg", score: 0.9, bytes: [1, 2]), MadeUpRow.verdict("b.jpg", score: 0, status: gap),
      MadeUpRow.refusal("c"), MadeUpRow.failure("d"),
    ]).components(separatedBy: "\r\n")
    #expect(lines.count == 6 && lines[5].isEmpty)
    #expect(lines[0] == "source,suggestion,label,subLabel,score,reason,code,gaps,format,width,height,byteCount,sha256")
    #expect(
      lines[1].hasPrefix(
        "a.jpg,BLOCK,Porn,,0.9,made up,,,,,,2,a12871fee210fb8619291eaea194581cbd2531e4b23759d225f6806923f63222"))
    #expect(lines[2].hasPrefix("b.jpg,REVIEW,Porn,,0.0,made up,,porn,"))
    #expect(lines[3].hasPrefix("c,REFUSED,,,,The image was refused: formatUnknown.,formatUnknown,"))
    #expect(lines[4] == "d,ERROR,,,,made up,decoderFailed,,,,,,")
  }

  @Test(
    "a name is no formula, and is quoted where it must be",
    arguments: [
      ("=1+1", "'=1+1"), ("+a", "'+a"), ("-a", "'-a"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"),
      ("\r=1", "\"'\r=1\""), ("'=1", "''=1"), ("＝1", "'＝1"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
      ("a\r\nb", "\"a\r\nb\""), ("a=1", "a=1"), ("", ""),
      ("=cmd|'/c calc'!A1,\"", "\"'=cmd|'/c calc'!A1,\"\"\""),
    ])
  func cells(text: String, cell: String) {
    #expect(ResultsCSV.line([text]) == cell + "\r\n")
  }

  @Test("a table that cannot be written leaves nothing behind, and the earlier one stays")
  func unwritable() throws {
    #expect(throws: RunProblem.self) { try ResultsCSV.write(folder.path + "/none", to: folder.path + "/t.csv") }
    let broken = try folder.write(Array("nonsense\n".utf8), to: "broken.jsonl")
    try folder.write([], to: "t.csv")
    #expect(throws: RunProblem.self) { try ResultsCSV.write(broken, to: folder.path + "/t.csv") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["broken.jsonl", "t.csv"])
  }

  @Test("only an earlier table and an empty file are replaced, and a link to one stays")
  func replaced() throws {
    let run = folder.path + "/run"
    try folder.write([], to: "run/lock")
    func problem(_ name: String) throws -> String {
      try #require(throws: RunProblem.self) { try ResultsCSV.check("\(folder.path)/\(name)", in: run) }.message
    }
    let other = try folder.write(Array("source,suggestion\r\nmine\r\n".utf8), to: "other.csv")
    #expect(try problem("other.csv").contains("is no table of results"))
    #expect(throws: RunProblem.self) { try ResultsCSV.write(try folder.write([], to: "rows.jsonl"), to: other) }
    for name in ["lock", "results.jsonl", "run.json", "results.previous-2.jsonl"] {
      #expect(try problem("run/" + name).contains("the run itself"))
    }
    try #require(symlink("nowhere", folder.path + "/dangling") == 0 && symlink("/dev/null", folder.path + "/null") == 0)
    try #require(mkfifo(folder.path + "/pipe", 0o600) == 0)
    #expect(try problem("dangling").contains("leads nowhere"))
    for name in ["null", "pipe", "run"] { #expect(try problem(name).contains("no regular file")) }
    #expect(try problem("none/t.csv").contains("No such file"))
    // An earlier table behind a link.
    _ = try table([])
    try #require(symlink("table.csv", folder.path + "/link.csv") == 0)
    let rows = try folder.write(Array((MadeUpRow.failure("d").jsonLine() + "\n").utf8), to: "rows.jsonl")
    try ResultsCSV.check(folder.path + "/link.csv", in: run)
    try ResultsCSV.write(rows, to: folder.path + "/link.csv")
    #expect(try String(contentsOfFile: folder.path + "/table.csv", encoding: .utf8).contains("d,ERROR"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path + "/link.csv") == "table.csv")
  }
}
