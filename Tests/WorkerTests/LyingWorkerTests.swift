@testable import WorkerDecoding
import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding
@testable import WorkerProcesses

extension WorkerSuites {
  @Suite("A worker that cannot be used or has been taken over", .timeLimit(.minutes(20)))
  struct LyingWorkerTests {
    static let bytes = Array("any bytes".utf8)

    @Test(
      "what is no decode worker is a failure when the decoder is made",
      arguments: [
        ("/nowhere/moderation-worker", "No such file"), ("/etc/passwd", "Permission denied"),
        ("/tmp", "Permission denied"),
        ("/bin/true", "exited with status 0"), ("/bin/false", "exited with status 1"),
      ])
    func noWorker(executable: String, reason: String) {
      let error = #expect(throws: HostFailure.self) { try WorkerDecoder(executable: executable) }
      #expect(error?.code == .workerUnavailable)
      #expect(error?.message.contains(executable) == true)
      #expect(error?.message.contains(reason) == true)
    }

    @Test(
      "a worker of another kind is a failure when the decoder is made, and says why",
      arguments: [
        ("silent", "not ready in time"), ("exits", "status 3 (the reason?[31m)"), ("garbage", "does not speak"),
        ("oldProtocol", "version 0 of the protocol"), ("otherRelease", #""0.0.9\u{07}""#),
      ])
    func mismatch(lie: String, reason: String) {
      let policy = WorkerPolicy(startTimeout: .milliseconds(lie == "silent" ? 200 : 10_000))
      let error = #expect(throws: HostFailure.self) { try Worker.lying(lie, policy: policy) }
      // On a busy machine an honest one is late, too.
      #expect(error?.code == (lie == "silent" ? .workerBusy : .workerUnavailable))
      #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test("the liar can also play by the rules", arguments: ["honest", "shouts"])
    func honest(lie: String) throws {
      let decoder = try Worker.lying(lie)
      for _ in 0..<3 {
        let answer = Answer(decoder, Self.bytes, Worker.request(frames: [4]))
        #expect(answer.failure == nil)
        #expect(answer.pixels == [[UInt8](repeating: 7, count: 192)])
      }
    }

    @Test(
      "every lie ends the worker, costs one image and leaves nothing behind",
      arguments: [
        "requestGarbage", "tooLong", "wrongIndex", "unaskedFrame", "hugeSize", "overflowingSize", "zeroSize",
        "negativeSize", "shortRows", "paddedRows", "keepsWriting", "doneAtOnce", "speaksOutOfTurn", "noCode",
        "hostCode",
        "sendsDescriptor", "exitsCleanly",
      ])
    func lies(lie: String) throws {
      let decoder = try Worker.lying(lie)
      for _ in 0..<2 {
        let answer = Answer(decoder, Self.bytes, Worker.request())
        #expect(answer.rejection?.code == .decoderCrashed)
        #expect(answer.frames.isEmpty || lie == "unaskedFrame")
      }
      #expect(decoder.statistics.crashed == 2)
      #expect(decoder.idleWorkers.isEmpty)
    }

    @Test("a worker that hangs, whether it keeps its channel or not, costs the deadline")
    func hangs() throws {
      let hung = Answer(try Worker.lying("hangs"), Self.bytes, Worker.request(timeout: .milliseconds(200)))
      #expect(hung.isLate)
      let closed = Answer(try Worker.lying("closesAndHangs"), Self.bytes, Worker.request(timeout: .seconds(10)))
      #expect(closed.rejection?.code == .decoderCrashed)
    }

    @Test("after several deaths in a row starts wait, longer each time, and a success ends that")
    func backoff() {
      let policy = WorkerPolicy(failuresBeforeBackoff: 3, firstBackoff: .seconds(1), longestBackoff: .seconds(5))
      let now = ContinuousClock.now
      var backoff = Backoff()
      let waits = (0..<7).map { _ in
        backoff.noteFailure(at: now, policy)
        return backoff.notBefore.map { $0 - now }
      }
      #expect(waits == [nil, nil, .seconds(1), .seconds(2), .seconds(4), .seconds(5), .seconds(5)])
      backoff.noteSuccess()
      #expect(backoff.notBefore == nil)
    }

    @Test("an image whose deadline lies before the next start fails at once")
    func backoffBeyondDeadline() throws {
      let policy = WorkerPolicy(
        maximumWorkerCount: 1, failuresBeforeBackoff: 1, firstBackoff: .seconds(3_600), longestBackoff: .seconds(3_600))
      let decoder = try Worker.lying("exitsCleanly", policy: policy)
      #expect(Answer(decoder, Self.bytes, Worker.request()).rejection?.code == .decoderCrashed)
      #expect(Answer(decoder, Self.bytes, Worker.request()).hostFailure?.code == .workerUnavailable)
    }
  }
}
