@testable import WorkerDecoding
import CWorkerChannel
import Foundation
import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding
@testable import WorkerProcesses

extension WorkerSuites {
  @Suite("Death of a worker", .timeLimit(.minutes(20)))
  struct WorkerDeathTests {
    static let picture = Result { try Fixture.bytes("images/generated/still/s_gif.gif") }

    /// Decodes, and sends a signal to the worker while it holds the image.
    static func answer(
      _ decoder: WorkerDecoder, sending signal: Int32, timeout: Duration = .seconds(10)
    ) throws -> Answer {
      Answer(through: decoder, try picture.get(), Worker.request(.gif, timeout: timeout)) { $0.signal(signal) }
    }

    @Test(
      "a crash over an image is a refusal of that image, and the next one is decoded",
      arguments: [SIGSEGV, SIGBUS, SIGILL, SIGABRT, SIGFPE, SIGTRAP, SIGSYS])
    func crash(signal: Int32) throws {
      let decoder = try Worker.single()
      let rejection = try Self.answer(decoder, sending: signal).rejection
      #expect(rejection?.code == .decoderCrashed)
      #expect(rejection?.message.contains("SIG") == true)
      #expect(Answer(decoder, try Self.picture.get(), Worker.request(.gif)).failure == nil)
      #expect(decoder.statistics.crashed == 1)
      #expect(decoder.statistics.started == 2)
    }

    @Test("a process that runs this program still has this one's memory, one that runs another has its own")
    func ownMemory() throws {
      #expect(!moderation_process_has_memory_of_its_own(getpid()))
      let worker = try WorkerProcess(executable: Worker.executable, arguments: [])
      // The kernel may need a moment; nobody's time is measured here.
      while !moderation_process_has_memory_of_its_own(pid_t(worker.identifier)) { usleep(1_000) }
    }

    @Test("an end from outside is this machine's failure", arguments: [SIGKILL, SIGTERM, SIGINT, SIGHUP])
    func killed(signal: Int32) throws {
      let decoder = try Worker.single()
      #expect(try Self.answer(decoder, sending: signal).hostFailure?.code == .workerKilled)
      #expect(Answer(decoder, try Self.picture.get(), Worker.request(.gif)).failure == nil)
      #expect(decoder.statistics.killedFromOutside == 1)
    }

    @Test("a worker's own limits of time are not put down to the image", arguments: [SIGXCPU, SIGALRM])
    func ownLimit(signal: Int32) throws {
      let decoder = try Worker.single()
      #expect(try Self.answer(decoder, sending: signal).isLate)
    }

    @Test("a worker that stands still costs its image the deadline")
    func stopped() throws {
      let decoder = try Worker.single()
      #expect(try Self.answer(decoder, sending: SIGSTOP, timeout: .milliseconds(300)).isLate)
      #expect(Answer(decoder, try Self.picture.get(), Worker.request(.gif)).failure == nil)
      #expect(decoder.statistics.killedForTime == 1)
    }

    @Test("a worker that is found dead between images costs none")
    func idleDeath() throws {
      let decoder = try Worker.single()
      var worker: WorkerProcess?
      #expect(Answer(through: decoder, try Self.picture.get(), Worker.request(.gif)) { worker = $0 }.failure == nil)
      let idle = try #require(worker)
      idle.signal(SIGKILL)
      while idle.isQuiet {}
      #expect(Answer(decoder, try Self.picture.get(), Worker.request(.gif)).failure == nil)
      #expect(decoder.statistics.foundDead == 1)
      #expect(decoder.statistics.killedFromOutside == 0)
    }

    /// Runs in a process of its own, since the disposition is the whole process's.
    @Test("a host that ignores SIGCHLD loses no answer, only the reason of a death")
    func ignoredChildren() async {
      await #expect(processExitsWith: .success) {
        signal(SIGCHLD, SIG_IGN)
        let decoder = try Worker.single()
        let rejection = try WorkerDeathTests.answer(decoder, sending: SIGKILL).rejection
        #expect(rejection?.code == .decoderCrashed)
        let picture = try WorkerDeathTests.picture.get()
        #expect(Answer(decoder, picture, Worker.request(.gif)).failure == nil)
        #expect(try Holdings.now().childCount == 1)
      }
    }

    /// 1,000 when MODERATION_WORKER_KILLS says so.
    static let killCount = ProcessInfo.processInfo.environment["MODERATION_WORKER_KILLS"].flatMap { Int($0) } ?? 100

    @Test("under load every kill gives one typed failure, and every other image its own answer")
    func manyKills() async throws {
      let decoder = try WorkerDecoder(
        executable: Worker.executable, policy: WorkerPolicy(maximumWorkerCount: 2, firstBackoff: .milliseconds(1)))
      let picture = try Self.picture.get()
      let expected = Answer(try InProcessDecoder(), picture, Worker.request(.gif))
      let before = try Holdings.now().descriptorCount
      let results = await withTaskGroup(of: (killed: Int, right: Int, other: Int).self) { group in
        for _ in 0..<2 {
          group.addTask {
            var result = (killed: 0, right: 0, other: 0)
            for image in 0..<Self.killCount {
              let kills = image.isMultiple(of: 2)
              let answer = Answer(through: decoder, picture, Worker.request(.gif)) { worker in
                if kills { worker.signal(SIGKILL) }
              }
              if answer.hostFailure?.code == .workerKilled {
                result.killed += 1
              } else if answer == expected {
                result.right += 1
              } else {
                result.other += 1
              }
            }
            return result
          }
        }
        return await group.reduce(into: (killed: 0, right: 0, other: 0)) { sum, part in
          sum = (sum.killed + part.killed, sum.right + part.right, sum.other + part.other)
        }
      }
      #expect(results.killed == Self.killCount)
      #expect(results.right == Self.killCount)
      #expect(results.other == 0)
      #expect(decoder.statistics.killedFromOutside == Self.killCount)
      #expect(try Holdings.now().descriptorCount <= before + 3)
    }
  }
}
