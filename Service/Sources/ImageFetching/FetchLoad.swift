import Synchronization

/// How much is under way: the two bounds of a fetcher, and whether it still takes work.
final class FetchLoad: Sendable {
  private struct State {
    var fetches = 0
    var bytes = 0
    var openClients = 0
    var isShutDown = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let maximumFetches: Int
  private let maximumBytes: Int
  private let state = Mutex(State())

  init(maximumFetches: Int, maximumBytes: Int) {
    self.maximumFetches = maximumFetches
    self.maximumBytes = maximumBytes
  }

  /// Counts a fetch in, or refuses it at once.
  func begin() throws(FetchFailure) {
    let maximum = maximumFetches
    try state.withLock { state throws(FetchFailure) in
      guard !state.isShutDown else { throw FetchFailure(.shutDown, message: "the fetcher has been shut down") }
      guard state.fetches < maximum else {
        throw FetchFailure(
          .busy, message: "\(state.fetches) URLs are being fetched", measured: state.fetches + 1, allowed: maximum)
      }
      state.fetches += 1
    }
  }

  func end() { change { $0.fetches -= 1 } }

  func clientOpened() { state.withLock { $0.openClients += 1 } }

  func clientClosed() { change { $0.openClients -= 1 } }

  /// Counts bytes of a body in, or refuses them at once.
  func hold(_ count: Int) throws(FetchFailure) {
    let maximum = maximumBytes
    try state.withLock { state throws(FetchFailure) in
      guard state.bytes + count <= maximum else {
        throw FetchFailure(
          .busy, message: "the fetches under way hold \(state.bytes) bytes", measured: state.bytes + count,
          allowed: maximum)
      }
      state.bytes += count
    }
  }

  func release(_ count: Int) { state.withLock { $0.bytes -= count } }

  /// Refuses new fetches, and returns when the last one and its connection have ended.
  func shutDown() async {
    await withCheckedContinuation { continuation in
      change {
        $0.isShutDown = true
        $0.waiters.append(continuation)
      }
    }
  }

  private func change(_ body: (inout State) -> Void) {
    let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      body(&state)
      guard state.isShutDown, state.fetches == 0, state.openClients == 0 else { return [] }
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }
}
