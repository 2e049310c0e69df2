import ModerationCore

/// What one call gave.
typealias Answer = Result<[Finding], DetectorFailure>

/// All calls of one run, or of one thread of it: how long they took, what they broke, whether they found anything.
struct CallLog {
  let rules: FindingRules
  let crashesOnOverread: Bool
  let keepsTimes: Bool
  var problems = ProblemList()
  /// Of calls made one at a time; those beside others would say nothing.
  private(set) var times: [(input: String, duration: Duration)] = []
  private(set) var findingCount = 0
  private(set) var locationCount = 0
  private(set) var subLabelCount = 0

  init(_ descriptor: DetectorDescriptor, crashesOnOverread: Bool = false, keepsTimes: Bool = true) {
    self.keepsTimes = keepsTimes
    rules = FindingRules(descriptor: descriptor)
    self.crashesOnOverread = crashesOnOverread
  }

  /// Has a detector look at pixels in guarded memory, and judges what comes back and what became of the pixels.
  ///
  /// - Parameter input: What is given, as reports name it.
  mutating func ask(_ detector: any Detector, _ pixels: FakePixels, _ input: String) -> Answer {
    guard let memory = GuardedPixels(pixels.bytes, crashesOnRead: crashesOnOverread) else {
      return .failure(DetectorFailure(.noMemory, message: "the system grants no \(pixels.bytes.count) bytes"))
    }
    let answer = time(input) {
      Answer { () throws(DetectorFailure) in
        try memory.withBytes { span throws(DetectorFailure) in try detector.inspect(span, of: pixels.frame) }
      }
    }
    if !memory.hold(pixels.bytes) {
      problems.add(
        "the pixels of \(input) were written to; others look at the same memory: work on a copy", to: .readOnly)
    }
    if GuardedPixels.systemShowsReads, memory.wasReadBehind == true {
      problems.add(
        "bytes behind the last pixel of \(input) were read: the last row has 3 × width bytes and no padding, so read "
          + "(height − 1) × stride + 3 × width bytes at most", to: .overread)
    }
    note(answer, in: .inside(pixels.frame.size), of: input)
    return answer
  }

  /// Has a detector judge lines, and judges what comes back.
  mutating func ask(_ detector: any TextDetector, _ lines: [RecognizedLine], _ input: String) -> Answer {
    let answer = time(input) {
      Answer { () throws(DetectorFailure) in try detector.inspect(lines, of: TextDescription()) }
    }
    note(answer, in: .of(lines), of: input)
    return answer
  }

  /// Takes over what another thread's log says.
  mutating func merge(_ other: CallLog) {
    problems.merge(other.problems)
    findingCount += other.findingCount
    locationCount += other.locationCount
    subLabelCount += other.subLabelCount
  }

  /// The times of all calls made one at a time.
  var callTimes: DetectorReport.CallTimes? {
    let sorted = times.sorted { $0.duration < $1.duration }
    guard let first = times.first, let slowest = sorted.last else { return nil }
    return .init(
      callCount: times.count, first: first.duration, median: sorted[sorted.count / 2].duration,
      slowest: slowest.duration, slowestInput: slowest.input)
  }

  /// Says of the checks of findings that nothing could be checked where nothing was found.
  mutating func noteWhatWasFound() {
    let none = "no call gave a finding; give examples that do"
    for check in [DetectorCheck.scores, .labels, .subLabels, .boxes] {
      if findingCount == 0 {
        problems.skip(check, because: none)
      } else {
        problems.note("\(findingCount) findings", for: check)
      }
    }
    if findingCount > 0, locationCount == 0 { problems.note("no finding had a box", for: .boxes) }
    if findingCount > 0, subLabelCount == 0 { problems.note("no finding had a sublabel", for: .subLabels) }
  }

  private mutating func time(_ input: String, _ call: () -> Answer) -> Answer {
    let start = ContinuousClock.now
    let answer = call()
    if keepsTimes { times.append((input, .now - start)) }
    return answer
  }

  private mutating func note(_ answer: Answer, in places: FindingRules.Places, of input: String) {
    let findings =
      switch answer {
      case .success(let findings): findings
      case .failure(let failure): failure.findings
      }
    rules.check(findings, in: places, of: input, &problems)
    findingCount += findings.count
    locationCount += findings.reduce(0) { $0 + $1.locations.count }
    subLabelCount += findings.count { $0.subLabel != nil }
  }
}

extension DetectorFailure.Code {
  /// There is no memory for the pixels of a check.
  static let noMemory = DetectorFailure.Code(rawValue: "noMemory")
}
