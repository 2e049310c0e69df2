@testable import PixelConversion
import Foundation
import ImageDecoding
import ImageFormats
import ImageModeration
import Inference
import TestFixtures

@testable import TextDetection

/// The pictures with text, what stands in them, and what the reference reads in them.
enum PPOCRPictures {
  /// A line as `Scripts/reference/ppocr.py` wrote it.
  struct ReferenceLine: Decodable {
    let text: String
    let confidence: Double
    let corners: [[Double]]
  }

  /// By settings, then by picture.
  static func referenceLines() throws -> [String: [String: [ReferenceLine]]] {
    try Fixture.json("ocr/lines.json")
  }

  /// What stands in the pictures; nil for a line that runs over the edge.
  static func truth() throws -> [String: [String?]] { try Fixture.json("ocr/truth.json") }

  /// A picture's bytes; nil for one that may not be committed and is not there.
  static func bytes(_ name: String) throws -> [UInt8]? {
    guard name.hasPrefix("shared/") else { return try Fixture.bytes("ocr/pictures/\(name)") }
    let path = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "shared/fixtures/shared-only/ocr/\(name.dropFirst(7))")
    return FileManager.default.contents(atPath: path.path).map { [UInt8]($0) }
  }

  static func recognizer(
    _ models: PPOCRModels = .small, _ settings: PPOCRSettings = .standard, concurrency: Int = 1
  ) throws -> PPOCRRecognizer {
    let store = try ModelStore()
    return try PPOCRRecognizer(
      store: store, runtime: try InferenceRuntime(store), models: models, settings: settings, concurrency: concurrency)
  }

  /// A picture's pixels and their description, decoded and converted as the pipeline does it.
  static func pixels(
    of bytes: [UInt8], as wish: InputWish
  ) throws -> (bytes: [UInt8], frame: FrameDescription) {
    guard let format = ImageFormat.sniff(bytes.span.bytes) else { throw CocoaError(.fileReadCorruptFile) }
    var answer: Result<([UInt8], FrameDescription), any Error> = .failure(CocoaError(.fileReadUnknown))
    let converter = PixelConverter()
    _ = try InProcessDecoder().decode(
      bytes.span.bytes,
      DecodeRequest(format: format, frameIndices: [0], wishes: [wish], size: Limits.tiia20190529.size)
    ) { pixels, frame in
      guard frame.rendition == .standard else { return true }
      answer = Result {
        try converter.convert(pixels, of: frame, to: wish) { converted, description in
          (converted.withUnsafeBytes { [UInt8]($0) }, description)
        }
      }
      return true
    }
    return try answer.get()
  }

  static func read(_ recognizer: PPOCRRecognizer, _ bytes: [UInt8]) throws -> PPOCRReading {
    let (pixels, frame) = try pixels(of: bytes, as: recognizer.inputWish)
    return try recognizer.read(pixels.span.bytes, of: frame)
  }

  static func withoutSpaces(_ text: String) -> String { text.filter { !$0.isWhitespace } }

  /// How many characters of `wanted` are in `read`, in any order and spaces apart, as a share of all.
  static func shareRead(_ wanted: [String], _ read: [String]) -> Double {
    let wanted = withoutSpaces(wanted.joined())
    var left = withoutSpaces(read.joined()).reduce(into: [Character: Int]()) { $0[$1, default: 0] += 1 }
    let found = wanted.count { character in
      guard let count = left[character], count > 0 else { return false }
      left[character] = count - 1
      return true
    }
    return Double(found) / Double(max(1, wanted.count))
  }

  /// The length of the longest common subsequence of two texts, spaces apart, as a share of the longer one.
  static func agreement(_ a: String, _ b: String) -> Double {
    let (a, b) = (Array(withoutSpaces(a)), Array(withoutSpaces(b)))
    var lengths = [Int](repeating: 0, count: b.count + 1)
    for character in a {
      var diagonal = 0
      for j in 0..<b.count {
        let above = lengths[j + 1]
        lengths[j + 1] = character == b[j] ? diagonal + 1 : max(above, lengths[j])
        diagonal = above
      }
    }
    return Double(lengths[b.count]) / Double(max(1, a.count, b.count))
  }

  /// The facts of a frame that is handed over as it is.
  static func frame(width: Int, height: Int, strideBytes: Int? = nil) -> FrameDescription {
    let size = PixelSize(width: width, height: height)
    return FrameDescription(
      size: size, strideBytes: strideBytes ?? width * 3, channelOrder: .rgb, frameIndex: 0, originalSize: size,
      originalRegion: PixelRectangle(x: 0, y: 0, width: Double(width), height: Double(height)))
  }
}
