import ImageModeration
import StandardDetectors
import Synchronization

/// The rule sets of calls: a policy's as they are live, with the scenes, limits and frames that a call asks for.
///
/// Kept while the policies are the same, so that equal pictures under equal rules are known again.
final class NarrowedRules: Sendable {
  /// The most that are kept; callers choose among few scenes and frames.
  static let maximumKeptCount = 256

  private struct Key: Hashable {
    let policy: String
    let scenes: Set<Scene>?
    let limits: Limits?
    let sampling: FrameSampling?
  }

  private struct State {
    var replacements = 0
    var kept: [Key: Ruleset] = [:]
  }

  private let live: LiveRules
  /// The rules for tags, which judge nothing and belong to no policy; nil where the model is not there.
  private let tags: Ruleset?
  private let state = Mutex(State())

  init(_ live: LiveRules, tags: Ruleset?) {
    self.live = live
    self.tags = tags
  }

  /// The policies that may be named.
  var names: [String] { live.statistics.versions.keys.sorted() }

  /// The scenes of a policy.
  ///
  /// - Throws: `ServiceFailure.Kind.unknownPolicy`.
  func scenes(of policy: String?) throws(ServiceFailure) -> [Scene] { try rules(policy).scenes }

  /// The rules for a call.
  ///
  /// - Throws: `ServiceFailure` of `unknownPolicy` or `sceneUnavailable`.
  func rules(for question: Question, policy: String?) throws(ServiceFailure) -> Ruleset {
    let replacements = live.statistics.replacements
    let key = Key(
      policy: policy ?? "", scenes: question.scenes, limits: question.limits, sampling: question.sampling)
    let kept = state.withLock { state -> Ruleset? in
      if state.replacements != replacements { (state.replacements, state.kept) = (replacements, [:]) }
      return state.kept[key]
    }
    if let kept { return kept }
    let made = try make(question, policy)
    state.withLock { state in
      guard state.replacements == replacements else { return }
      if state.kept.count >= Self.maximumKeptCount { state.kept = [:] }
      state.kept[key] = made
    }
    return made
  }

  private func rules(_ policy: String?) throws(ServiceFailure) -> Ruleset {
    do throws(HostFailure) {
      return try live.rules(named: policy)
    } catch {
      throw ServiceFailure(.unknownPolicy(policy ?? ""), error.message)
    }
  }

  private func make(_ question: Question, _ policy: String?) throws(ServiceFailure) -> Ruleset {
    var rules = try rules(policy)
    if question.scenes == [.tags], !rules.scenes.contains(.tags) {
      guard let tags else { throw ServiceFailure(.sceneUnavailable(.tags), "tags are not set up here") }
      rules = tags
    }
    if let missing = question.scenes?.subtracting(rules.scenes).sorted().first {
      let hint = missing == .politics ? "; the operator gives a policy a gallery of faces or a list of pictures" : ""
      throw ServiceFailure(
        .sceneUnavailable(missing),
        "the scene \(missing) is not set up under the policy \(rules.policy.name)\(hint)")
    }
    let limits = question.limits.flatMap { $0.beside(rules.limits) }
    guard question.scenes != nil || limits != nil || question.sampling != nil else { return rules }
    do throws(HostFailure) {
      return try rules.narrowed(to: question.scenes, limits: limits, sampling: question.sampling)
    } catch {
      throw ServiceFailure(error)
    }
  }
}
