import Foundation
import ImageModeration
import InProcessDecoding
import StandardDetectors
import TestFixtures
import Testing
import TextMatching

/// A sample of the pictures of `./run bench accuracy`, judged by every model: no kind may be judged worse unseen.
///
/// After a change that is meant, `MODERATION_RECORD_GOLDEN=1 swift test --filter AccuracyTests` writes GOLDEN.tsv anew.
@Suite("Accuracy", .timeLimit(.minutes(20)))
struct AccuracyTests {
  static let folder = Fixture.folder.appending(path: "accuracy")
  static let golden = folder.appending(path: "GOLDEN.tsv")
  /// Photographs of Fixtures, harmless as the drawn kinds; not the large ones, which take seconds each in a debug build.
  static let photographs = ["images/photos-faces"]
  /// Two for each of two processors: one decodes while another is looked at.
  static let picturesAtATime = 4

  struct Picture: Sendable {
    let kind: String
    let path: String
    /// Below Fixtures.
    let name: String
  }

  static func expected() throws -> [String: String] {
    let text = try String(contentsOf: folder.appending(path: "KINDS.tsv"), encoding: .utf8)
    let kinds = text.split(separator: "\n").dropFirst().map { $0.split(separator: "\t").map(String.init) }
    return Dictionary(uniqueKeysWithValues: kinds.map { ($0[0], $0[1] == "-" ? "" : $0[1]) })
      .merging(["photographs": ""]) { first, _ in first }
  }

  static func pictures(_ kinds: some Collection<String>) throws -> [Picture] {
    func files(_ below: String, _ kind: String) throws -> [Picture] {
      try FileManager.default.contentsOfDirectory(atPath: Fixture.path(below)).sorted().map { name in
        Picture(kind: kind, path: Fixture.path("\(below)/\(name)"), name: "\(below)/\(name)")
      }
    }
    return try kinds.sorted().filter { $0 != "photographs" }.flatMap { try files("accuracy/\($0)", $0) }
      + photographs.flatMap { try files($0, "photographs") }
  }

  static func judge(_ pictures: [Picture], into table: inout AccuracyTable) async throws {
    let words = try WordList(parsing: try Fixture.bytes("accuracy/words.txt"), name: "words")
    let models = try StandardModels(
      scenes: [.porn, .terror, .text], isolation: .inProcess, concurrency: picturesAtATime)
    let rules = try Ruleset(
      detectors: try models.detectors(lists: OperatorLists(words: [words])), limits: .unhurried)
    let moderator = try Moderator(
      rules: rules, isolation: .inProcess,
      capacity: .init(concurrentImages: 2, waitingImages: picturesAtATime))
    let verdicts = try await withThrowingTaskGroup(of: (Picture, Verdict).self) { group in
      var done: [(Picture, Verdict)] = []
      for (index, picture) in pictures.enumerated() {
        if index >= picturesAtATime, let next = try await group.next() { done.append(next) }
        group.addTask {
          let result = try await moderator.moderate(.file(path: picture.path))
          guard case .verdict(let verdict) = result.outcome else { throw Refused(name: picture.name) }
          return (picture, verdict)
        }
      }
      for try await next in group { done.append(next) }
      return done
    }
    for (picture, verdict) in verdicts { table.add(verdict, of: picture.name, kind: picture.kind) }
  }

  struct Refused: Error {
    let name: String
  }

  @Test("no kind of picture is judged worse than it was")
  func golden() async throws {
    let expected = try Self.expected()
    let pictures = try Self.pictures(expected.keys)
    #expect(pictures.count > 100)
    var now = AccuracyTable(expected: expected)
    try await Self.judge(pictures, into: &now)
    if ProcessInfo.processInfo.environment["MODERATION_RECORD_GOLDEN"] == "1" {
      try now.text.write(to: Self.golden, atomically: true, encoding: .utf8)
      return
    }
    var before = AccuracyTable(expected: expected)
    before.read(try String(contentsOf: Self.golden, encoding: .utf8))
    // Without what is expected nothing could be missed.
    #expect(before.rows.keys.contains { before.isHigherBetter($0) })
    for line in now.worsened(since: before) { Issue.record("\(line)") }
  }

  @Test(
    "a row is worse with more findings in a harmless kind and with fewer in an expected one",
    arguments: [
      ("plain", ["a"], ["a", "b"], "plain terror Fire: REVIEW or worse 1 -> 2, found: b"),
      ("plain", ["a", "b"], ["b"], nil), ("plain", ["a"], ["b"], nil),
      ("fires", ["a", "b"], ["b"], "fires terror Fire: REVIEW or worse 2 -> 1, missed: a"),
      ("fires", ["a"], ["a", "b"], nil), ("plain", [], ["b"], "plain terror Fire: REVIEW or worse 0 -> 1, found: b"),
      ("fires", ["b"], [], "fires terror Fire: REVIEW or worse 1 -> 0, missed: b"),
    ] as [(String, Set<String>, Set<String>, String?)])
  func comparison(kind: String, before: Set<String>, now: Set<String>, expected: String?) {
    func table(_ files: Set<String>) -> AccuracyTable {
      var table = AccuracyTable(expected: ["plain": "", "fires": "terror/Fire"])
      if !files.isEmpty { table.rows[.init(kind: kind, scene: "terror", subLabel: "Fire")] = .init(review: files) }
      var copy = AccuracyTable(expected: table.expected)
      copy.read(table.text)
      return copy
    }
    #expect(table(now).worsened(since: table(before)) == (expected.map { [$0] } ?? []))
  }
}
