import Synchronization

/// How many bytes of bodies and pictures the service holds at a time, and how many of one account.
///
/// Reserved before bytes are taken, refused at once when there is no room: memory is bounded whatever is sent.
final class ByteBudget: Sendable {
  /// What a body of JSON takes at most, as a multiple of its length: itself, its text, and the picture's bytes.
  static let copiesOfJSON = 3

  /// The bytes in all.
  let byteCount: Int
  /// The most of one account.
  let byteCountPerAccount: Int
  /// The most of all callers together whom nothing names before their body came.
  var unknownByteCount: Int { min(byteCount / 8, byteCountPerAccount) }

  private struct State {
    var held = 0
    var byAccount: [String: Int] = [:]
  }

  private let state = Mutex(State())

  init(byteCount: Int, byteCountPerAccount: Int) {
    self.byteCount = byteCount
    self.byteCountPerAccount = byteCountPerAccount
  }

  /// The bytes that are held now.
  var held: Int { state.withLock(\.held) }

  /// Takes room, which the reservation gives back when it goes.
  ///
  /// - Parameter account: Whose; the empty name for a caller who is not known yet.
  /// - Throws: `ServiceFailure.Kind.overloaded`.
  func reserve(_ count: Int, for account: String) throws(ServiceFailure) -> Reservation {
    let reservation = Reservation(budget: self, account: account)
    try reservation.grow(by: count)
    return reservation
  }

  fileprivate func take(_ count: Int, for account: String) throws(ServiceFailure) {
    try state.withLock { (state) throws(ServiceFailure) in
      let own = state.byAccount[account] ?? 0
      let most = account.isEmpty ? unknownByteCount : byteCountPerAccount
      guard count <= byteCount - state.held, count <= most - own else {
        throw ServiceFailure(
          .overloaded, "the service holds as many bytes of requests as it may (\(byteCount)); try again later")
      }
      state.held += count
      state.byAccount[account] = own + count
    }
  }

  fileprivate func give(_ count: Int, for account: String) {
    state.withLock {
      $0.held -= count
      let rest = ($0.byAccount[account] ?? 0) - count
      $0.byAccount[account] = rest > 0 ? rest : nil
    }
  }

  /// Bytes that are held for a request.
  final class Reservation: Sendable {
    private let budget: ByteBudget
    private let account: String
    private let count = Mutex(0)

    fileprivate init(budget: ByteBudget, account: String) {
      self.budget = budget
      self.account = account
    }

    deinit { budget.give(count.withLock { $0 }, for: account) }

    /// Takes more.
    func grow(by more: Int) throws(ServiceFailure) {
      try budget.take(more, for: account)
      count.withLock { $0 += more }
    }
  }
}
