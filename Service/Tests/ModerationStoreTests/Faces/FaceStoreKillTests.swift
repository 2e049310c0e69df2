import Foundation
import ModerationStoreTesting
import Testing

@testable import ModerationStore

@Suite("A store of faces that is killed", .timeLimit(.minutes(20)))
struct FaceStoreKillTests {
  /// So many kills befall one store before the next begins empty.
  private static let killsPerStore = 20

  /// Writes until it is killed, and notes the number of each call that returned.
  @Sendable static func write(_ path: String, seed: UInt64, from start: Int, microseconds: Int) async throws {
    let notes = open(path + "-notes", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    var operations = FaceOperations(seed: seed)
    let model = MemoryFaceStore()
    for number in 0..<start {
      let (account, operation) = operations.next(model.model, writing: true)
      _ = await operation.perform(on: model, of: account, at: Int64(number))
    }
    let store = try OpenFaceStore(path)
    DispatchQueue.global().asyncAfter(deadline: .now() + .microseconds(microseconds)) { kill(getpid(), SIGKILL) }
    for number in start... {
      let (account, operation) = operations.next(model.model, writing: true)
      let right = await operation.perform(on: model, of: account, at: Int64(number))
      let answer = await operation.perform(on: store, of: account, at: Int64(number))
      let line = answer == right ? "\(number + 1)\n" : "wrong\n"
      // What is written is the system's, and outlives the process.
      _ = Glibc.write(notes, line, line.utf8.count)
    }
  }

  @Test func `what was reported as done outlives a kill at any moment, and nothing is half done`() async throws {
    let environment = ProcessInfo.processInfo.environment
    let kills = environment["FACE_STORE_KILLS"].flatMap { Int($0) } ?? 20
    let seed = environment["FACE_STORE_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1..<1_000_000_000)
    print("a store of faces that is killed: FACE_STORE_SEED=\(seed)")
    let folder = URL.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var random = SeededRandom(seed)
    var life = Life(seed: seed)
    var (path, written, unreported) = ("", 0, 0)
    for round in 0..<kills {
      if round % Self.killsPerStore == 0 {
        life = Life(seed: seed &+ UInt64(round))
        path = folder.appending(path: "\(round).sqlite").path
      }
      let microseconds = Int.random(in: 0..<150_000, using: &random)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [path = path as String, seed = life.seed as UInt64, done = life.done as Int, wait = microseconds as Int] in
        try await Self.write(path, seed: seed, from: done, microseconds: wait)
      }
      let lines = try String(contentsOfFile: path + "-notes", encoding: .utf8).split(separator: "\n")
      #expect(!lines.contains("wrong"))
      let reported = lines.compactMap { Int($0) }.last ?? life.done
      written += reported - life.done
      await life.advance(to: reported)
      let store = try OpenFaceStore(path)
      #expect(try await store.settle())
      try store.requireWhole()
      guard let lost = await difference(between: store, and: life.model.model) else { continue }
      // The call that was under way may be done as well, as a whole.
      await life.advance(to: reported + 1)
      unreported += 1
      if let difference = await difference(between: store, and: life.model.model) {
        Issue.record("seed \(seed), kill \(round), after call \(reported): \(lost); else \(difference)")
        return
      }
    }
    print("\(kills) kills, \(written) calls reported as done, \(unreported) done and not reported")
    #expect(written > 0)
  }

  /// What a store must hold by now.
  private struct Life {
    let seed: UInt64
    let model = MemoryFaceStore()
    private(set) var done = 0
    private var operations: FaceOperations

    init(seed: UInt64) { (self.seed, operations) = (seed, FaceOperations(seed: seed)) }

    mutating func advance(to number: Int) async {
      while done < number {
        let (account, operation) = operations.next(model.model, writing: true)
        _ = await operation.perform(on: model, of: account, at: Int64(done))
        done += 1
      }
    }
  }
}
