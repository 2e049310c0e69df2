import CodeDetection
import Foundation
import ImageMatching
import ImageModeration
import Inference
import ModerationTesting
import PoliticsDetection
import PornDetection
import TerrorDetection
import Testing
import TextDetection

/// The detectors of this repository, with their models, under the checks that anybody's detector must pass.
@Suite("Checks of the first-party detectors", .timeLimit(.minutes(20)))
struct FirstPartyTests {
  private static func expectPass(_ report: DetectorReport, skipping skipped: Set<DetectorCheck> = []) {
    print(report)
    #expect(report.passed, "\(report)")
    #expect(Set(report.checks.filter { $0.outcome == .skipped }.map(\.name)) == skipped, "\(report)")
  }

  private static let grey = PictureExample(
    "a grey picture", .solid(.grey), expecting: [ScoreExpectation(.porn, .atMost(0.2))])

  @Test("open_nsfw")
  func openNSFW() throws {
    let store = try ModelStore()
    let detector = try OpenNSFWDetector(store: store, runtime: try InferenceRuntime(store), concurrency: 2)
    Self.expectPass(DetectorChecks.run(detector, options: CheckOptions(pictures: [Self.grey])))
  }

  @Test("the porn detector of two models")
  func porn() throws {
    let store = try ModelStore()
    let detector = try PornDetector(store: store, runtime: try InferenceRuntime(store), concurrency: 2)
    Self.expectPass(
      DetectorChecks.run(detector, options: CheckOptions(pictures: [Self.grey], longestSidePixels: 256)))
  }

  @Test("the gore detector")
  func gore() throws {
    let store = try ModelStore()
    let detector = try GoreDetector(store: store, runtime: try InferenceRuntime(store), concurrency: 2)
    let grey = PictureExample("grey", .solid(.grey), expecting: [ScoreExpectation(.terror, .gore, .atMost(0.5))])
    Self.expectPass(DetectorChecks.run(detector, options: CheckOptions(pictures: [grey], longestSidePixels: 256)))
  }

  @Test("the terror detector")
  func terror() throws {
    let store = try ModelStore()
    let detector = try TerrorDetector(store: store, runtime: try InferenceRuntime(store), concurrency: 2)
    let grey = PictureExample("grey", .solid(.grey), expecting: [ScoreExpectation(.terror, .firearm, .atMost(0.9))])
    Self.expectPass(DetectorChecks.run(detector, options: CheckOptions(pictures: [grey])))
  }

  static func barcodes() throws -> BarcodeDetector {
    BarcodeDetector(library: try CodeLibrary(path: CodeLibrary.path(inModels: try ModelStore().directory)))
  }

  @Test("the reader of barcodes")
  func barcodes() throws {
    let code = PictureExample(
      "an EAN-13", try EAN13.picture("4006381333931"),
      expecting: [ScoreExpectation(.ad, SubLabel(rawValue: "EAN-13"), .atLeast(0.5))])
    let blank = PictureExample("blank", .solid(.white), expecting: [ScoreExpectation(.ad, .atMost(0))])
    Self.expectPass(
      DetectorChecks.run(try Self.barcodes(), options: CheckOptions(pictures: [code, blank], longestSidePixels: 640)))
  }

  @Test("a barcode is found where and as it was found before")
  func golden() throws {
    let code = try #require(try EAN13.picture("4006381333931").drawn(for: BarcodeDetector.wish, original: EAN13.size))
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden").path
    let outcome = GoldenRecorder(folder: folder).compare(try code.inspected(by: try Self.barcodes()), with: "ean-13")
    #expect(outcome == .equal)
  }

  @Test("the fingerprint detector")
  func fingerprints() throws {
    let side = 64
    let waves = (0..<(side * side)).flatMap { place in
      let (x, y) = (place % side, place / side)
      let value = UInt8(truncatingIfNeeded: (x * x / 7 + y * 3) ^ (x * y / 31))
      return [value, value &+ UInt8(truncatingIfNeeded: y / 2), 255 - value]
    }
    let hashed = PDQHasher.fingerprint(waves.span.bytes, width: side, height: side, strideBytes: side * 3)
    let line = "\(try #require(hashed).hash)\t\twaves\tblock\n"
    let detector = try FingerprintDetector(lists: [try FingerprintList(parsing: Array(line.utf8), name: "known")])
    let picture = try #require(FakePicture.pixels(waves, size: PixelSize(width: side, height: side)))
    let known = PictureExample("waves", picture, expecting: [ScoreExpectation(.polity, .knownPicture, .atLeast(0.9))])
    Self.expectPass(
      DetectorChecks.run(detector, options: CheckOptions(pictures: [known])))
  }

  @Test("the detector of contacts in text")
  func textPatterns() {
    let contact = TextExample(
      "a messenger account", ["加微信：abc12345"],
      expecting: [ScoreExpectation(.ad, .messengerAccount, .atLeast(0.9))])
    let clean = TextExample("clean text", ["The quick brown fox"], expecting: [ScoreExpectation(.ad, .atMost(0))])
    Self.expectPass(DetectorChecks.run(TextPatternDetector(), options: CheckOptions(texts: [contact, clean])))
  }
}

/// Draws barcodes after ISO/IEC 15420.
enum EAN13 {
  private static let left = [
    "0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011",
  ]
  /// Which digits of the left half are of even parity, by the first digit.
  private static let parities = [
    "000000", "001011", "001101", "001110", "010011", "011001", "011100", "010101", "010110", "011010",
  ]

  private static func inverted(_ pattern: String) -> String { String(pattern.map { $0 == "0" ? "1" : "0" }) }

  /// 95 modules and two quiet zones of 12, three pixels a module.
  static let size = PixelSize(width: 357, height: 120)

  static func picture(_ code: String) throws -> FakePicture {
    let digits = code.compactMap(\.wholeNumberValue)
    try #require(digits.count == 13)
    let first = zip(digits[1...6], parities[digits[0]]).map { digit, parity in
      parity == "0" ? left[digit] : String(inverted(left[digit]).reversed())
    }
    let second = digits[7...].map { inverted(left[$0]) }
    let modules = "101" + first.joined() + "01010" + second.joined() + "101"
    let quiet = String(repeating: "0", count: 12)
    let row = (quiet + modules + quiet).flatMap { [UInt8](repeating: $0 == "1" ? 0 : 255, count: 9) }
    let rgb = (0..<size.height).flatMap { (10..<110).contains($0) ? row : [UInt8](repeating: 255, count: row.count) }
    return try #require(FakePicture.pixels(rgb, size: size))
  }
}
