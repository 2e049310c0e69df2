@testable import PixelConversion
import Digests
import Foundation
import ImageDecoding
import ImageFormats
import ImageModeration
import Inference
import TestFixtures
import Testing

@testable import PornDetection

/// Whether the opt-in models were fetched.
let hasNudeNet = (try? ModelStore().read(NudeNetDetector.modelFile)) != nil

/// The same pixels, the same boxes as the reference package `nudenet` 3.4.2. Written by Scripts/reference/nudenet.py.
@Suite("NudeNet parity", .timeLimit(.minutes(20)))
struct NudeNetParityTests {
  struct Box: Decodable {
    let `class`: String
    let score: Double
    let box: [Double]

    var rectangle: PixelRectangle { PixelRectangle(x: box[0], y: box[1], width: box[2], height: box[3]) }
  }

  struct Case: Decodable {
    let path: String
    let part: [Int]
    let shown: [Int]
    let rgbSHA256: String
    let boxes: [Box]
    let unshrunk: [Box]

    var tile: Tiling.Tile { Tiling.Tile(x: part[0], y: part[1], size: PixelSize(width: part[2], height: part[3])) }
  }

  static func makeDetector() throws -> NudeNetDetector {
    let store = try ModelStore()
    return try NudeNetDetector(store: store, runtime: try InferenceRuntime(store), concurrency: 1)
  }

  /// Decodes a picture and shows a part of it to the detector, through the pipeline's own conversion.
  static func shown<Value>(
    _ example: Case, wishes: [InputWish], _ body: (RawSpan, FrameDescription) throws -> Value
  ) throws -> Value {
    let bytes = try Fixture.bytes(example.path)
    let sniffed = ImageFormat.sniff(bytes.span.bytes)
    let format = try #require(sniffed)
    var answer: Result<Value, any Error>?
    _ = try InProcessDecoder().decode(
      bytes.span.bytes,
      DecodeRequest(format: format, frameIndices: [0], wishes: wishes, size: Limits.tiia20190529.size)
    ) { pixels, frame in
      guard frame.rendition == .standard else { return true }
      answer = Result {
        try PixelConverter().convert(pixels, of: frame, showing: example.tile, to: NudeNetDetector.wish) {
          view, shown in
          Result { try body(view, shown) }
        }.get()
      }
      return true
    }
    return try #require(answer).get()
  }

  static func cases() throws -> [Case] { try Fixture.json("nudenet/boxes.json") }

  @Test(
    "of equal pixels the same boxes: equal classes, overlap of at least 0.95, scores within 0.005",
    .enabled(if: hasNudeNet, "NudeNet is not here: ./run setup --with nudenet"))
  func boxes() throws {
    let detector = try Self.makeDetector()
    var (count, least, worst) = (0, 1.0, 0.0)
    for example in try Self.cases() {
      let found = try Self.shown(example, wishes: []) { pixels, frame in
        #expect(frame.size == PixelSize(width: example.shown[0], height: example.shown[1]))
        var tight: [UInt8] = []
        for row in 0..<frame.size.height {
          for x in 0..<(frame.size.width * 3) {
            tight.append(pixels.unsafeLoad(fromByteOffset: row * frame.strideBytes + x, as: UInt8.self))
          }
        }
        #expect(SHA256Digest(of: tight.span.bytes)?.hexadecimal == example.rgbSHA256, "\(example.path) \(example.part)")
        return try detector.boxes(in: pixels, of: frame)
      }
      try #require(
        found.map(\.part.rawValue) == example.boxes.map(\.class), "\(example.path) \(example.part)")
      for (ours, theirs) in zip(found, example.boxes) {
        let overlap = NudeNetOutput.overlap(ours.rectangle, theirs.rectangle)
        #expect(overlap >= 0.95, "\(example.path) \(example.part): \(ours), reference \(theirs)")
        #expect(
          abs(ours.score - theirs.score) <= 0.005, "\(example.path) \(example.part): \(ours), reference \(theirs)")
        (count, least, worst) = (count + 1, min(least, overlap), max(worst, abs(ours.score - theirs.score)))
      }
    }
    #expect(count >= 30)
    print("NudeNet parity: \(count) boxes, least overlap \(least), largest difference of score \(worst)")
  }

  @Test(
    "through our own decoder and resampler, what the package finds surely in the unshrunk picture is found",
    .enabled(if: hasNudeNet, "NudeNet is not here: ./run setup --with nudenet"))
  func endToEnd() throws {
    let detector = try Self.makeDetector()
    var (sure, missed, scores) = (0, [String](), [Double]())
    for example in try Self.cases() {
      let findings = try Self.shown(example, wishes: [detector.inputWish]) { pixels, frame in
        try detector.boxes(in: pixels, of: frame)
      }
      let scale = Double(max(example.part[2], example.part[3])) / Double(max(example.shown[0], example.shown[1]))
      for theirs in example.unshrunk where theirs.score >= 0.5 {
        let box = PixelRectangle(
          x: theirs.box[0] / scale, y: theirs.box[1] / scale, width: theirs.box[2] / scale,
          height: theirs.box[3] / scale)
        sure += 1
        let match = findings.first {
          $0.part.rawValue == theirs.class && NudeNetOutput.overlap($0.rectangle, box) >= 0.5
        }
        if let match {
          scores.append(abs(match.score - theirs.score))
        } else {
          missed.append("\(example.path) \(example.part) \(theirs.class) \(theirs.score)")
        }
      }
    }
    let mean = scores.reduce(0, +) / Double(max(1, scores.count))
    print(
      "NudeNet parity end to end: \(sure) sure boxes, missed \(missed), scores differ by \(mean) in the mean, "
        + "\(scores.max() ?? 0) at most")
    #expect(sure >= 15)
    #expect(missed.count * 10 <= sure)
  }
}
