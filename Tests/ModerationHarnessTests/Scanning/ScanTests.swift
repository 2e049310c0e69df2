import Files
import Foundation
import Glibc
import ModerationCore
import ModerationHarness
import ModerationJudging
import ScanRunner
import TestFixtures
import Testing

@Suite("A scan", .timeLimit(.minutes(20)))
struct ScanTests {
  private let folder: TemporaryFolder
  private let judged = Box<[String]>([])
  private var run: String { folder.path + "/run" }

  init() throws { folder = try TemporaryFolder() }

  @discardableResult
  private func scan(
    _ paths: [String] = ["images"], concurrency: Int = 4, once: Bool = true, retriesErrors: Bool = false,
    passingOver: @escaping @Sendable ([UInt8]) -> Bool = { _ in false }, stoppingAfter: Int = .max,
    judge: (@Sendable (ScannedFile) async -> ResultDocument)? = nil
  ) async throws -> (state: Scan.State, end: Scan.End, rows: [String: ResultDocument]) {
    var inputs = ScanInputs()
    inputs.paths = paths.map { FileName(Array("\(folder.path)/\($0)".utf8)) }
    let run = try RunFolder(run, for: .madeUp(paths: paths), retriesErrors: retriesErrors)
    inputs.leftOut = run.ownFiles
    let scan = Scan(
      Scan.Settings(
        concurrency: concurrency, maximumFileByteCount: 1000, limits: "made-up", judgesEqualFilesOnce: once),
      passingOver: passingOver
    ) { [judged] file in
      judged.update { $0.append(file.source) }
      return await judge?(file) ?? MadeUpRow.judged(file.source, file.bytes ?? [])
    }
    var done = 0
    let (state, end) = try await scan.run(
      try inputs.files(), into: run, isInterrupted: { done >= stoppingAfter }, report: { done = $0.tally.total })
    var documents: [String: ResultDocument] = [:]
    let rows = try ResultRows(path: run.resultsPath)
    while let row = try rows.next() {
      let name = String(row.document.source.dropFirst(folder.path.count + 1))
      #expect(documents.updateValue(row.document, forKey: name) == nil, "\(name) has two rows")
    }
    return (state, end, documents)
  }

  private func write(_ count: Int) throws {
    for number in 0..<count { try folder.write([UInt8(number % 200), UInt8(number / 200)], to: "images/\(number)") }
  }

  @Test("every file has one row, and the run's own files are none", arguments: [1, 3, 300])
  func each(concurrency: Int) async throws {
    try write(100)
    let (state, end, rows) = try await scan(["images", "run", "run/lock", "images/7"], concurrency: concurrency)
    #expect(end == .finished && rows.count == 100 && state.tally.total == 100 && judged.value.count == 100)
    #expect(rows["images/7"] == MadeUpRow.judged("\(folder.path)/images/7", [7, 0]))
  }

  @Test("stopped and gone on with, each is judged once and the rows are those of a run without a stop")
  func goesOn() async throws {
    try write(60)
    var ends: [Scan.End] = []
    repeat {
      ends.append(try await scan(concurrency: 2, stoppingAfter: ends.count * 10 + 10).end)
    } while ends.last == .interrupted
    let rows = try await scan().rows
    #expect(ends.count > 3 && ends.last == .finished)
    #expect(rows.count == 60 && judged.value.count == 60)
    for number in 0..<60 {
      let source = "\(folder.path)/images/\(number)"
      #expect(rows["images/\(number)"] == MadeUpRow.judged(source, [UInt8(number), 0]))
    }
  }

  @Test("files of equal bytes are judged once; the others took no time")
  func equal() async throws {
    for number in 0..<40 { try folder.write([UInt8(number % 2 + 50)], to: "images/\(number)") }
    let first = try await scan()
    #expect(judged.value.count == 2 && first.state.copied == 38 && first.rows.count == 40)
    #expect(Set(first.rows.values.map(\.suggestion)) == ["PASS"])
    #expect(first.rows.values.count { $0.timing.stageMilliseconds.isEmpty } == 38)
    // Known to who goes on, too.
    try folder.write([50], to: "images/more")
    #expect(try await scan().rows["images/more"]?.score == 50 / 255)
    #expect(judged.value.count == 2)
  }

