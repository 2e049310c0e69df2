import Foundation
import Glibc
import ModerationCore
import ModerationHarness
import ModerationJudging
import ScanRunner
import TestFixtures
import Testing

@Suite("The folder of a run", .timeLimit(.minutes(20)))
struct RunFolderTests {
  private let folder: TemporaryFolder
  private let identity = RunIdentity.madeUp(paths: ["photos"])
  private var path: String { folder.path + "/run" }
  private var results: String { path + "/results.jsonl" }

  init() throws { folder = try TemporaryFolder() }

  private func open(_ start: RunFolder.Start = .goesOn, retriesErrors: Bool = false) throws -> RunFolder {
    try RunFolder(path, for: identity, start, retriesErrors: retriesErrors)
  }

  private func sources() throws -> [String] {
    let rows = try ResultRows(path: results)
    var sources: [String] = []
    while let row = try rows.next() { sources.append(row.document.source) }
    return sources
  }

  private func problem(_ body: () throws -> Void) throws -> RunProblem {
    try #require(#expect(throws: RunProblem.self) { try body() })
  }

  /// Three rows: one that passes, one that this machine failed on, one that blocks.
  private func fill() throws {
    let run = try open()
    try run.append(MadeUpRow.verdict("a", score: 0.1))
    try run.append(MadeUpRow.failure("b"))
    try run.append(MadeUpRow.verdict("c", score: 0.9))
  }

  @Test("who goes on knows what is done and what it comes to")
  func goesOn() throws {
    try fill()
    let run = try open()
    #expect(try run.isDone("a") && run.isDone("b") && !run.isDone("d"))
    #expect(run.tally.sentence == "1 PASS, 1 BLOCK, 1 ERROR")
    // A second row of an image is not written.
    try run.append(MadeUpRow.verdict("a", score: 0.5))
    #expect(try sources() == ["a", "b", "c"])
  }

  @Test("names that differ by how an accent is composed are two")
  func composed() throws {
    let run = try open()
    try run.append(MadeUpRow.verdict("e\u{301}", score: 0.1))
    #expect(try !run.isDone("\u{E9}"))
  }

  @Test("a torn last line is cut off, wherever it is torn")
  func torn() throws {
    try fill()
    let whole = try Data(contentsOf: URL(filePath: results))
    let last = try #require(whole.dropLast().lastIndex(of: 10))
    for length in [last + 2, last + 300, whole.count - 1] {
      try whole.prefix(length).write(to: URL(filePath: results))
      let run = try open()
      #expect(run.mendedByteCount == length - last - 1)
      #expect(try run.isDone("b") && !run.isDone("c"))
      try run.append(MadeUpRow.verdict("c", score: 0.9))
      #expect(try Data(contentsOf: URL(filePath: results)) == whole)
    }
  }

  @Test("a torn line longer than what is read at once, and a file that is nothing else")
  func long() throws {
    try fill()
    try Data(repeating: 120, count: 200_000).write(to: URL(filePath: results))
    let run = try open()
    #expect(run.mendedByteCount == 200_000 && run.tally.total == 0)
  }

