@testable import PixelConversion
import ImageModeration
import Inference
import SafetyClassification
import TestFixtures
import Testing

@testable import PornDetection

@Suite("Porn detector", .timeLimit(.minutes(20)))
struct PornDetectorTests {
  static func makeDetector() throws -> PornDetector {
    let store = try ModelStore()
    return try PornDetector(store: store, runtime: try InferenceRuntime(store), concurrency: 1)
  }

  static func finding(_ detector: PornDetector, _ name: String, side: Int) throws -> Finding {
    let pixels = try Fixture.bytes("open_nsfw/pixels/\(name).rgb")
    let size = PixelSize(width: side, height: side)
    let frame = FrameDescription(
      size: size, strideBytes: side * 3, channelOrder: .rgb, frameIndex: 0, originalSize: size,
      originalRegion: PixelRectangle(x: 0, y: 0, width: Double(side), height: Double(side)))
    return try #require(try detector.inspect(pixels.span.bytes, of: frame).first)
  }

  @Test("a portrait that shows nothing is not put before open_nsfw")
  func sure() throws {
    let finding = try Self.finding(try Self.makeDetector(), "hopper-128x128", side: 128)
    #expect(finding.score < 0.1)
    #expect(finding.details["openNSFW"] == nil)
    #expect(finding.details["imageSafetyClassifier"] != nil)
  }

  @Test("in doubt open_nsfw says what it says alone of the same pixels, and the result names its model")
  func doubt() throws {
    let pixels: [PixelCase] = try Fixture.json("open_nsfw/pixels.json")
    let alone = try #require(pixels.first { $0.name == "flat-skin-tone-60x60" }).nsfw
    let finding = try Self.finding(try Self.makeDetector(), "flat-skin-tone-60x60", side: 60)
    let second = try #require(finding.details["openNSFW"].flatMap(Double.init))
    #expect(abs(second - alone) <= 0.001)
    #expect(finding.details["openNSFWSHA256"] == OpenNSFWDetector.modelFile.sha256)
    let first = try #require(finding.details["imageSafetyClassifier"].flatMap(Double.init))
    #expect(abs(finding.score - PornDecision(first: first, second: second).score) <= 0.002)
  }

  @Test("a plain skin tone, which open_nsfw alone asks for a review of, passes")
  func skinTone() throws {
    let finding = try Self.finding(try Self.makeDetector(), "flat-skin-tone-60x60", side: 60)
    #expect(Policy.standard.meaning(of: finding, by: PornDetector.descriptor)?.suggestion == .pass)
  }

  typealias PixelCase = OpenNSFWParityTests.PixelCase
}