  @Test("each for itself when that is asked for")
  func notOnce() async throws {
    for number in 0..<10 { try folder.write([50], to: "images/\(number)") }
    #expect(try await scan(once: false).state.copied == 0)
    #expect(judged.value.count == 10)
  }

  @Test("two equal files at work at a time: one is judged; where it fails, each is tried itself")
  func together() async throws {
    for number in 0..<6 { try folder.write([50], to: "images/\(number)") }
    let judged = judged
    let (_, _, rows) = try await scan(judge: { file in
      judged.value.count == 1 ? MadeUpRow.failure(file.source) : MadeUpRow.judged(file.source, file.bytes ?? [])
    })
    #expect(rows.count == 6 && rows.values.count { $0.failure != nil } == 1)
    // Of the five that are left one is judged for all.
    #expect(judged.value.count == 2)
  }

  @Test("what cannot be read has a row that says so, and is tried again when that is asked for")
  func unreadable() async throws {
    try write(3)
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/images/dangling", withDestinationPath: "late")
    let first = try await scan(["images", "missing"])
    #expect(first.rows["images/dangling"]?.failure?.code == "sourceUnreadable" && first.rows["missing"] != nil)
    #expect(first.state.tally.someNotEvaluated)
    try folder.write([99], to: "images/late")
    #expect(try await scan(["images", "missing"]).rows["images/dangling"]?.failure != nil)
    let retried = try await scan(["images", "missing"], retriesErrors: true)
    #expect(retried.rows.count == 6 && retried.rows["images/dangling"]?.score == 99 / 255)
    #expect(retried.rows["missing"]?.failure?.code == "sourceUnreadable")
  }

  @Test("what is passed over has no row and is counted; an empty file stays")
  func passedOver() async throws {
    try write(5)
    try folder.write(Array("Thumbs".utf8), to: "images/Thumbs.db")
    try folder.write([], to: "images/empty")
    let (state, _, rows) = try await scan(passingOver: { $0.first == UInt8(ascii: "T") })
    #expect(state.passedOver == 1 && rows.count == 6 && rows["images/empty"] != nil && rows["images/Thumbs.db"] == nil)
  }

  @Test("a file with more bytes than an image may have is judged without them")
  func tooLarge() async throws {
    try folder.write([UInt8](repeating: 60, count: 1001), to: "images/large")
    let given = Box<[Int?]>([])
    try await scan(judge: { file in
      given.update { $0.append(file.bytes?.count) }
      return MadeUpRow.refusal(file.source)
    })
    #expect(given.value == [nil])
  }

  @Test("a row is written before the next name comes, however long its writer takes")
  func slowNames() async throws {
    try write(2)
    let pipe = folder.path + "/names"
    try #require(mkfifo(pipe, 0o600) == 0)
    // Open for both, so that neither side waits for the other to open it.
    let names = try FileHandle(forUpdating: URL(filePath: pipe))
    try names.write(contentsOf: Data("\(folder.path)/images/0\n".utf8))
    var inputs = ScanInputs()
    inputs.list = pipe
    let run = try RunFolder(run, for: .madeUp(paths: []))
    let settings = Scan.Settings(
      concurrency: 4, maximumFileByteCount: 1000, limits: "made-up", judgesEqualFilesOnce: true)
    let scan = Scan(settings) { MadeUpRow.judged($0.source, $0.bytes ?? []) }
    var counts: [Int] = []
    // Its second name is written when the first has its row, and then it is stopped: its end never comes.
    let (_, end) = try await scan.run(
      try inputs.files(), into: run, isInterrupted: { counts.last == 2 },
      report: { state in
        if state.tally.total == 1, counts.last != 1 {
          try? names.write(contentsOf: Data("\(folder.path)/images/1\n".utf8))
        }
        counts.append(state.tally.total)
      })
    #expect(end == .interrupted && counts.last == 2)
  }

  @Test("many files wait for an equal one, bounded, and each has its row")
  func manyEqual() async throws {
    for number in 0..<500 { try folder.write([75], to: "images/\(number)") }
    #expect(try await scan(concurrency: 8).rows.count == 500)
    #expect(judged.value.count == 1)
  }
}