  @Test("a damaged line in the middle and a row that stands twice are told with their line")
  func damaged() throws {
    try fill()
    let whole = try String(contentsOfFile: results, encoding: .utf8)
    try (whole + "nonsense\n" + whole).write(toFile: results, atomically: false, encoding: .utf8)
    #expect(try problem { _ = try open() }.line == 4)
    try (whole + whole).write(toFile: results, atomically: false, encoding: .utf8)
    let twice = try problem { _ = try open() }
    #expect(
      twice.line == 4 && twice.path == results && twice.message.contains("second time. Take another folder, or --again")
    )
  }

  @Test("a run of something else is refused, with what differs")
  func other() throws {
    try fill()
    var other = identity
    other.judging.policy.version = "2"
    other.judging.detectors[0].sha256 = String(repeating: "1", count: 64)
    other.inputs.shard = "1/2"
    let refused = try problem { _ = try RunFolder(path, for: other) }
    for words in [
      "judging.policy.version was \"1\" and is \"2\"", "judging.detectors[\"made-up/1\"].sha256", "inputs.shard",
      "--again",
    ] { #expect(refused.message.contains(words), "\(refused)") }
    #expect(refused.path == path + "/run.json")
    #expect(try sources() == ["a", "b", "c"])
  }

  @Test("begun again, earlier rows lie beside")
  func again() throws {
    try fill()
    let run = try open(.again)
    #expect(run.tally.total == 0)
    #expect(try ResultRows(path: path + "/results.previous.jsonl").next()?.document.source == "a")
  }

  @Test("what was put aside is never overwritten")
  func againAndAgain() throws {
    for name in ["a", "b", "c"] { try open(.again).append(MadeUpRow.verdict(name, score: 0.1)) }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        == [
          "lock", "results.jsonl", "results.previous-2.jsonl", "results.previous.jsonl", "run.json",
          "run.previous-2.json", "run.previous.json",
        ].sorted())
    #expect(try ResultRows(path: path + "/results.previous.jsonl").next()?.document.source == "a")
    #expect(try ResultRows(path: path + "/results.previous-2.jsonl").next()?.document.source == "b")
  }

  @Test("rows that go into a file which is not there any more are told, with where they are")
  func gone() throws {
    let run = try open()
    try run.append(MadeUpRow.verdict("a", score: 0.1))
    try run.synchronize()
    try FileManager.default.moveItem(atPath: path, toPath: folder.path + "/moved")
    #expect(try problem { try run.synchronize() }.message.contains("1 rows are in \(folder.path)/moved/results.jsonl"))
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try folder.write([], to: "run/results.jsonl")
    #expect(try problem { try run.synchronize() }.message.contains("moved/results.jsonl"))
    try FileManager.default.removeItem(atPath: folder.path + "/moved")
    #expect(try problem { try run.synchronize() }.message.contains("was removed"))
  }

  @Test("a run of another version, a run.json that is none, and rows without one are refused")
  func version() throws {
    try fill()
    let file = URL(filePath: path + "/run.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    try text.replacing("moderation-run-1", with: "moderation-run-9").write(to: file, atomically: false, encoding: .utf8)
    #expect(try problem { _ = try open() }.message.contains("moderation-run-9"))
    try "{".write(to: file, atomically: false, encoding: .utf8)
    let damaged = try problem { _ = try open() }
    #expect(damaged.path == file.path && damaged.message.contains("--again"))
    try FileManager.default.removeItem(at: file)
    #expect(try problem { _ = try open() }.message.contains("no run.json"))
  }

  @Test("a folder in use is refused, and free when its process is done")
  func inUse() throws {
    do {
      let run = try open()
      let refused = try problem { _ = try open() }
      #expect(refused.message.contains("in use") && refused.message.contains("\(getpid())"))
      #expect(try !run.isDone("a"))
    }
    _ = try open()
  }

  @Test("what cannot be a folder is a problem")
  func noFolder() throws {
    try folder.write([1], to: "file")
    #expect(throws: RunProblem.self) { try RunFolder(folder.path + "/file", for: identity) }
    let unmade = try problem { _ = try RunFolder(folder.path + "/file/deep/run", for: identity) }
    #expect(unmade.path == folder.path + "/file/deep" && unmade.message.contains("cannot be made: Not a directory"))
    #expect(throws: RunProblem.self) { try RunFolder("/proc/none", for: identity) }
  }

  @Test("links are not followed to rows elsewhere")
  func link() throws {
    try fill()
    try FileManager.default.moveItem(atPath: results, toPath: folder.path + "/elsewhere")
    try FileManager.default.createSymbolicLink(atPath: results, withDestinationPath: folder.path + "/elsewhere")
    #expect(throws: RunProblem.self) { try open() }
  }

  @Test("rows of failures are taken out when they are to be tried again, and no others")
  func errors() throws {
    try fill()
    do {
      let run = try open(retriesErrors: true)
      #expect(try run.isDone("a") && !run.isDone("b") && run.isDone("c"))
      try run.append(MadeUpRow.verdict("b", score: 0.2))
    }
    #expect(try sources() == ["a", "c", "b"])
    #expect(try open(retriesErrors: true).tally.total == 3)
  }
}
