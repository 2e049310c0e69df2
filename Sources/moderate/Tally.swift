import ImageModeration

/// What a run came to: the numbers for its last line, and what the exit status depends on.
struct Tally {
  private(set) var someNotEvaluated = false
  private(set) var thresholdReached = false
  private var counts: [String: Int] = [:]

  /// Counts an answer. Refused, unreadable and partly evaluated images all count as not evaluated.
  mutating func count(_ answer: Result<ModerationResult, HostFailure>, failOn threshold: Suggestion?) {
    switch answer {
    case .success(let result):
      guard case .verdict(let verdict) = result.outcome else {
        someNotEvaluated = true
        counts["REFUSED", default: 0] += 1
        return
      }
      if verdict.scenes.contains(where: \.status.isGap) { someNotEvaluated = true }
      if let threshold, verdict.suggestion >= threshold { thresholdReached = true }
      counts[verdict.suggestion.description, default: 0] += 1
    case .failure:
      someNotEvaluated = true
      counts["ERROR", default: 0] += 1
    }
  }

  /// `12 images: 10 PASS, 2 REFUSED`.
  var sentence: String {
    let parts = ["PASS", "REVIEW", "BLOCK", "REFUSED", "ERROR"].compactMap { word in
      counts[word].map { "\($0) \(word)" }
    }
    return "\(counts.values.reduce(0, +)) images: " + parts.joined(separator: ", ")
  }
}
