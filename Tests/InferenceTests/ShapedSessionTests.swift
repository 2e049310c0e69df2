import Foundation
import ModerationCore
import TestFixtures
import Testing

@testable import Inference

/// Of the smallest model that is always there, and of the one that finds lines of text.
@Suite("Sessions of few shapes", .serialized, .timeLimit(.minutes(20)))
struct ShapedSessionTests {
  static let file = CompiledModelsTests.file
  static let shapes = [[1, 3, 48, 192], [1, 3, 48, 96], [1, 3, 48, 128]]

  let store: ModelStore

  init() throws { store = try ModelStore() }

  func made(
    _ runtime: InferenceRuntime, alive: Int = 2, concurrency: Int = 1, file: ModelStore.File = file
  ) throws -> ShapedSession {
    try ShapedSession(
      file, of: store, runtime: runtime, shapes: Self.shapes, maximumAliveCount: alive, concurrency: concurrency)
  }

  static func element(_ index: Int) -> Float { Float(index % 97) * 0.01 }

  static func answer(_ session: ShapedSession, _ shape: [Int]) throws -> [Float] {
    try session.run(shape: shape) { input in
      for index in input.indices { input[index] = element(index) }
    } read: { output, _ in
      output.withUnsafeBufferPointer { Array($0) }
    }
  }

  func expected(_ shape: [Int]) throws -> [Float] {
    let whole = try InferenceSession(Self.file, of: store, runtime: try InferenceRuntime(store), concurrency: 1)
    return try whole.run(
      (0..<shape.reduce(1, *)).map(Self.element), shape: shape.map(Int64.init), outputCount: 2)
  }

  @Test("each shape answers as the model of all shapes does, named or not", arguments: shapes + [[1, 3, 48, 160]])
  func answers(shape: [Int]) throws {
    let session = try made(try InferenceRuntime(store))
    let expected = try expected(shape)
    for _ in 0..<2 {
      let found = try Self.answer(session, shape)
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-4 } && found.count == expected.count)
    }
    #expect(session.isNamed(shape) == Self.shapes.contains(shape))
    #expect(session.heldShapes.contains(shape) == Self.shapes.contains(shape))
  }

  @Test("no more shapes are held than were asked for, and what was used longest ago goes first")
  func bounded() throws {
    let runtime = try InferenceRuntime(store)
    let session = try made(runtime)
    #expect(session.heldShapes == [Self.shapes[0]] && runtime.compiledModelCount == 1)
    _ = try Self.answer(session, Self.shapes[1])
    _ = try Self.answer(session, Self.shapes[0])
    #expect(session.heldShapes == [Self.shapes[1], Self.shapes[0]] && runtime.compiledModelCount == 2)
    _ = try Self.answer(session, Self.shapes[2])
    #expect(session.heldShapes == [Self.shapes[0], Self.shapes[2]] && runtime.compiledModelCount == 3)
    _ = try Self.answer(session, [1, 3, 48, 160])
    #expect(session.heldShapes == [Self.shapes[0], Self.shapes[2]] && runtime.compiledModelCount == 4)
    _ = try Self.answer(session, Self.shapes[1])
    #expect(session.heldShapes == [Self.shapes[2], Self.shapes[1]] && runtime.compiledModelCount == 5)
  }

  @Test("callers of one shape that come at a time load it once, and runs whose shape is dropped end well")
  func together() async throws {
    let runtime = try InferenceRuntime(store)
    let session = try made(runtime, alive: 1, concurrency: 2)
    let expected = try Self.shapes.map { try Self.answer(session, $0) }
    let before = runtime.compiledModelCount
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<6 {
        group.addTask {
          let found = try Self.answer(session, Self.shapes[0])
          #expect(found == expected[0])
        }
      }
      try await group.waitForAll()
      #expect(runtime.compiledModelCount == before + 1)
      for index in 0..<30 {
        group.addTask {
          let found = try Self.answer(session, Self.shapes[index % 3])
          #expect(found == expected[index % 3])
        }
      }
      try await group.waitForAll()
    }
    #expect(session.heldShapes.count == 1)
  }

  @Test("shapes are kept in the folder, too, and opened from there")
  func kept() throws {
    let temporary = try TemporaryFolder()
    for isFirst in [true, false] {
      let runtime = try InferenceRuntime(
        store, keepingIn: CompiledModelFolder(temporary.path + "/cache/models") { Issue.record("\($0)") })
      let session = try made(runtime)
      for shape in Self.shapes { _ = try Self.answer(session, shape) }
      #expect(runtime.compiledModelCount == 3)
      #expect(runtime.newlyCompiledModelCount == (isFirst ? 3 : 0))
    }
  }

  @Test("a wrong file is refused when the session is made, and a shape that the model does not take when it is run")
  func refused() throws {
    let runtime = try InferenceRuntime(store)
    let wrong = ModelStore.File(path: Self.file.path, sha256: String(repeating: "0", count: 64))
    let failure = #expect(throws: HostFailure.self) { try made(runtime, file: wrong) }
    #expect(failure?.code == .modelAltered)

    let session = try ShapedSession(
      Self.file, of: store, runtime: runtime, shapes: [Self.shapes[0], [1, 5, 48, 192]], maximumAliveCount: 2,
      concurrency: 1)
    for shape in [[1, 5, 48, 192], [1, 3, 0, 192], [1, -3, -48, 192]] {
      let refused = #expect(throws: DetectorFailure.self) { try Self.answer(session, shape) }
      #expect(refused?.code == .inferenceFailed)
    }
    #expect(try Self.answer(session, Self.shapes[0]).count == 2)
  }

  @Test("an input larger and smaller than the last is filled whole, and a reader that fails gives its request back")
  func fills() throws {
    let session = try InferenceSession(Self.file, of: store, runtime: try InferenceRuntime(store), concurrency: 1)
    for shape in [Self.shapes[1], Self.shapes[0], Self.shapes[1]] {
      let wanted = try expected(shape)
      let found = try session.run(shape: shape) { input in
        #expect(input.count == shape.reduce(1, *))
        for index in input.indices { input[index] = Self.element(index) }
      } read: { output, _ in
        output.withUnsafeBufferPointer { Array($0) }
      }
      #expect(zip(found, wanted).allSatisfy { abs($0 - $1) < 1e-6 })
      let failure = #expect(throws: DetectorFailure.self) {
        try session.run(shape: shape) { _ in
        } read: { _, _ throws(DetectorFailure) in
          throw DetectorFailure(.tooMuchToLookAt, message: "refused")
        }
      }
      #expect(failure?.code == .tooMuchToLookAt)
    }
  }
}
