import Dispatch
import Foundation
import TestFixtures
import Testing

@testable import ImageModeration

/// Detectors here stand still until the test lets them go: whatever a thread does, somebody answers.
@Suite("Deadlines", .timeLimit(.minutes(20)))
struct DeadlineTests {
  /// A detector that stands still while it looks at its first pictures, and passes the others.
  final class Stuck: Sendable {
    let entered = DispatchSemaphore(value: 0)
    private let gate = DispatchSemaphore(value: 0)
    private let seen = Box(0)
    private let stuckPictures: Int

    init(pictures: Int = 1) { stuckPictures = pictures }

    func detector(_ id: String = "stuck/1", scene: Scene = .terror) -> FakeDetector {
      // A wish of its own: those who share one are asked together.
      FakeDetector(id, scene: scene, wish: InputWish(fit: .longestSide(32))) { [self] _ in
        seen.update { $0 += 1 }
        if seen.value <= stuckPictures {
          entered.signal()
          gate.wait()
        }
        return []
      }
    }

    /// Waits until a picture is stuck.
    func waitUntilEntered() async {
      await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        DispatchQueue.global().async { [self] in
          entered.wait()
          continuation.resume()
        }
      }
    }

    func release() { for _ in 0..<stuckPictures { gate.signal() } }
  }

  static func limits(_ deadline: Duration) -> Limits {
    var limits = Limits.lifted
    limits.deadline = deadline
    return limits
  }

  static func moderator(
    _ detectors: [any Detector], deadline: Duration, waiting: Int = 8,
    from start: Moderator.Capacity.DeadlineStart = .admission
  ) throws -> Moderator {
    try Moderator(
      detectors: DetectorSet(detectors: detectors), decoder: FakeDecoder(), limits: limits(deadline),
      capacity: .init(concurrentImages: 1, waitingImages: waiting, deadlineStart: start))
  }

  static let picture = Result { try Fixture.bytes("images/photos-faces/hopper.png") }

  static func moderate(_ moderator: Moderator) async throws -> ModerationResult {
    try await moderator.moderate(.bytes(try picture.get(), .local))
  }

  static func code(_ moderator: Moderator) async throws -> HostFailure.Code? {
    await ModeratorTests.code(moderator, try picture.get())
  }

  @Test("a detector that stands still costs its image a gap at the deadline, and what was found before counts")
  func stuck() async throws {
    let stuck = Stuck()
    defer { stuck.release() }
    let moderator = try Self.moderator(
      [FakeDetector.scoring(0.9, id: "a/1"), stuck.detector()], deadline: .milliseconds(300))
    let result = try await Self.moderate(moderator)
    let verdict = try PipelineTests.verdict(result)
    #expect(verdict.suggestion == .block)
    #expect(verdict.evidence.map(\.detector) == ["a/1"])
    #expect(result.image.size == PixelSize(width: 128, height: 128))
    // Porn was looked at to the end; terror was not.
    let porn = try #require(verdict.scenes.first { $0.scene == .porn })
    #expect(porn.status == .evaluated)
    let terror = try #require(verdict.scenes.first { $0.scene == .terror })
    guard case .notEvaluated(let reason, let code) = terror.status else {
      Issue.record("\(terror)")
      return
    }
    #expect(code == "deadline")
    #expect(reason.contains("stuck/1"))
  }

  @Test("the next image is judged while the one before still holds its thread")
  func next() async throws {
    let stuck = Stuck()
    defer { stuck.release() }
    let moderator = try Self.moderator([stuck.detector()], deadline: .milliseconds(300), from: .work)
    let first = try await Self.moderate(moderator)
    #expect(first.suggestion == .review)
    let second = try await Self.moderate(moderator)
    #expect(second.suggestion == .pass)
  }

  @Test("where time counts from the beginning of work, a long queue costs nobody his answer")
  func fromWork() async throws {
    let stuck = Stuck()
    defer { stuck.release() }
    let moderator = try Self.moderator([stuck.detector()], deadline: .seconds(1), from: .work)
    async let first = Self.moderate(moderator)
    await stuck.waitUntilEntered()
    // All of these wait longer than the deadline.
    let others = try await withThrowingTaskGroup(of: Suggestion?.self) { group in
      for _ in 0..<8 { group.addTask { try await Self.moderate(moderator).suggestion } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(try await first.suggestion == .review)
    #expect(others == Array(repeating: .pass, count: 8))
  }

  @Test("a cancelled image frees its place in the queue at once")
  func cancelledInQueue() async throws {
    let stuck = Stuck()
    let moderator = try Self.moderator([stuck.detector()], deadline: .seconds(600), waiting: 1)
    async let first = Self.moderate(moderator)
    await stuck.waitUntilEntered()
    let waiting = Task { try await Self.code(moderator) }
    while moderator.statistics.waitingImages < 1 { await Task.yield() }
    #expect(try await Self.code(moderator) == .queueFull)
    waiting.cancel()
    #expect(try await waiting.value == .cancelled)
    async let fourth = Self.moderate(moderator)
    while moderator.statistics.waitingImages < 1 { await Task.yield() }
    stuck.release()
    #expect(try await first.suggestion == .pass)
    #expect(try await fourth.suggestion == .pass)
  }

  @Test("a cancelled image at work is answered at once, and its place is free")
  func cancelledAtWork() async throws {
    let stuck = Stuck()
    defer { stuck.release() }
    let moderator = try Self.moderator([stuck.detector()], deadline: .seconds(600))
    let first = Task { try await Self.code(moderator) }
    await stuck.waitUntilEntered()
    first.cancel()
    #expect(try await first.value == .cancelled)
    #expect(try await Self.moderate(moderator).suggestion == .pass)
  }

  @Test("threads are given up only so far: then images expire in the queue, and nothing grows")
  func givenUp() async throws {
    let stuck = Stuck(pictures: 2)
    let bytes = try Self.picture.get()
    let moderator = try Self.moderator([stuck.detector()], deadline: .milliseconds(300))
    #expect(try await Self.moderate(moderator).suggestion == .review)
    #expect(try await Self.moderate(moderator).suggestion == .review)
    let failure = await ModeratorTests.failure { () async throws(HostFailure) in
      _ = try await moderator.moderate(.bytes(bytes, .local))
    }
    #expect(failure?.code == .deadlinePassed)
    #expect(failure?.isTransient == true)
    stuck.release()
    // Both threads come back, and one goes.
    var suggestion: Suggestion?
    while suggestion != .pass { suggestion = try? await Self.moderate(moderator).suggestion }
  }

  @Test("no more images are worked on at a time than there are processors")
  func processors() {
    #expect(Moderator.Capacity(concurrentImages: 64, waitingImages: 0, processorCount: 2).threadCount == 2)
    #expect(Moderator.Capacity(concurrentImages: 1, waitingImages: 0, processorCount: 8).threadCount == 1)
    #expect(Moderator.Capacity(concurrentImages: 64, waitingImages: 0).threadCount <= ProcessorCount.available)
  }

  @Test("a decoder that is late is a gap and no refusal")
  func lateDecoder() async throws {
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [FakeDetector.scoring(0)]),
      decoder: FakeDecoder(failure: .late(reason: "decoding was not done by the deadline")))
    let verdict = try PipelineTests.verdict(try await Self.moderate(moderator))
    #expect(verdict.suggestion == .review)
    #expect(verdict.scenes.map(\.status.isGap) == [true])
    #expect(verdict.reason.contains("deadline"))
  }
}
