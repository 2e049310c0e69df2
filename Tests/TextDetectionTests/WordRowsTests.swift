import Foundation
import ImageModeration
import TestFixtures
import TextMatching
import Testing

@testable import TextDetection

/// Measures word lists on labelled rows outside the repository (`TextRowsTests`): `MODERATION_TEXT_LISTS` names the
/// lists, apart by colons.
@Suite("word lists on labelled rows", .timeLimit(.minutes(20)))
struct WordRowsTests {
  static let lists = ProcessInfo.processInfo.environment["MODERATION_TEXT_LISTS"]
  static let isAsked = TextRowsTests.path != nil && lists != nil

  static func matcher() throws -> WordMatcher {
    try WordMatcher(
      try (lists ?? "").split(separator: ":").map { path in
        try WordList(parsing: Array(try Data(contentsOf: URL(filePath: String(path)))), name: String(path))
      })
  }

  @Test("how entries hit clean rows and others, in which readings", .enabled(if: isAsked, "no rows, or no lists"))
  func readings() throws {
    let matcher = try Self.matcher()
    var counts: [String: Int] = [:]
    for row in try TextRowsTests.rows() {
      let kind = row.labels.contains("1") ? "advertisements and abuse" : row.isAbuse == "0" ? "clean" : "unknown"
      counts["\(kind): rows", default: 0] += 1
      let hits = matcher.matches(in: [row.text]).hits
      let whole = hits.filter { !$0.cutsWords }
      if !whole.isEmpty { counts["\(kind): hit", default: 0] += 1 }
      if whole.isEmpty, !hits.isEmpty { counts["\(kind): cut only", default: 0] += 1 }
      guard !whole.isEmpty, !hits.contains(where: { $0.reading == .plain }) else { continue }
      counts["\(kind): hit by further readings alone", default: 0] += 1
      if kind == "clean" { print("new on a clean row: \(whole.map(\.entry.keyword)) in \(row.text.prefix(100))") }
    }
    for (key, count) in counts.sorted(by: { $0.key < $1.key }) { print("word lists, \(key): \(count)") }
    #expect(!counts.isEmpty)
  }

  @Test("clean rows below each other, three by three", .enabled(if: isAsked, "no rows, or no lists"))
  func columns() throws {
    let detector = WordListDetector(try Self.matcher())
    let clean = try TextRowsTests.rows().filter { $0.isAbuse == "0" && !$0.labels.contains("1") }
    var across = 0
    for start in stride(from: 0, to: clean.count - 2, by: 3) {
      let lines = clean[start..<(start + 3)].enumerated().map { place, row in
        RecognizedLine(
          frameIndex: 0, text: String(row.text.prefix(20)), confidence: 1,
          box: PixelRectangle(x: 10, y: 10 + 30 * Double(place), width: 400, height: 24))
      }
      let seam = try detector.inspect(lines).filter { finding in
        finding.suggestion != .pass && !finding.keywords[0].contains("&")
          && !lines.contains { line in
            (try? detector.inspect([line]).contains { $0.keywords == finding.keywords }) == true
          }
      }
      across += seam.count
      for finding in seam { print("across lines: \(finding.keywords) in \(finding.text ?? "")") }
    }
    print("columns of three clean rows: \(clean.count / 3), hits across lines \(across)")
    #expect(!clean.isEmpty)
  }
}
