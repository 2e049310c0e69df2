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
  /// How long they go on at most until enough calls have met.
  static var longestTime: Duration { .seconds(2) }
  /// So many calls that began while another ran are enough.
  static var enoughMeetings: Int { 100 }

  let subjects: [Subject<Input>]
  let threadCount: Int
  let log: CallLog
  let ask: @Sendable (inout CallLog, Subject<Input>) -> Answer

  /// What the threads share.
  private final class Shared: Sendable {
    let logs = Mutex<[CallLog]>([])
    let running = Atomic(0)
    let most = Atomic(0)
    let meetings = Atomic(0)
  }

  /// Adds what was noticed to a log.
  func run(into log: inout CallLog) {
    let shared = Shared()
    let check = self
    let started = ManyThreads.run(threadCount) { thread in
      let log = check.work(thread, shared)
      shared.logs.withLock { $0.append(log) }
    }
    for other in shared.logs.withLock({ $0 }) { log.merge(other) }
    let (most, meetings) = (shared.most.load(ordering: .relaxed), shared.meetings.load(ordering: .relaxed))
    if started < threadCount {
      log.problems.skip(.concurrency, because: "the system granted \(started) of \(threadCount) threads")
    } else if most < 2 {
      log.problems.skip(.concurrency, because: "no two calls met; try again on a machine that does less else")
    }
    log.problems.note(
      "\(meetings) calls met, up to \(most) at once; \(subjects.map(\.answer).evidence)", for: .concurrency)
  }

  /// One thread's part: everything twice at least, beginning with another input than the others.
  private func work(_ thread: Int, _ shared: Shared) -> CallLog {
    var log = log
    let start = ContinuousClock.now
    func goesOn(_ round: Int) -> Bool {
      if round < subjects.count * 2 { return true }
      let spent = ContinuousClock.now - start
      return spent < Self.shortestTime
        || (spent < Self.longestTime && shared.meetings.load(ordering: .relaxed) < Self.enoughMeetings)
    }
    var round = 0
    while goesOn(round) {
      let subject = subjects[(round + thread) % subjects.count]
      let running = shared.running.wrappingAdd(1, ordering: .relaxed).newValue
      shared.most.max(running, ordering: .relaxed)
      if running > 1 { shared.meetings.wrappingAdd(1, ordering: .relaxed) }
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
