import Digests
import Synchronization

/// Remembers signed requests while their time is still valid, and refuses them a second time.
///
/// It forgets nothing that could still be repeated: when it is full of live entries, the next request is refused. An
/// entry takes at most 110 bytes, by its layout in half-filled tables. Several services behind one balancer each have a window of their own.
public final class ReplayWindow: Sendable {
  /// The most entries of all keys together, at most 44 MB.
  public static let maximumEntryCount = 400_000
  /// The most entries of one key, so that no account fills the window for the others: 100 calls a second that are
  /// signed up to 300 s ahead and live for 600 s make 60 000.
  public static let maximumEntryCountPerKey = 120_000

  private struct Entry {
    let digest: SIMD2<UInt64>
    let key: String
  }

  private struct State {
    var live: Set<SIMD2<UInt64>> = []
    var counts: [String: Int] = [:]
    /// By the last second in which the entry is valid.
    var entries: [Int: [Entry]] = [:]
    var forgottenThrough = Int.min
  }

  private let state = Mutex(State())
  private let digestKey: [UInt8]
  private let maximumEntryCount: Int
  private let maximumEntryCountPerKey: Int

  public convenience init() {
    self.init(
      maximumEntryCount: Self.maximumEntryCount, maximumEntryCountPerKey: Self.maximumEntryCountPerKey)
  }

  init(maximumEntryCount: Int, maximumEntryCountPerKey: Int) {
    var random = SystemRandomNumberGenerator()
    digestKey = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    self.maximumEntryCount = maximumEntryCount
    self.maximumEntryCountPerKey = maximumEntryCountPerKey
  }

  /// How many entries are kept; those that expired may be among them until the next call.
  public var count: Int { state.withLock { $0.live.count } }

  /// - Parameter expires: The last second in which the request's time is valid.
  func admit(_ token: String, key: String, expires: Int, now: Int) throws(AuthenticationFailure) {
    guard let hash = HMACDigest(.sha256, of: "\(key)\n\(token)", key: digestKey) else { throw .fault }
    var digest = SIMD2<UInt64>()
    for (index, byte) in hash.bytes.prefix(16).enumerated() {
      digest[index / 8] = digest[index / 8] << 8 | UInt64(byte)
    }
    let failure: AuthenticationFailure? = state.withLock { state in
      if now > state.forgottenThrough + 1 || state.forgottenThrough == Int.min { forget(&state, before: now) }
      if state.live.contains(digest) { return .replayed }
      let count = state.counts[key, default: 0]
      if count >= maximumEntryCountPerKey { return .replayWindowFull(count: count, allowed: maximumEntryCountPerKey) }
      if state.live.count >= maximumEntryCount {
        return .replayWindowFull(count: state.live.count, allowed: maximumEntryCount)
      }
      state.live.insert(digest)
      state.counts[key] = count + 1
      state.entries[expires, default: []].append(Entry(digest: digest, key: key))
      return nil
    }
    if let failure { throw failure }
  }

  private func forget(_ state: inout State, before now: Int) {
    for second in state.entries.keys.filter({ $0 < now }) {
      for entry in state.entries.removeValue(forKey: second) ?? [] {
        state.live.remove(entry.digest)
        let left = state.counts[entry.key, default: 1] - 1
        state.counts[entry.key] = left == 0 ? nil : left
      }
    }
    state.forgottenThrough = now - 1
  }
}
