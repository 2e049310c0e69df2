import Foundation
import ImageModeration
import Testing

@testable import Inference
@testable import TextDetection

/// What `InferenceSession` promises for models whose shapes vary, shown with the detection model.
@Suite("Inference with varying shapes", .timeLimit(.minutes(20)))
struct PPOCRSessionTests {
  static func session(concurrency: Int) throws -> InferenceSession {
    let store = try ModelStore()
    let file = PPOCRModels.small.detection
    return try InferenceSession(
      onnx: try store.read(file), name: file.path, runtime: try InferenceRuntime(store), concurrency: concurrency)
  }

  /// The answer to one shape, whole.
  static func answer(
    _ session: InferenceSession, _ height: Int, _ width: Int
  ) throws -> (shape: [Int], values: [Float]) {
    let input = (0..<(3 * height * width)).map { Float($0 % 17) / 17 }
    return try session.run(input, shape: [1, 3, height, width]) { output, shape throws(DetectorFailure) in
      (shape, output.withUnsafeBufferPointer { Array($0) })
    }
  }

  @Test("the output has the shape that fits the input, and coming back to a shape gives the same values")
  func shapes() throws {
    let session = try Self.session(concurrency: 1)
    let first = try Self.answer(session, 64, 96)
    #expect(first.shape == [1, 1, 64, 96] && first.values.count == 64 * 96)
    let turned = try Self.answer(session, 96, 64)
    #expect(turned.shape == [1, 1, 96, 64])
    let again = try Self.answer(session, 64, 96)
    #expect(again.values == first.values)
  }

  @Test("more callers than requests, with different shapes, do not disturb each other")
  func concurrent() async throws {
    let session = try Self.session(concurrency: 2)
    let expected = try Self.answer(session, 64, 64).values
    try await withThrowingTaskGroup(of: Void.self) { group in
      for i in 0..<6 {
        group.addTask {
          if i.isMultiple(of: 2) {
            let same = try Self.answer(session, 64, 64)
            #expect(same.values == expected)
          } else {
            let other = try Self.answer(session, 32, 32 * i)
            #expect(other.shape == [1, 1, 32, 32 * i])
          }
        }
      }
      try await group.waitForAll()
    }
  }

  /// The code that a run fails with.
  static func failure(
    _ session: InferenceSession, _ input: [Float],
    read: (Span<Float>, [Int]) throws(DetectorFailure) -> Void = { _, _ in }
  ) -> DetectorFailure.Code? {
    do {
      try session.run(input, shape: [1, 3, 32, 32], read: read)
      return nil
    } catch {
      return error.code
    }
  }

  @Test("an input that does not fill its shape is refused, and a failing reader gives its request back")
  func failures() throws {
    let session = try Self.session(concurrency: 1)
    for _ in 0..<3 {
      #expect(Self.failure(session, [0, 0]) == .inferenceFailed)
      let refused = Self.failure(session, [Float](repeating: 0, count: 3072)) { _, _ throws(DetectorFailure) in
        throw DetectorFailure(.tooMuchToLookAt, message: "refused")
      }
      #expect(refused == .tooMuchToLookAt)
    }
    let last = try Self.answer(session, 32, 32)
    #expect(last.values.count == 1024)
  }

  @Test("a value that is not finite is noticed wherever it stands", arguments: [0, 7, 8, 63, 99])
  func notFinite(index: Int) {
    var values = [Float](repeating: .greatestFiniteMagnitude, count: 100)
    #expect(values.withUnsafeBufferPointer(InferenceSession.allFinite))
    for bad: Float in [.nan, .infinity, -.infinity] {
      values[index] = bad
      #expect(!values.withUnsafeBufferPointer(InferenceSession.allFinite))
    }
  }
}
