import ModerationCore

/// One run of all checks of a detector of text.
struct TextChecks {
  let detector: any TextDetector
  let options: CheckOptions
  let descriptor: DetectorDescriptor
  private var log: CallLog

  static let all: [DetectorCheck] = [
    .descriptor, .shapes, .determinism, .concurrency, .scores, .labels, .subLabels, .boxes, .findingCount, .examples,
  ]

  init(_ detector: any TextDetector, _ options: CheckOptions) {
    self.detector = detector
    self.options = options
    descriptor = detector.descriptor
    log = CallLog(descriptor)
  }

  /// Text that is asked about more than once, with what the detector said alone.
  private struct Subject {
    let text: FakeText
    let answer: Answer
  }

  mutating func run() -> DetectorReport {
    for problem in DescriptorRules(descriptor: descriptor).problems { log.problems.add(problem, to: .descriptor) }
    let shapes = FakeText.shapes
    for text in shapes {
      if case .failure(let failure) = log.ask(detector, text.lines, text.name), failure.code != .tooMuchToLookAt {
        log.problems.add("\(text.name) failed with \(failure); any text must be judged", to: .shapes)
      }
    }
    log.problems.note("\(shapes.count) texts", for: .shapes)
    let subjects = (FakeText.common + options.texts.map(FakeText.init)).map {
      Subject(text: $0, answer: log.ask(detector, $0.lines, $0.name))
    }
    checkDeterminism(subjects)
    checkConcurrency(subjects)
    for example in options.texts {
      let text = FakeText(example)
      log.judge(log.ask(detector, text.lines, text.name), of: text.name, by: example.expectations)
    }
    log.noteExamples(options.texts.count)
    log.noteWhatWasFound()
    if detector.descriptor != descriptor {
      log.problems.add("the descriptor changed during the run; it is constant for life", to: .descriptor)
    }
    return DetectorReport(
      detector: descriptor.id, checks: Self.all.map(log.problems.result), callTimes: log.callTimes)
  }

  private mutating func checkDeterminism(_ subjects: [Subject]) {
    for subject in subjects {
      for circumstance in ["asked again after other texts", "asked again at once"] {
        let answer = log.ask(detector, subject.text.lines, subject.text.name)
        guard !answer.isSame(as: subject.answer) else { continue }
        log.problems.add(
          "\(subject.text.name): at first the detector \(subject.answer.brief); \(circumstance) it \(answer.brief)",
          to: .determinism)
      }
    }
    log.problems.note(Self.evidence(of: subjects), for: .determinism)
  }

  private mutating func checkConcurrency(_ subjects: [Subject]) {
    let logs = ThreadLogs()
    let (detector, descriptor) = (detector, descriptor)
    let started = ManyThreads.run(options.threadCount) { thread in
      var log = CallLog(descriptor)
      for round in 0..<(subjects.count * 2) {
        let subject = subjects[(round + thread) % subjects.count]
        let answer = log.ask(detector, subject.text.lines, subject.text.name)
        if !answer.isSame(as: subject.answer) {
          log.problems.add(
            "\(subject.text.name): alone the detector \(subject.answer.brief), beside other calls it \(answer.brief); "
              + "calls may not share what they change", to: .concurrency)
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

  private static func evidence(of subjects: [Subject]) -> String {
    let finding = subjects.count { (try? $0.answer.get())?.isEmpty == false }
    return finding > 0
      ? "\(subjects.count) texts, findings in \(finding)"
      : "\(subjects.count) texts, findings in none: give examples that find something"
  }
}
