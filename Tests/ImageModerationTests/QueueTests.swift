import Dispatch
import ImageModeration
import TestFixtures
import Testing

@Suite("Queue", .timeLimit(.minutes(20)))
struct QueueTests {
  static func moderator(
    _ capacity: Moderator.Capacity, _ detector: FakeDetector = .scoring(0), deadline: Duration = .seconds(3600)
  ) throws -> Moderator {
    var limits = Limits.unhurried
    limits.deadline = deadline
    return try Moderator(
      detectors: DetectorSet(detectors: [detector]), decoder: FakeDecoder(), limits: limits, capacity: capacity)
  }

  static let picture = ImageSource.file(path: Fixture.path("images/photos-faces/hopper.png"))

  static func code(_ body: () async throws(HostFailure) -> Void) async -> HostFailure.Code? {
    do {
      try await body()
      return nil
    } catch {
      return error.code
    }
  }

  @Test("who sends one image after the other never finds the queue full, even without room to wait")
  func sequential() async throws {
    let moderator = try Self.moderator(.init(concurrentImages: 1, waitingImages: 0, waitingBytes: 0))
    let bytes = try Fixture.bytes("images/photos-faces/hopper.png")
    for _ in 0..<200 { _ = try await moderator.moderate(.bytes(bytes, .local)) }
  }

  @Test("bytes in the queue are bounded, and the refusal says by how much")
  func bytes() async throws {
    let gate = DispatchSemaphore(value: 0)
    let begun = DispatchSemaphore(value: 0)
    let detector = FakeDetector { _ in
      begun.signal()
      gate.wait()
      return []
    }
    let moderator = try Self.moderator(
      .init(concurrentImages: 1, waitingImages: 8, waitingBytes: 40_000), detector)
    let bytes = try Fixture.bytes("images/photos-faces/hopper.png")
    try #require((20_000..<40_000).contains(bytes.count))
    let first = Task { try await moderator.moderate(.bytes(bytes, .local)) }
    await Task.detached { begun.wait() }.value
    let second = Task { try await moderator.moderate(.bytes(bytes, .local)) }
    while moderator.statistics.waitingImages < 1 { await Task.yield() }
    #expect(moderator.statistics.waitingBytes == bytes.count)
    let more = [UInt8](repeating: 0, count: 40_001 - bytes.count)
    let code = await Self.code { () async throws(HostFailure) in
      _ = try await moderator.moderate(.bytes(more, .local))
    }
    #expect(code == .queueFull)
    for _ in 0..<2 { gate.signal() }
    _ = try await (first.value, second.value)
    #expect(moderator.statistics.waitingBytes == 0)
  }

  @Test("draining answers what was taken and refuses what comes later")
  func drain() async throws {
    let moderator = try Self.moderator(.init(concurrentImages: 1, waitingImages: 8))
    let running = (0..<4).map { _ in Task { try await moderator.moderate(Self.picture) } }
    for task in running { _ = try await task.value }
    await moderator.drain()
    let code = await Self.code { () async throws(HostFailure) in _ = try await moderator.moderate(Self.picture) }
    #expect(code == .draining)
  }

  @Test("draining does not wait for a detector that is stuck behind an answer")
  func stuck() async throws {
    let gate = DispatchSemaphore(value: 0)
    defer { gate.signal() }
    let detector = FakeDetector { _ in
      gate.wait()
      return []
    }
    let moderator = try Self.moderator(
      .init(concurrentImages: 1, waitingImages: 1), detector, deadline: .milliseconds(50))
    let result = try await moderator.moderate(Self.picture)
    #expect(result.suggestion == .review)
    await moderator.drain()
    #expect(moderator.statistics.runningImages == 1)
  }
}
