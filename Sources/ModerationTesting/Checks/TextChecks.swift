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
      Subject(name: $0.name, input: $0, answer: log.ask(detector, $0.lines, $0.name))
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

  private mutating func checkDeterminism(_ subjects: [Subject<FakeText>]) {
    for subject in subjects {
      for circumstance in ["asked again after other texts", "asked again at once"] {
        let answer = log.ask(detector, subject.input.lines, subject.name)
        guard !answer.isSame(as: subject.answer) else { continue }
        log.problems.add(
          "\(subject.name): at first the detector \(subject.answer.brief); \(circumstance) it \(answer.brief)",
          to: .determinism)
      }
    }
    log.problems.note(subjects.map(\.answer).evidence, for: .determinism)
  }

  private mutating func checkConcurrency(_ subjects: [Subject<FakeText>]) {
    let detector = detector
    ConcurrencyCheck(subjects: subjects, threadCount: options.threadCount, log: CallLog(descriptor, keepsTimes: false))
    { log, subject in
      log.ask(detector, subject.input.lines, subject.name)
    }.run(into: &log)
  }
}
