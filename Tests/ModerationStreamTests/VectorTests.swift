import Foundation
import TestFixtures
import Testing

@testable import ModerationStream

/// `Documentation/stream-vectors`: what goes in as bytes, what comes out as lines, of which each has at least the
/// members that are listed.
@Suite("The vectors of Documentation/Stream.md", .timeLimit(.minutes(20)))
struct VectorTests {
  private static let folder = Fixture.folder.deletingLastPathComponent()
    .appending(path: "Documentation/stream-vectors")

  static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".in") }.map { String($0.dropLast(3)) }.sorted()

  @Test("there are some")
  func some() { #expect(Self.names.count >= 10) }

  @Test("give the lines that they say", arguments: names)
  func run(name: String) async throws {
    let judge = FakeJudge()
    let stream = try FakeStream(judge, isOrdered: true)
    try stream.send(try Data(contentsOf: Self.folder.appending(path: "\(name).in")))
    _ = try await stream.run { judge.release() }
    let lines = try stream.lines()
    #expect(try member("ready", of: try #require(lines.first)) == "1")
    let expected = try String(contentsOf: Self.folder.appending(path: "\(name).out"), encoding: .utf8)
      .split(separator: "\n")
    #expect(lines.dropFirst().count == expected.count)
    for (line, part) in zip(lines.dropFirst(), expected) {
      let (whole, wanted) = (
        try JSONSerialization.jsonObject(with: Data(line.utf8)),
        try JSONSerialization.jsonObject(with: Data(part.utf8))
      )
      #expect(Self.has(whole, wanted), "\(line) has not \(part)")
    }
  }

  private static func has(_ whole: Any, _ part: Any) -> Bool {
    guard let part = part as? [String: Any] else { return (whole as? NSObject) == (part as? NSObject) }
    guard let whole = whole as? [String: Any] else { return false }
    return part.allSatisfy { key, value in whole[key].map { has($0, value) } ?? false }
  }
}
