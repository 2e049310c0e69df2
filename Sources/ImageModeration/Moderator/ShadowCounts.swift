import Synchronization

/// How often a policy on trial judged otherwise than the live one.
public struct ShadowCounts: Hashable, Sendable {
  /// Images that both judged.
  public internal(set) var compared = 0
  /// Of these, those that got another suggestion or another label.
  public internal(set) var differing = 0
  /// Those that the policy on trial judges milder.
  public internal(set) var milder = 0
  /// Those that the policy on trial judges graver.
  public internal(set) var graver = 0
}

/// Counts by the live policy's name.
final class ShadowCounter: Sendable {
  /// The most names that are counted; results of further ones are not. A service has a policy for each kind of
  /// business, and names made per call must not grow this without end.
  static let maximumNameCount = 256

  private let state = Mutex<[String: ShadowCounts]>([:])

  var counts: [String: ShadowCounts] { state.withLock { $0 } }

  /// Counts a result that has a shadow.
  func count(_ result: ModerationResult) {
    guard let shadow = result.shadow, let live = result.suggestion else { return }
    let name = result.rules.policy
    state.withLock {
      guard $0[name] != nil || $0.count < Self.maximumNameCount else { return }
      var counts = $0[name] ?? ShadowCounts()
      counts.compared += 1
      if shadow.differs { counts.differing += 1 }
      if shadow.suggestion < live { counts.milder += 1 }
      if shadow.suggestion > live { counts.graver += 1 }
      $0[name] = counts
    }
  }
}
