/// What was found wrong so far, by check; bounded, so that a detector that is wrong everywhere fills no memory.
struct ProblemList {
  /// The most reasons that a report gives of one check; further ones are counted.
  static let maximumReasonCount = 3

  private var reasons: [DetectorCheck: [String]] = [:]
  private var counts: [DetectorCheck: Int] = [:]
  private var notes: [DetectorCheck: String] = [:]
  private var skipped: [DetectorCheck: String] = [:]

  mutating func add(_ reason: String, to check: DetectorCheck) {
    counts[check, default: 0] += 1
    if counts[check, default: 0] <= Self.maximumReasonCount { reasons[check, default: []].append(reason) }
  }

  /// Says what was tried where nothing is wrong.
  mutating func note(_ note: String, for check: DetectorCheck) { notes[check] = note }

  /// Says why a check could not be tried. What was found wrong by others stays.
  mutating func skip(_ check: DetectorCheck, because reason: String) { skipped[check] = reason }

  mutating func merge(_ other: ProblemList) {
    for (check, reasons) in other.reasons {
      for reason in reasons { add(reason, to: check) }
      counts[check, default: 0] += other.counts[check, default: 0] - reasons.count
    }
  }

  func result(of check: DetectorCheck) -> CheckResult {
    if let reasons = reasons[check] {
      let others = counts[check, default: 0] - reasons.count
      return CheckResult(
        name: check, outcome: .failed,
        reason: reasons.joined(separator: "; ") + (others > 0 ? "; and \(others) more" : ""))
    }
    if let reason = skipped[check] { return CheckResult(name: check, outcome: .skipped, reason: reason) }
    return CheckResult(name: check, outcome: .passed, reason: notes[check] ?? "")
  }
}
