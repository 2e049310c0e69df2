import ModerationJudging
import Synchronization

/// Answers of images that came before, so that equal bytes under the same rules are not worked on twice.
///
/// Keeps what was used last: two generations of half the bound each; a full younger one becomes the elder, whose answers
/// are forgotten unless they were asked for meanwhile. Two equal images that are worked on at the same time are both
/// worked on. Used from any thread.
final class AnswerMemory: Sendable {
  /// Of which file an answer is, and by which rules.
  struct Key: Hashable {
    let sha256: String
    let rules: RulesToken

    static func == (left: Key, right: Key) -> Bool { left.rules === right.rules && left.sha256 == right.sha256 }

    func hash(into hasher: inout Hasher) {
      hasher.combine(sha256)
      hasher.combine(ObjectIdentifier(rules))
    }
  }

  private struct Generation {
    var answers: [Key: ModerationResult] = [:]
    var byteCount = 0
  }

  private struct State {
    var young = Generation()
    var old = Generation()
    var hits = 0
  }

  /// What all answers kept may take, in bytes, as estimated: 16 MiB.
  static let maximumByteCount = 16 << 20
  /// What one answer may take to be kept: 256 KiB, a page of a thousand lines.
  static let maximumAnswerByteCount = 256 << 10

  private let maximumCount: Int
  private let state = Mutex(State())

  /// - Parameter maximumCount: The most answers; 0 to keep none.
  init(maximumCount: Int) { self.maximumCount = maximumCount }

  /// Whether anything is ever kept.
  var isOn: Bool { maximumCount > 0 }

  /// How many answers are kept, and how often one was given again.
  var statistics: (count: Int, hits: Int) {
    state.withLock { ($0.young.answers.count + $0.old.answers.count, $0.hits) }
  }

  /// The answer for a file under rules, if it is known.
  func answer(for key: Key) -> ModerationResult? {
    guard isOn else { return nil }
    return state.withLock { state in
      if let known = state.young.answers[key] {
        state.hits += 1
        return known
      }
      guard let known = state.old.answers.removeValue(forKey: key) else { return nil }
      state.hits += 1
      state.old.byteCount -= known.estimatedByteCount
      add(known, for: key, to: &state)
      return known
    }
  }

  /// Keeps an answer that a second look would not change.
  func keep(_ answer: ModerationResult, for key: Key) {
    guard isOn, answer.isLasting, answer.estimatedByteCount <= Self.maximumAnswerByteCount else { return }
    state.withLock { state in
      guard state.young.answers[key] == nil else { return }
      add(answer, for: key, to: &state)
    }
  }

  private func add(_ answer: ModerationResult, for key: Key, to state: inout State) {
    let byteCount = answer.estimatedByteCount
    if state.young.answers.count >= max(1, maximumCount / 2)
      || state.young.byteCount + byteCount > Self.maximumByteCount / 2
    {
      // With room for one answer alone there is no elder generation.
      (state.old, state.young) = (maximumCount > 1 ? state.young : Generation(), Generation())
    }
    state.young.answers[key] = answer
    state.young.byteCount += byteCount
  }
}

/// Stands for the rules that an answer was made by: equal only to itself.
final class RulesToken: Sendable {}

extension ModerationResult {
  /// Whether the same bytes would get this answer again: a verdict without gaps that another moment might not have. A
  /// refusal is cheap, and may be the fault of a moment.
  fileprivate var isLasting: Bool {
    guard case .verdict(let verdict) = outcome else { return false }
    let lasting: [GapKind] = [.unseen, .unsampledFrames, .notCovered, .fileTooLargeForScene]
    return verdict.scenes.allSatisfy { scene in GapKind(of: scene.status).map(lasting.contains) ?? true }
  }

  /// About how much memory it takes.
  fileprivate var estimatedByteCount: Int {
    var count = 2048 + advisories.count * 64
    for line in text { count += 256 + line.text.utf8.count }
    guard case .verdict(let verdict) = outcome else { return count }
    for evidence in verdict.evidence {
      count += 512 + evidence.finding.locations.count * 160
      for (key, value) in evidence.finding.details { count += 64 + key.utf8.count + value.utf8.count }
    }
    return count
  }

  /// The same answer, given again after a while.
  func again(timing: [String: Duration]) -> ModerationResult {
    ModerationResult(
      image: image, outcome: outcome, text: text, advisories: advisories, timing: timing, rules: rules, shadow: shadow,
      isRemembered: true)
  }
}
