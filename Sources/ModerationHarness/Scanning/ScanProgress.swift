import ModerationCore

/// When something is to be said of how far a scan is, and what.
///
///     42,000 of 1,000,000, 51/s, 5 h 13 min left: 41,200 PASS, 800 REVIEW
package struct ScanProgress {
  /// How often a line is said, at most.
  package enum Pace: Sendable {
    /// On a terminal, whose line is written anew: five times a second.
    case terminal
    /// In a file: once a minute.
    case file

    var interval: Duration { self == .terminal ? .milliseconds(200) : .seconds(60) }
  }

  private let pace: Pace
  private let began: ContinuousClock.Instant
  private var last: ContinuousClock.Instant
  /// The rate is that of about the last minute: what was done when.
  private var marks: [(at: ContinuousClock.Instant, done: Int)]

  /// Begins now.
  package init(_ pace: Pace, now: ContinuousClock.Instant = .now) {
    self.pace = pace
    (began, last) = (now, now)
    marks = [(now, 0)]
  }

  /// The line to say now; nil when it is too early for another.
  ///
  /// - Parameter total: How many files there are in all; nil where nobody knows.
  package mutating func line(_ state: Scan.State, of total: Int?, now: ContinuousClock.Instant = .now) -> String? {
    guard now - last >= pace.interval else { return nil }
    last = now
    if let mark = marks.last, now - mark.at >= .seconds(5) {
      marks.append((now, state.doneNow))
      if marks.count > 13 { marks.removeFirst() }
    }
    let done = state.before + state.doneNow
    let rate = rate(state, now)
    var text = Self.count(done) + (total.map { " of \(Self.count($0))" } ?? "")
    text += ", \(rate >= 10 ? Self.count(Int(rate)) : "\((rate * 10).rounded() / 10)")/s"
    if let total, rate > 0, total > done { text += ", \(Self.time(Double(total - done) / rate)) left" }
    return text + ": " + Self.counts(state)
  }

  /// What a scan came to, for its last line.
  package func summary(_ state: Scan.State, now: ContinuousClock.Instant = .now) -> String {
    var text = Self.count(state.tally.total, "image", "images")
    if !state.tally.sentence.isEmpty { text += ": " + Self.counts(state) }
    var notes: [String] = []
    if state.before > 0 { notes.append(Self.count(state.before, "was done before", "were done before")) }
    if state.copied > 0 { notes.append(Self.count(state.copied, "is equal to another", "are equal to another")) }
    if state.passedOver > 0 {
      notes.append(
        Self.count(
          state.passedOver, "file is no image and was passed over", "files are no images and were passed over"))
    }
    if state.tally.partly > 0 {
      notes.append(Self.count(state.tally.partly, "was only partly looked at", "were only partly looked at"))
    }
    return ([text] + notes).joined(separator: "; ") + "; \(Self.time(Self.seconds(now - began)))"
  }

  private func rate(_ state: Scan.State, _ now: ContinuousClock.Instant) -> Double {
    guard let mark = marks.first else { return 0 }
    let seconds = Self.seconds(now - mark.at)
    return seconds > 0 ? Double(state.doneNow - mark.done) / seconds : 0
  }

  private static func counts(_ state: Scan.State) -> String {
    let tally = state.tally
    let words = [Suggestion.pass, .review, .block].map { ($0.description, tally.suggestions[$0] ?? 0) }
    return (words + [("REFUSED", tally.refused), ("ERROR", tally.failed)]).filter { $0.1 > 0 }
      .map { "\(count($0.1)) \($0.0)" }.joined(separator: ", ")
  }

  private static func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }

  private static func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(count(number)) \(number == 1 ? one : many)"
  }

  /// `1,234,567`.
  static func count(_ number: Int) -> String {
    var digits = "\(number)"
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
      place -= 3
    }
    return digits
  }

  /// `12 s`, `4 min`, `5 h 13 min`, `3 d 2 h`.
  static func time(_ seconds: Double) -> String {
    // Further than three years is no forecast.
    let seconds = Int(min(max(seconds, 0), 1e8).rounded(.up))
    switch seconds {
    case ..<100: return "\(seconds) s"
    case ..<5940: return "\((seconds + 59) / 60) min"
    case ..<172_800: return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    default: return "\(seconds / 86_400) d \(seconds % 86_400 / 3600) h"
    }
  }
}
