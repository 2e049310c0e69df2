import ImageModeration
import Inference
import Testing

@testable import TextDetection

@Suite("PP-OCR decoding", .timeLimit(.minutes(20)))
struct PPOCRDecodingTests {
  static let lines = Array("天\r\n地\r\n　\r\n".utf8)

  /// One step for each class given, which gets the value.
  static func steps(_ classes: [(Int, Float)], count: Int = 5) -> [Float] {
    classes.flatMap { chosen in (0..<count).map { $0 == chosen.0 ? chosen.1 : (1 - chosen.1) / Float(count) } }
  }

  static func decode(_ classes: [(Int, Float)]) throws -> CTCDecoder.Line {
    let values = steps(classes)
    let decoder = CTCDecoder(dictionary: try CharacterDictionary(lines: lines))
    return try decoder.decode(values.span, shape: [1, classes.count, 5])
  }

  @Test("a dictionary keeps characters that are spaces and ends with one")
  func dictionary() throws {
    #expect(try CharacterDictionary(lines: Self.lines).classes == ["", "天", "地", "　", " "])
    #expect(try CharacterDictionary(lines: Array("a\nb".utf8)).classes == ["", "a", "b", " "])
    #expect(throws: HostFailure.self) { try CharacterDictionary(lines: []) }
  }

  @Test("repeats are joined, blanks part them, and only characters count for confidence")
  func greedy() throws {
    let line = try Self.decode([(0, 0.9), (1, 0.8), (1, 0.6), (0, 0.9), (1, 1), (4, 0.6), (2, 0.8), (0, 1)])
    #expect(line.text == "天天 地")
    #expect(abs(line.confidence - (0.8 + 1 + 0.6 + 0.8) / 4) < 1e-6)
    #expect(try Self.decode([(0, 1), (0, 1)]) == CTCDecoder.Line(text: "", confidence: 0, weakest: 0))
    #expect(try Self.decode([]) == CTCDecoder.Line(text: "", confidence: 0, weakest: 0))
  }

  @Test("the first of the largest wins, wherever it stands among many classes", arguments: [1, 31, 32, 33, 95, 100])
  func largest(index: Int) throws {
    let lines = (1...100).map { "<\($0)>" }.joined(separator: "\n")
    let decoder = CTCDecoder(dictionary: try CharacterDictionary(lines: Array(lines.utf8)))
    var values = [Float](repeating: 0.001, count: 102)
    values[index] = 0.5
    values[101] = 0.5
    #expect(try decoder.decode(values.span, shape: [1, 1, 102]).text == "<\(index)>")
  }

  @Test("an output of another size is an error")
  func shape() throws {
    let decoder = CTCDecoder(dictionary: try CharacterDictionary(lines: Self.lines))
    let values = [Float](repeating: 0, count: 12)
    for shape in [[1, 3, 4], [3, 4], [1, 2, 5], [2, 1, 5]] {
      #expect(throws: DetectorFailure.self) { try decoder.decode(values.span, shape: shape) }
    }
  }

  /// Field 14 with key and value, as protocol buffers write it.
  static func entry(_ key: String, _ value: String) -> [UInt8] {
    let content = [10, UInt8(key.utf8.count)] + Array(key.utf8) + [18, UInt8(value.utf8.count)] + Array(value.utf8)
    return [14 << 3 | 2, UInt8(content.count)] + content
  }

  @Test("notes of a model are found between other fields")
  func metadata() {
    let graph: [UInt8] = [7 << 3 | 2, 4, 1, 2, 3, 4]
    let others: [UInt8] = [1 << 3, 0x88, 0x01, 2 << 3 | 1, 0, 0, 0, 0, 0, 0, 0, 0, 3 << 3 | 5, 0, 0, 0, 0]
    let model = others + Self.entry("shape", "48") + graph + Self.entry("character", "a\nb")
    #expect(ONNXMetadata.value(of: "character", in: model) == Array("a\nb".utf8))
    #expect(ONNXMetadata.value(of: "shape", in: model) == Array("48".utf8))
    #expect(ONNXMetadata.value(of: "char", in: model) == nil)
  }

  @Test("a model that ends early has no notes and traps nowhere")
  func truncated() {
    let model = Self.entry("character", "a\nb") + [7 << 3 | 2, 4, 1, 2, 3, 4]
    for count in 0..<model.count where count != Self.entry("character", "a\nb").count {
      #expect(ONNXMetadata.value(of: "character", in: Array(model.prefix(count))) == nil)
    }
    for bytes: [UInt8] in [
      [0x72], [0x73], [0x77, 1, 2], [0x72, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
      [UInt8](repeating: 0x80, count: 30), [0x72, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f],
    ] {
      #expect(ONNXMetadata.value(of: "character", in: bytes) == nil)
    }
  }

  @Test("sides given to the detector are multiples of 32 and bounded")
  func sides() {
    let standard = PPOCRSettings.standard.detection.side
    #expect(standard.size(width: 1080, height: 1920) == (544, 960))
    #expect(standard.size(width: 640, height: 480) == (640, 480))
    #expect(standard.size(width: 2000, height: 1) == (960, 32))
    let upstream = PPOCRSettings.rapidOCR.detection.side
    #expect(upstream.size(width: 640, height: 480) == (992, 736))
    #expect(upstream.size(width: 2000, height: 10) == (4000, 32))
  }

  @Test(
    "small and flat pictures grow, and places in them lead back",
    arguments: [(20, 10), (640, 25), (1, 2000), (900, 90)])
  func workingPicture(width: Int, height: Int) {
    let working = WorkingPicture(PictureBuffer(width: width, height: height, grey: 255))
    #expect(working.picture.width <= 2048 && working.picture.height <= 2048)
    #expect(min(working.picture.width, working.picture.height) >= 30)
    let centre = working.inOriginal(
      PixelPoint(x: Double(working.picture.width) / 2, y: Double(working.picture.height) / 2))
    #expect(abs(centre.x - Double(width) / 2) <= 1 && abs(centre.y - Double(height) / 2) <= 1)
  }
}
