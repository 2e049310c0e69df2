import Foundation
import Glibc
import ModerationHarness
import ModerationJudging
import TestFixtures
import Testing

@Suite("A scan that is killed", .timeLimit(.minutes(20)))
struct KillTests {
  private static let imageCount = 300
  private static let kills = 20
  private static let runner = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "ScanRunner")

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    // Every third is equal to another; some fail, some are refused.
    for number in 0..<Self.imageCount {
      let kind = number % 3 == 0 ? 60 : number
      try folder.write([UInt8(kind % 256), UInt8(kind / 256)], to: "images/\(number)")
    }
  }

  /// Runs it, and kills it after a while; how many rows it said were done, and whether it came to its end.
  private func scan(into run: String, killedAfter microseconds: UInt32?) throws -> (reported: Int, status: Int32?) {
    let process = Process()
    process.executableURL = Self.runner
    process.arguments = [folder.path + "/images", run]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    var text = Data()
    if let microseconds {
      // From the first row on the moment is random.
      text = output.fileHandleForReading.availableData
      usleep(microseconds)
      kill(process.processIdentifier, SIGKILL)
    }
    text += output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    // A line that was cut off was not reported.
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast()
    return (
      lines.compactMap { Int($0) }.max() ?? 0, process.terminationReason == .exit ? process.terminationStatus : nil
    )
  }

  private func rows(_ run: String) throws -> [String: ResultDocument] {
    let rows = try ResultRows(path: run + "/results.jsonl")
    var documents: [String: ResultDocument] = [:]
    while let row = try rows.next() {
      let document = row.document.copy(source: row.document.source)
      #expect(
        documents.updateValue(document, forKey: row.document.source) == nil, "\(row.document.source) is there twice")
    }
    return documents
  }

  @Test("killed at random moments: one row an image, equal to an undisturbed run, nothing lost that was reported")
  func killed() throws {
    let undisturbed = folder.path + "/undisturbed"
    #expect(try scan(into: undisturbed, killedAfter: nil).status == 0)
    let expected = try rows(undisturbed)
    #expect(expected.count == Self.imageCount)
    let run = folder.path + "/run"
    var (killed, runs) = (0, 0)
    while killed < Self.kills {
      let (reported, status) = try scan(into: run, killedAfter: UInt32.random(in: 0...30_000))
      let whole = try Data(contentsOf: URL(filePath: run + "/results.jsonl")).count { $0 == 10 }
      #expect(whole >= reported)
      if status == nil { killed += 1 }
      guard status == 0 else { continue }
      // It was done before: the next begins anew.
      runs += 1
      #expect(try rows(run) == expected)
      try FileManager.default.removeItem(atPath: run)
    }
    #expect(try scan(into: run, killedAfter: nil).status == 0)
    #expect(try rows(run) == expected)
  }

  @Test("a disk that is full ends it with a problem, and it goes on when there is room")
  func full() throws {
    let run = folder.path + "/run"
    let process = Process()
    process.executableURL = Self.runner
    process.arguments = [folder.path + "/images", run, "100000"]
    process.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(text.contains("results.jsonl") && text.contains("cannot be written") && text.contains("are kept"))
    let kept = try rows(run).count
    #expect((1..<Self.imageCount).contains(kept))
    #expect(try scan(into: run, killedAfter: nil).status == 0)
    #expect(try rows(run).count == Self.imageCount)
  }
}
