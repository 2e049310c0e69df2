import InProcessDecoding
import Dispatch
import Foundation
import TestFixtures
import Testing

@testable import ImageModeration

@Suite("Moderator", .timeLimit(.minutes(20)))
struct ModeratorTests {
  static func failure(_ body: () async throws(HostFailure) -> Void) async -> HostFailure? {
    do {
      try await body()
      return nil
    } catch {
      return error
    }
  }

  /// The failure's code for one image, nil when there was none.
  static func code(_ moderator: Moderator, _ bytes: [UInt8]) async -> HostFailure.Code? {
    await failure { () async throws(HostFailure) in _ = try await moderator.moderate(.bytes(bytes, .local)) }?.code
  }

  static func compositionFailure(_ set: DetectorSet) async -> HostFailure? {
    await failure { () throws(HostFailure) in _ = try Moderator(detectors: set, decoder: FakeDecoder()) }
  }

  @Test("detectors that do not fit together are refused before any image is read")
  func composition() async {
    #expect(await Self.compositionFailure(DetectorSet())?.code == .invalidComposition)
    let twice = DetectorSet(detectors: [FakeDetector("a/1"), FakeDetector("a/1", scene: .terror)])
    #expect(await Self.compositionFailure(twice)?.message.contains("a/1") == true)
    let impossible = DetectorSet(detectors: [FakeDetector(wish: InputWish(fit: .longestSide(0)))])
    #expect(await Self.compositionFailure(impossible)?.code == .invalidComposition)
    let deaf = DetectorSet(textDetectors: [FakeTextDetector { _ in [] }])
    #expect(await Self.compositionFailure(deaf)?.code == .invalidComposition)
  }

  @Test("registration order never decides a verdict")
  func order() async throws {
    let detectors: [any Detector] = [
      FakeDetector.scoring(0.5, id: "a/1"), FakeDetector.scoring(0.5, id: "b/1", scene: .terror),
      FakeDetector.scoring(0.1, id: "c/1"),
    ]
    let forward = try await PipelineTests.moderate(DetectorSet(detectors: detectors))
    let backward = try await PipelineTests.moderate(DetectorSet(detectors: detectors.reversed()))
    #expect(forward.outcome == backward.outcome)
  }

  @Test("images beyond the queue are refused at once, the others get their verdicts")
  func queueFull() async throws {
    let gate = DispatchSemaphore(value: 0)
    let entered = DispatchSemaphore(value: 0)
    let slow = FakeDetector { _ in
      entered.signal()
      gate.wait()
      return []
    }
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [slow]), decoder: FakeDecoder(), limits: .unhurried,
      capacity: .init(concurrentImages: 1, waitingImages: 2))
    let bytes = try Fixture.bytes("images/photos-faces/hopper.png")
    let answers = await withTaskGroup(of: HostFailure.Code?.self) { group in
      group.addTask { await Self.code(moderator, bytes) }
      await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        DispatchQueue.global().async {
          entered.wait()
          continuation.resume()
        }
      }
      // One runs. Two may wait, the other four are refused, whichever they are.
      for _ in 0..<6 {
        group.addTask { await Self.code(moderator, bytes) }
      }
      var answers: [HostFailure.Code?] = []
      for await answer in group {
        answers.append(answer)
        // All refusals are in before the first image may go on.
        if answers.count == 4 { for _ in 0..<3 { gate.signal() } }
      }
      return answers
    }
    #expect(answers.filter { $0 == .queueFull }.count == 4)
    #expect(answers.filter { $0 == nil }.count == 3)
  }

  @Test("a cancelled task gets no verdict, and the thread is free for the next image")
  func cancellation() async throws {
    let entered = DispatchSemaphore(value: 0)
    let gate = DispatchSemaphore(value: 0)
    let decoder = FakeDecoder(beforeFrame: { index in
      if index == 0 {
        entered.signal()
        gate.wait()
      }
    })
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [FakeDetector.scoring(0)]), decoder: decoder, limits: .lifted,
      capacity: .init(concurrentImages: 1, waitingImages: 1))
    let bytes = try Fixture.bytes("images/generated/animated/a_webp.webp")
    let task = Task {
      await Self.failure { () async throws(HostFailure) in _ = try await moderator.moderate(.bytes(bytes, .local)) }
    }
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      DispatchQueue.global().async {
        entered.wait()
        continuation.resume()
      }
    }
    task.cancel()
    gate.signal()
    #expect(await task.value?.code == .cancelled)
    gate.signal()
    #expect(try await moderator.moderate(.bytes(bytes, .local)).suggestion == .pass)
  }

  @Test("many images at a time each get their own answer")
  func concurrentImages() async throws {
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [FakeDetector.scoring(0.5)]), isolation: .inProcess, limits: .unhurried,
      capacity: .init(concurrentImages: 4, waitingImages: 100, processorCount: 4))
    let names = ["photos-faces/hopper.png", "photos-faces/chelsea.png", "generated/hostile/h_trunc.jpg"]
    let images = try names.map { try Fixture.bytes("images/\($0)") }
    let results = try await withThrowingTaskGroup(of: (Int, ModerationResult).self) { group in
      for index in 0..<60 {
        group.addTask { (index % 3, try await moderator.moderate(.bytes(images[index % 3], .local))) }
      }
      var results: [(Int, ModerationResult)] = []
      for try await result in group { results.append(result) }
      return results
    }
    for (kind, result) in results {
      #expect(result.image.byteCount == images[kind].count)
      #expect(result.suggestion == (kind == 2 ? nil : .review))
    }
  }

  @Test("a file is read no further than the limit, and its size alone can refuse it")
  func files() async throws {
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [FakeDetector.scoring(0)]), decoder: FakeDecoder(),
      limits: .tiia20190529.unhurried)
    let path = FileManager.default.temporaryDirectory.appending(path: "sparse-\(UUID().uuidString)").path
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    defer { try? FileManager.default.removeItem(atPath: path) }
    // A sparse file: no reader could hold it, and none has to.
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    try handle.truncate(atOffset: 1 << 40)
    try handle.close()
    let result = try await moderator.moderate(.file(path: path))
    #expect(PipelineTests.rejection(result)?.code == .byteCountTooLarge)
    #expect(PipelineTests.rejection(result)?.measured == .count(1 << 40))

    let missing = await Self.failure { () async throws(HostFailure) in
      _ = try await moderator.moderate(.file(path: "/nonexistent/picture.png"))
    }
    #expect(missing?.code == .sourceUnreadable)
    #expect(missing?.message.contains("/nonexistent/picture.png") == true)
  }

  @Test("an endless file is read up to the limit and refused")
  func endlessFile() async throws {
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [FakeDetector.scoring(0)]), decoder: FakeDecoder(),
      limits: .tiia20190529.unhurried)
    let result = try await moderator.moderate(.file(path: "/dev/zero"))
    #expect(PipelineTests.rejection(result)?.code == .byteCountTooLarge)
    #expect(result.image.byteCount == Limits.tiia20190529.maximumFileBytes + 1)
  }
}
