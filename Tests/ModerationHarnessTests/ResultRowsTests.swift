import Foundation
import ModerationCore
import ModerationHarness
import ModerationJudging
import TestFixtures
import Testing

@Suite("Files of results", .timeLimit(.minutes(20)))
struct ResultRowsTests {
  private let folder: TemporaryFolder
  private let row: String

  init() throws {
    folder = try TemporaryFolder()
    row = ResultDocument(
      HostFailure(.sourceUnreadable, message: "cannot read a"), source: "a", limits: "ims-2020-12-29"
    ).jsonLine()
  }

  private func rows(_ text: String) throws -> ResultRows {
    let file = folder.url.appending(path: "results.jsonl")
    try Data(text.utf8).write(to: file)
    return try ResultRows(path: file.path)
  }

  @Test("rows are read in order, with their numbers; empty lines are passed over")
  func order() throws {
    let rows = try rows("\(row)\n\n\(row)\n")
    let numbers = try [rows.next()?.line, rows.next()?.line, rows.next()?.line]
    #expect(numbers == [1, 3, nil])
  }

  @Test("rows longer than what is read at once")
  func long() throws {
    let long = ResultDocument(
      HostFailure(.sourceUnreadable, message: String(repeating: "x", count: 700_000)), source: "long", limits: "-"
    ).jsonLine()
    let rows = try rows("\(row)\n\(long)\n\(row)\n")
    #expect(try rows.next()?.document.source == "a")
    let second = try #require(try rows.next())
    #expect(second.document.source == "long" && second.bytes == Array(long.utf8))
    #expect(try rows.next()?.document.source == "a")
    #expect(try rows.next() == nil)
  }

  @Test("a torn last line and a line that is no result are problems with their number")
  func problems() throws {
    let rows = try rows("\(row)\nnonsense\n\(row)\n{\"torn")
    #expect(try rows.next() != nil)
    #expect { try rows.next() } throws: { ($0 as? RunProblem)?.line == 2 }
    #expect(try rows.next()?.line == 3)
    #expect { try rows.next() } throws: { ($0 as? RunProblem)?.line == 4 }
    #expect(try rows.next() == nil)
  }

  @Test("a file that is missing and a folder cannot be read")
  func missing() {
    #expect(throws: RunProblem.self) { try ResultRows(path: folder.url.appending(path: "none").path) }
    #expect(throws: RunProblem.self) { try ResultRows(path: folder.url.path) }
  }
}
