@testable import PixelConversion
import InProcessDecoding
import ImageDecoding
import ImageFormats
import ImageModeration
import Inference
import TestFixtures
import Testing

@testable import PornDetection

/// What is lost in the whole picture is found in its parts. The stand-in is a portrait lying on its side, which the
/// model takes for something else: 0.49.
@Suite("Porn in parts of pictures", .timeLimit(.minutes(20)))
struct PornPartsTests {
  static let side = 200
  static let cell = PixelSize(width: side, height: side)

  static func standIn() throws -> [UInt8] {
    let pixels = try Fixture.bytes("open_nsfw/pixels/hopper-stored-orientation-7.rgb")
    let size = PixelSize(width: 128, height: 128)
    let frame = DecodedFrame(index: 0, size: size, strideBytes: 384, originalSize: size, hasAlpha: false)
    return try PixelConverter().convert(
      pixels.span.bytes, of: frame, to: InputWish(fit: .exact(cell), filter: .bicubic)
    ) { view, _ in view.withUnsafeBytes { [UInt8]($0) } }
  }

  static func benign() throws -> [[UInt8]] {
    try ["chelsea.png", "astronaut.png", "hopper.png"].map {
      try BitmapBytes.fixture("images/photos-faces/\($0)", as: cell)
    }
  }

  /// The score of one picture of `cell`, alone.
  static func score(_ pixels: [UInt8], _ detector: OpenNSFWDetector) throws -> Double {
    let frame = DecodedFrame(index: 0, size: cell, strideBytes: side * 3, originalSize: cell, hasAlpha: false)
    return try OpenNSFWParityTests.score(detector, pixels.span.bytes, frame)
  }

  static func verdict(_ picture: BitmapBytes, thorough: Bool = false) async throws -> Verdict {
    let store = try ModelStore()
    let detector = try OpenNSFWDetector(
      store: store, runtime: try InferenceRuntime(store), concurrency: 1, thorough: thorough)
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [detector]), isolation: .inProcess, limits: .unhurried)
    let result = try await moderator.moderate(.bytes(picture.bytes, .local))
    guard case .verdict(let verdict) = result.outcome else {
      Issue.record("no verdict: \(result.outcome)")
      throw CancellationError()
    }
    return verdict
  }

  static func whole(_ verdict: Verdict) throws -> Double {
    try #require(verdict.evidence.first { $0.finding.locations.isEmpty }).finding.score
  }

  @Test("one cell of a 3×3 contact sheet: low in the whole, as high as alone in the cell", arguments: [0, 4, 8])
  func contactSheet(place: Int) async throws {
    let detector = try OpenNSFWParityTests.makeDetector()
    let standIn = try Self.standIn()
    let alone = try Self.score(standIn, detector)
    let benign = try Self.benign()
    var sheet = BitmapBytes(size: PixelSize(width: 3 * 212 + 12, height: 3 * 212 + 12), colour: [255, 255, 255])
    let corners = (0..<9).map { (x: 12 + $0 % 3 * 212, y: 12 + $0 / 3 * 212) }
    for (index, corner) in corners.enumerated() {
      sheet.paint(index == place ? standIn : benign[index % 3], Self.cell, x: corner.x, y: corner.y)
    }
    let verdict = try await Self.verdict(sheet)
    #expect(verdict.evidence.count == 10)
    #expect(try Self.whole(verdict) < 0.1)
    #expect(alone > 0.4)
    let worst = try #require(verdict.evidence.first)
    #expect(abs(worst.finding.score - alone) < 0.05)
    #expect(verdict.suggestion == .review)
    let box = try #require(worst.finding.locations.first).box
    #expect(abs(box.x - Double(corners[place].x)) <= 2 && abs(box.y - Double(corners[place].y)) <= 2)
    #expect(abs(box.width - 200) <= 3 && abs(box.height - 200) <= 3)
    print(
      "measured contact sheet \(place): whole \(try Self.whole(verdict)), cell \(worst.finding.score), alone \(alone)")
  }

  @Test("a third of a strip of 1:3: low in the whole, found in a tile")
  func longPicture() async throws {
    var strip = BitmapBytes(size: PixelSize(width: 200, height: 600), colour: [255, 255, 255])
    let benign = try Self.benign()
    strip.paint(benign[0], Self.cell, x: 0, y: 0)
    strip.paint(benign[0], Self.cell, x: 0, y: 200)
    strip.paint(try Self.standIn(), Self.cell, x: 0, y: 400)
    let verdict = try await Self.verdict(strip)
    #expect(try Self.whole(verdict) < 0.1)
    #expect(verdict.evidence.count == 4)
    let tiles = verdict.evidence.filter { !$0.finding.locations.isEmpty }.map(\.finding.score)
    print("measured strip: whole \(try Self.whole(verdict)), tiles \(tiles)")
    #expect(try #require(tiles.max()) > 20 * Self.whole(verdict))
  }

  @Test("thorough: what fills a ninth of an ordinary photograph scores many times higher in a part, and only then")
  func thorough() async throws {
    let size = PixelSize(width: 600, height: 600)
    var photograph = BitmapBytes(size: size, colour: [0, 0, 0])
    photograph.paint(try BitmapBytes.fixture("images/photos-faces/chelsea.png", as: size), size, x: 0, y: 0)
    photograph.paint(try Self.standIn(), Self.cell, x: 200, y: 200)
    let plain = try await Self.verdict(photograph)
    let thorough = try await Self.verdict(photograph, thorough: true)
    print("measured grid: whole \(plain.score), parts \(thorough.evidence.map(\.finding.score))")
    #expect(plain.evidence.count == 1)
    #expect(thorough.evidence.count == 10)
    let worst = try #require(thorough.evidence.first)
    #expect(worst.finding.locations.first?.box == PixelRectangle(x: 150, y: 150, width: 300, height: 300))
    #expect(thorough.score > 20 * plain.score)
    #expect(try Self.whole(thorough) == plain.score)
  }

  @Test("the smallest picture and one of 20:1 are judged", arguments: [(51, 51), (60, 1200), (1200, 60)])
  func extremes(width: Int, height: Int) async throws {
    let picture = BitmapBytes(size: PixelSize(width: width, height: height), colour: [120, 90, 200])
    let verdict = try await Self.verdict(picture, thorough: true)
    #expect(verdict.scenes.map(\.status) == [.evaluated])
    #expect(verdict.evidence.allSatisfy { (0...1).contains($0.finding.score) })
  }

  @Test("one pixel, converted as the pipeline would, is judged")
  func onePixel() throws {
    let detector = try OpenNSFWParityTests.makeDetector()
    let size = PixelSize(width: 1, height: 1)
    let frame = DecodedFrame(index: 0, size: size, strideBytes: 3, originalSize: size, hasAlpha: false)
    let pixels: [UInt8] = [200, 100, 50]
    #expect((0...1).contains(try OpenNSFWParityTests.score(detector, pixels.span.bytes, frame)))
  }
}
