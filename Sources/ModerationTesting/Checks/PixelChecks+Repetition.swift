import ModerationCore
import Synchronization

/// The checks that ask about the same picture more than once.
extension PixelChecks {
  mutating func checkDeterminism(_ subjects: [Subject]) {
    for subject in subjects {
      compare(subject.pixels, with: subject, .determinism, "asked again after other pictures")
      compare(subject.pixels, with: subject, .determinism, "asked again at once")
    }
    log.problems.note(Self.evidence(of: subjects), for: .determinism)
  }

  mutating func checkPadding(_ subjects: [Subject]) {
    for subject in subjects {
      for (count, value) in [(1, 0), (5, 255), (64, 170)] as [(Int, UInt8)] {
        compare(
          subject.pixels.padded(by: count, with: value), with: subject, .padding,
          "with \(count) bytes of \(value) behind each row")
      }
    }
    log.problems.note(Self.evidence(of: subjects), for: .padding)
  }

  /// Each thread asks about every picture twice, beginning with another one.
  mutating func checkConcurrency(_ subjects: [Subject]) {
    let logs = ThreadLogs()
    let (detector, descriptor, crashes) = (detector, descriptor, options.crashesOnOverread)
    let started = ManyThreads.run(options.threadCount) { thread in
      var log = CallLog(descriptor, crashesOnOverread: crashes)
      for round in 0..<(subjects.count * 2) {
        let subject = subjects[(round + thread) % subjects.count]
        let answer = log.ask(detector, subject.pixels, subject.name)
        if !answer.isSame(as: subject.answer) {
          log.problems.add(
            "\(subject.name): alone the detector \(subject.answer.brief), beside other calls it \(answer.brief); calls "
              + "may not share what they change", to: .concurrency)
        }
      }
      logs.add(log)
    }
    for other in logs.all { log.merge(other) }
    if started < options.threadCount {
      log.problems.skip(.concurrency, because: "the system granted \(started) of \(options.threadCount) threads")
    }
    log.problems.note("\(started) threads; \(Self.evidence(of: subjects))", for: .concurrency)
  }

  private mutating func compare(
    _ pixels: FakePixels, with subject: Subject, _ check: DetectorCheck, _ circumstance: String
  ) {
    let answer = log.ask(detector, pixels, "\(subject.name), \(circumstance)")
    guard !answer.isSame(as: subject.answer) else { return }
    log.problems.add(
      "\(subject.name): at first the detector \(subject.answer.brief); \(circumstance) it \(answer.brief)", to: check)
  }

  /// How much the comparisons say.
  private static func evidence(of subjects: [Subject]) -> String {
    let finding = subjects.count { (try? $0.answer.get())?.isEmpty == false }
    return finding > 0
      ? "\(subjects.count) pictures, findings in \(finding)"
      : "\(subjects.count) pictures, findings in none: give examples that find something"
  }
}

/// The logs of threads.
final class ThreadLogs: Sendable {
  private let logs = Mutex<[CallLog]>([])

  func add(_ log: CallLog) { logs.withLock { $0.append(log) } }

  var all: [CallLog] { logs.withLock { $0 } }
}
