import FaceLibraries
import Foundation
import ImageMatching
import ModerationStoreTesting
import Testing

@testable import ModerationStore

@Suite("The store of faces against a model", .timeLimit(.minutes(20)))
struct FaceStoreModelTests {
  private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

  @Test func `ten thousand random calls with restarts answer as the model does`() async throws {
    let seed = UInt64(Self.number("FACE_STORE_SEED") ?? Int.random(in: 1..<1_000_000_000))
    print("the store of faces against a model: FACE_STORE_SEED=\(seed)")
    let folder = URL.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "service.sqlite").path
    var operations = FaceOperations(seed: seed)
    var random = SeededRandom(seed &+ 1)
    let model = MemoryFaceStore()
    var store = try OpenFaceStore(path)
    var answered: [String: Int] = [:]
    for time in 1...Int64(Self.number("FACE_STORE_OPERATIONS") ?? 10_000) {
      let (account, operation) = operations.next(model.model)
      let answer = await operation.perform(on: store, of: account, at: time)
      let right = await operation.perform(on: model, of: account, at: time)
      guard answer.agrees(with: right) else {
        Issue.record("seed \(seed), call \(time), \(account): \(operation) answers \(answer) and not \(right)")
        return
      }
      if case .refused = right {
      } else {
        answered[String("\(operation)".prefix { $0 != "(" }), default: 0] += 1
      }
      guard Int.random(in: 0..<300, using: &random) == 0 else { continue }
      try await close(&store, path)
      if let difference = await difference(between: store, and: model.model) {
        Issue.record("seed \(seed), opened again after call \(time): \(difference)")
        return
      }
    }
    #expect(try await store.settle())
    try store.requireWhole()
    // Luck left nothing out.
    #expect(answered.count == 18, "\(answered)")
    #expect(answered.values.allSatisfy { $0 >= 10 }, "\(answered)")
  }

  /// Lets go of a store and opens it again.
  private func close(_ store: inout OpenFaceStore, _ path: String) async throws {
    let placeholder = path + "-other"
    store = try OpenFaceStore(placeholder)
    store = try OpenFaceStore(path)
  }
}
