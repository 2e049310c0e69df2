import ModerationCore
import Synchronization

/// Input that is asked about more than once, with what the detector said of it alone.
struct Subject<Input: Sendable>: Sendable {
  let name: String
  let input: Input
  let answer: Answer
}

extension [Answer] {
  /// How much comparing with these answers says.
  var evidence: String {
    let finding = count { (try? $0.get())?.isEmpty == false }
    return "\(count) inputs, findings in " + (finding > 0 ? "\(finding)" : "none: give examples that find something")
  }
}

/// Asks a detector about everything from several threads at once, and compares with what it said alone.
struct ConcurrencyCheck<Input: Sendable> {
  /// How long threads go on at least, so that quick calls meet, too.
  static var shortestTime: Duration { .milliseconds(50) }
  /// The most calls of one thread.
  static var maximumCallCount: Int { 10_000 }

  let subjects: [Subject<Input>]
  let threadCount: Int
  let log: CallLog
  let ask: @Sendable (inout CallLog, Subject<Input>) -> Answer

  /// What the threads share.
  private final class Shared: Sendable {
    let logs = Mutex<[CallLog]>([])
    let running = Atomic(0)
    let most = Atomic(0)
  }

  /// Adds what was noticed to a log.
  func run(into log: inout CallLog) {
    let shared = Shared()
    let (check, end) = (self, ContinuousClock.now + Self.shortestTime)
    let started = ManyThreads.run(threadCount) { thread in
      let log = check.work(thread, until: end, shared)
      shared.logs.withLock { $0.append(log) }
    }
    for other in shared.logs.withLock({ $0 }) { log.merge(other) }
    let most = shared.most.load(ordering: .relaxed)
    if started < threadCount {
      log.problems.skip(.concurrency, because: "the system granted \(started) of \(threadCount) threads")
    } else if most < 2 {
      log.problems.skip(.concurrency, because: "no two calls met; try again on a machine that does less else")
    }
    log.problems.note("up to \(most) calls at once; \(subjects.map(\.answer).evidence)", for: .concurrency)
  }

  /// One thread's part: everything twice at least, beginning with another input than the others.
  private func work(_ thread: Int, until end: ContinuousClock.Instant, _ shared: Shared) -> CallLog {
    var log = log
    var round = 0
    while round < subjects.count * 2 || (round < Self.maximumCallCount && .now < end) {
      let subject = subjects[(round + thread) % subjects.count]
      let running = shared.running.wrappingAdd(1, ordering: .relaxed).newValue
      shared.most.max(running, ordering: .relaxed)
      let answer = ask(&log, subject)
      shared.running.wrappingSubtract(1, ordering: .relaxed)
      round += 1
      if answer.isSame(as: subject.answer) { continue }
      log.problems.add(
        "\(subject.name): alone the detector \(subject.answer.brief), beside other calls it \(answer.brief); calls may "
          + "not share what they change", to: .concurrency)
    }
    return log
  }
}
