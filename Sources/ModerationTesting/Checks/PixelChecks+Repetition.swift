import ModerationCore

/// The checks that ask about the same picture more than once.
extension PixelChecks {
  mutating func checkDeterminism(_ subjects: [Subject<FakePixels>]) {
    for subject in subjects {
      compare(subject.input, with: subject, .determinism, "asked again after other pictures")
      compare(subject.input, with: subject, .determinism, "asked again at once")
    }
    log.problems.note(subjects.map(\.answer).evidence, for: .determinism)
  }

  mutating func checkPadding(_ subjects: [Subject<FakePixels>]) {
    for subject in subjects {
      for (count, value) in [(1, 0), (5, 255), (64, 170)] as [(Int, UInt8)] {
        compare(
          subject.input.padded(by: count, with: value), with: subject, .padding,
          "with \(count) bytes of \(value) behind each row")
      }
    }
    log.problems.note(subjects.map(\.answer).evidence, for: .padding)
  }

  mutating func checkConcurrency(_ subjects: [Subject<FakePixels>]) {
    let detector = detector
    ConcurrencyCheck(
      subjects: subjects, threadCount: options.threadCount,
      log: CallLog(descriptor, crashesOnOverread: options.crashesOnOverread, keepsTimes: false)
    ) { log, subject in
      log.ask(detector, subject.input, subject.name)
    }.run(into: &log)
  }

  private mutating func compare(
    _ pixels: FakePixels, with subject: Subject<FakePixels>, _ check: DetectorCheck, _ circumstance: String
  ) {
    let answer = log.ask(detector, pixels, "\(subject.name), \(circumstance)")
    guard !answer.isSame(as: subject.answer) else { return }
    log.problems.add(
      "\(subject.name): at first the detector \(subject.answer.brief); \(circumstance) it \(answer.brief)", to: check)
  }
}
