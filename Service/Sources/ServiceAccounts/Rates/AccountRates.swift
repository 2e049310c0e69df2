import Synchronization

/// Lets an account make at most N calls of an interface in any second: an exact sliding window, not a bucket that
/// lets 2 N through around the turn of a second.
///
/// The count is this process's: several services behind a balancer allow N each. Safe from any thread; never waits
/// for anything but its own lock.
public final class AccountRates: Sendable {
  /// The most pairs of account and interface that are kept apart.
  public static let maximumTrackCount = 16_384
  /// The most calls per second that an account may be given. An instant takes 8 bytes.
  public static let maximumCallsPerSecond = 10_000

  private struct Place: Hashable {
    let account: String
    let group: RateGroup
  }

  private let tracks = Mutex<[Place: RateTrack]>([:])
  private let start: ContinuousClock.Instant
  private let now: @Sendable () -> ContinuousClock.Instant
  private let maximumTrackCount: Int

  /// - Parameter now: The time; tests give their own.
  public init(
    maximumTrackCount: Int = AccountRates.maximumTrackCount,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.maximumTrackCount = maximumTrackCount
    self.now = now
    start = now()
  }

  /// Counts some calls at a time, all or none: two scenes of TIIA are two calls.
  ///
  /// - Parameter calls: At least 1.
  public func admit(_ calls: Int = 1, of group: RateGroup, by account: Account) -> RateAnswer {
    let allowed = min(max(account.callsPerSecond(of: group), 1), Self.maximumCallsPerSecond)
    let calls = max(calls, 1)
    guard calls <= allowed else { return .neverFits(calls: calls, allowed: allowed) }
    let place = Place(account: account.id, group: group)
    return tracks.withLock { tracks in
      // Read under the lock, so that instants lie in order.
      let (seconds, attoseconds) = start.duration(to: now()).components
      let instant = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
      if tracks[place] == nil, tracks.count >= maximumTrackCount {
        tracks = tracks.filter { !$0.value.isIdle(at: instant) }
        if tracks.count >= maximumTrackCount { return .tableFull(allowed: maximumTrackCount) }
      }
      return tracks[place, default: RateTrack()].admit(calls, at: instant, allowed: allowed)
    }
  }

  /// The same for interfaces that share the rate of their service.
  public func admit(_ calls: Int = 1, of service: ServiceName, by account: Account) -> RateAnswer {
    admit(calls, of: RateGroup(service), by: account)
  }

  /// The most calls that an account made of an interface within one second, since the process began or since the
  /// account was idle while `maximumTrackCount` was reached.
  public func peakCallsPerSecond(of service: ServiceName, by account: String) -> Int {
    tracks.withLock { $0[Place(account: account, group: RateGroup(service))]?.peak ?? 0 }
  }
}
