import TestFixtures
import Foundation
import ImageModeration
import Inference
import TextMatching
import Testing

@testable import TextDetection

/// Measures rates on labelled rows outside the repository: tab-separated labels, split, language, source, text, where
/// the labels are abuse, advertisement and three more, `1`, `0` or `?` each.
@Suite("rates on labelled rows", .timeLimit(.minutes(20)))
struct TextRowsTests {
  static let path = ProcessInfo.processInfo.environment["MODERATION_TEXT_ROWS"]

  struct Row {
    let isAbuse: Character
    let isAd: Character
    let labels: [Character]
    let language: String
    let source: String
    let text: String
  }

  static func rows() throws -> [Row] {
    let text = try String(contentsOfFile: path ?? "", encoding: .utf8)
    return text.split(separator: "\n").dropFirst().compactMap { line in
      let columns = line.split(separator: "\t", maxSplits: 4, omittingEmptySubsequences: false)
      let labels = Array(columns[0])
      guard columns.count == 5, labels.count == 5 else { return nil }
      return Row(
        isAbuse: labels[0], isAd: labels[1], labels: labels, language: String(columns[2]), source: String(columns[3]),
        text: String(columns[4]))
    }
  }

  static func line(_ text: String) -> RecognizedLine {
    RecognizedLine(
      frameIndex: 0, text: text, confidence: 1, box: PixelRectangle(x: 0, y: 0, width: 100, height: 20))
  }

  static func report(_ title: String, _ counts: [String: [Int]]) {
    for (key, values) in counts.sorted(by: { $0.key < $1.key }) {
      let shares = values.dropFirst().map { "\((10_000 * Double($0) / Double(max(1, values[0]))).rounded() / 100) %" }
      print("\(title) \(key): n \(values[0]), \(shares.joined(separator: ", "))")
    }
  }

  @Test(
    "pattern hits on advertisements and on clean rows", .enabled(if: path != nil, "MODERATION_TEXT_ROWS is not set"))
  func patterns() throws {
    let detector = TextPatternDetector()
    var counts: [String: [Int]] = [:]
    var examples: [String: [String]] = [:]
    for row in try Self.rows() {
      let findings = try detector.inspect([Self.line(Self.unmasked(row.text))])
      let key = "\(row.isAd == "1" ? "ads" : row.isAd == "0" ? "clean" : "unknown") \(row.language) \(row.source)"
      let blocks = findings.contains { $0.score == 1 }
      counts[key, default: [0, 0, 0]][0] += 1
      if !findings.isEmpty { counts[key, default: [0, 0, 0]][1] += 1 }
      if blocks { counts[key, default: [0, 0, 0]][2] += 1 }
      // Clean rows with a hit, and advertisements with a long number but no deliberate contact.
      let isOdd = row.isAd == "1" ? !blocks && row.text.contains("00000") : blocks
      if isOdd, counts[key]?[0].isMultiple(of: 5) == true || row.isAd != "1", examples[key, default: []].count < 20 {
        examples[key, default: []].append("\(findings.first?.keywords ?? []) in \(row.text.prefix(100))")
      }
    }
    Self.report("patterns (any, deliberate)", counts)
    if ProcessInfo.processInfo.environment["MODERATION_TEXT_EXAMPLES"] != nil {
      for (key, texts) in examples.sorted(by: { $0.key < $1.key }) { for text in texts { print(key, text) } }
    }
    #expect(!counts.isEmpty)
  }

  /// The rows hold zeros for the digits of long numbers: eleven become a mobile number, others digits that follow.
  static func unmasked(_ text: String) -> String {
    var result: [Character] = []
    var zeros = 0
    func end() {
      let digits = zeros == 11 ? Array("13812345678") : (0..<zeros).map { Array("2345678912345678")[$0 % 16] }
      result += zeros < 5 ? [Character](repeating: "0", count: zeros) : digits
      zeros = 0
    }
    for character in text {
      if character == "0" {
        zeros += 1
      } else {
        end()
        result.append(character)
      }
    }
    end()
    return String(result)
  }

  @Test("the abuse model on abusive and on clean rows", .enabled(if: path != nil, "MODERATION_TEXT_ROWS is not set"))
  func abuse() throws {
    let detector = try EnglishAbuseTests.shared.get()
    var counts: [String: [Int]] = [:]
    for row in try Self.rows() {
      let key =
        "\(row.isAbuse == "1" ? "abuse" : row.isAbuse == "0" ? "clean" : "unknown") \(row.language) \(row.source)"
      let probability = detector.probability(of: row.text)
      counts[key, default: [0, 0, 0, 0, 0]][0] += 1
      if let probability {
        counts[key, default: [0, 0, 0, 0, 0]][1] += 1
        for (index, threshold) in [0.5, 0.8, 0.95].enumerated() where probability >= threshold {
          counts[key, default: [0, 0, 0, 0, 0]][index + 2] += 1
        }
      }
    }
    Self.report("abuse (judged, 0.5, 0.8, 0.95)", counts)
    #expect(!counts.isEmpty)
  }

  @Test("text classes on rows of each kind", .enabled(if: path != nil, "MODERATION_TEXT_ROWS is not set"))
  func classes() throws {
    let detector = try TextClassesTests.shared.get()
    var counts: [String: [Int]] = [:]
    for row in try Self.rows() where row.language == "zh" {
      let key = "\(String(row.labels)) \(row.source)"
      let scores = detector.scores(of: row.text)
      counts[key, default: [0, 0, 0, 0, 0]][0] += 1
      guard let scores else { continue }
      counts[key, default: [0, 0, 0, 0, 0]][1] += 1
      for (index, textClass) in [TextClass.advertising, .fraud, .abuse].enumerated()
      where scores[textClass] >= textClass.threshold {
        counts[key, default: [0, 0, 0, 0, 0]][index + 2] += 1
      }
    }
    Self.report("classes (judged, advertising, fraud, abuse)", counts)
    #expect(!counts.isEmpty)
  }
}
