import InProcessDecoding
import CodeDetection
import Foundation
import ImageModeration
import Inference
import TestFixtures
import Testing
import TextMatching

@testable import TextDetection

/// Pictures through the whole pipeline with real models: what is read reaches word lists, patterns and the abuse model.
@Suite("text scene", .serialized, .timeLimit(.minutes(20)))
struct SceneTests {
  static let list = "美女&包夜\n"

  static let moderator = Result { () throws -> Moderator in
    let store = try ModelStore()
    let words = try WordListDetector(lists: [try WordList(parsing: Array(list.utf8), name: "list")])
    let barcodes = BarcodeDetector(library: try CodeLibrary(path: CodeLibrary.path(inModels: store.directory)))
    return try Moderator(
      detectors: DetectorSet(
        detectors: [barcodes], textRecognizers: [try PPOCRPictures.recognizer()],
        textDetectors: [words, TextPatternDetector(), try EnglishAbuseDetector(store: store)]),
      isolation: .inProcess, limits: .unhurried)
  }

  struct Seen {
    let result: ModerationResult
    let verdict: Verdict
    /// The identifiers of the detectors that found something.
    var detectors: Set<String> { Set(verdict.evidence.map(\.detector)) }
    var keywords: [String] { verdict.evidence.flatMap(\.finding.keywords) }
    var text: [String] { result.text.map(\.text) }
  }

  static func see(_ name: String) async throws -> Seen {
    let result = try await moderator.get().moderate(.bytes(try Fixture.bytes(name), .local))
    guard case .verdict(let verdict) = result.outcome else { throw CocoaError(.fileReadCorruptFile) }
    return Seen(result: result, verdict: verdict)
  }

  @Test(
    "an advertisement is found turned by quarters and tilted",
    arguments: ["turned-0", "turned-90", "turned-180", "turned-270", "turned-15", "turned-345"])
  func turned(name: String) async throws {
    let seen = try await Self.see("images/text/\(name).png")
    print("text scene \(name): \(seen.text)")
    #expect(seen.detectors.contains("text.word-lists/4"), "\(seen.text)")
    #expect(seen.keywords.contains("WeChat:abc12345"), "\(seen.text)")
    #expect(seen.detectors.contains("text.english-abuse/2"), "\(seen.text)")
    #expect(seen.verdict.suggestion == .block)
  }

  @Test("columns of Chinese reach word lists and patterns", arguments: ["vertical", "spaced"])
  func columns(name: String) async throws {
    let seen = try await Self.see("images/text/\(name).png")
    print("text scene \(name): \(seen.result.text.map { "\($0.text) \($0.box)" })")
    #expect(seen.detectors.contains("text.word-lists/4"), "\(seen.text)")
    if name == "vertical" { #expect(seen.keywords.contains("WeChat:abc12345"), "\(seen.text)") }
  }

  @Test("a line that cannot be read makes a gap, and the others are judged")
  func longLine() async throws {
    var settings = PPOCRSettings.standard
    settings.maximumLineWidth = 340
    let moderator = try Moderator(
      detectors: DetectorSet(
        textRecognizers: [try PPOCRPictures.recognizer(.small, settings)], textDetectors: [TextPatternDetector()]),
      isolation: .inProcess, limits: .unhurried)
    let result = try await moderator.moderate(.bytes(try Fixture.bytes("images/text/turned-0.png"), .local))
    guard case .verdict(let verdict) = result.outcome, case .failed(let failure) = verdict.scenes[0].status else {
      Issue.record("\(result.outcome)")
      return
    }
    #expect(failure.code == .tooMuchToLookAt)
    #expect(verdict.evidence.flatMap(\.finding.keywords).contains("WeChat:abc12345"))
    #expect(verdict.suggestion == .block)
  }

  @Test("text of six pixels is an answer or is named as not covered, and never a crash")
  func sixPixels() async throws {
    let seen = try await Self.see("images/text/six-pixels.png")
    print("text scene six-pixels: \(seen.text)")
    #expect(seen.verdict.scenes[0].status == .evaluated)
  }

  @Test("a code of 2,900 hostile bytes gives a bounded finding and printable JSON")
  func hostileCode() async throws {
    let seen = try await Self.see("images/text/hostile-qr.png")
    let code = try #require(seen.verdict.evidence.first { $0.detector == "text.barcodes/5" })
    #expect(code.finding.keywords == ["二维码"])
    #expect((code.finding.text?.count ?? 0) <= BarcodeDetector.maximumContentCharacters)
    #expect((code.finding.text?.utf8.count ?? 0) > 1000)
    let json = ResultDocument(seen.result, source: "code").jsonLine()
    #expect(json.utf8.count < 100_000)
    let isPrintable = json.unicodeScalars.allSatisfy { scalar in
      scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && !(0x202A...0x202E).contains(scalar.value)
        && !(0x2066...0x2069).contains(scalar.value)
    }
    #expect(isPrintable)
    _ = try JSONSerialization.jsonObject(with: Data(json.utf8))
    #expect(seen.verdict.suggestion == .block)
  }

  @Test("scripts that are not read are named, and what is read of them is no finding")
  func otherScripts() async throws {
    let seen = try await Self.see("images/text/other-scripts.png")
    print("text scene other-scripts: \(seen.result.text.map { "\($0.text) \($0.confidence)" })")
    let notCovered = seen.verdict.scenes[0].notCovered
    for script in [SubLabel.arabicText, .hebrewText, .cyrillicText, .thaiText, .otherAbuse] {
      #expect(notCovered.contains(script))
    }
    #expect(seen.verdict.evidence.isEmpty, "\(seen.verdict.evidence)")
  }
}
