import ImageModeration
import Inference
import Testing

/// What stands between a model's answer and a score, with a model of one step.
@Suite("Answers of models", .timeLimit(.minutes(20)))
struct ModelAnswerTests {
  /// A field of a protocol buffer that holds bytes.
  static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(bytes.count)] + bytes }

  /// A field that holds a small number.
  static func field(_ number: UInt8, _ value: UInt8) -> [UInt8] { [number << 3, value] }

  /// An ONNX model: y = −x for two numbers.
  static var negation: [UInt8] {
    func value(_ name: String) -> [UInt8] {
      let shape = field(1, field(1, 1)) + field(1, field(1, 2))
      return field(1, Array(name.utf8)) + field(2, field(1, field(1, 1) + field(2, shape)))
    }
    let node = field(1, Array("x".utf8)) + field(2, Array("y".utf8)) + field(4, Array("Neg".utf8))
    let graph = field(1, node) + field(2, Array("g".utf8)) + field(11, value("x")) + field(12, value("y"))
    return field(1, 8) + field(7, graph) + field(8, field(2, 13))
  }

  static func session() throws -> InferenceSession {
    let store = try ModelStore()
    return try InferenceSession(
      onnx: negation, name: "negation", runtime: try InferenceRuntime(store), concurrency: 1)
  }

  @Test("numbers come through")
  func finite() throws {
    #expect(try Self.session().run([0.25, -3], shape: [1, 2], outputCount: 2) == [-0.25, 3])
  }

  @Test("no number and infinity are failures, in every place", arguments: [Float.nan, .infinity, -.infinity], [0, 1])
  func notFinite(value: Float, place: Int) throws {
    let session = try Self.session()
    var input: [Float] = [0.5, 0.5]
    input[place] = value
    #expect {
      try session.run(input, shape: [1, 2], outputCount: 2)
    } throws: {
      ($0 as? DetectorFailure)?.code == .inferenceFailed
    }
  }

  @Test("an answer of another size is a failure", arguments: [1, 3, 0])
  func otherSize(count: Int) throws {
    let session = try Self.session()
    #expect {
      try session.run([1, 2], shape: [1, 2], outputCount: count)
    } throws: {
      ($0 as? DetectorFailure)?.code == .inferenceFailed
    }
  }
}
