import Synchronization

/// Lets so many images at a time through to the engine that all connections share, so that none is ever refused there
/// for want of room. Connections take turns: one that sends much leaves the others their share.
public final class StreamGate: Sendable {
  private struct State {
    var free: Int
    /// Who waits, by connection.
    var waiting: [Int: [CheckedContinuation<Void, Never>]] = [:]
    /// The connections that wait, the next to be served first; each once.
    var turns: [Int] = []
  }

  private let state: Mutex<State>

  /// Makes a gate for so many images at a time, at least one.
  public init(imageCount: Int) { state = Mutex(State(free: max(1, imageCount))) }

  /// How many images wait.
  var waitingCount: Int { state.withLock { $0.waiting.values.reduce(0) { $0 + $1.count } } }

  /// Does something while holding one of the places.
  func holding<Value: Sendable>(
    for connection: Int, _ body: @Sendable () async -> Value
  ) async -> Value {
    await enter(connection)
    defer { leave() }
    return await body()
  }

  private func enter(_ connection: Int) async {
    await withCheckedContinuation { continuation in
      let enters = state.withLock { state in
        guard state.free == 0 else {
          state.free -= 1
          return true
        }
        if state.waiting[connection] == nil { state.turns.append(connection) }
        state.waiting[connection, default: []].append(continuation)
        return false
      }
      if enters { continuation.resume() }
    }
  }

  private func leave() {
    let next: CheckedContinuation<Void, Never>? = state.withLock { state in
      guard !state.turns.isEmpty else {
        state.free += 1
        return nil
      }
      let connection = state.turns.removeFirst()
      var waiting = state.waiting.removeValue(forKey: connection) ?? []
      let next = waiting.removeFirst()
      if !waiting.isEmpty {
        state.waiting[connection] = waiting
        state.turns.append(connection)
      }
      return next
    }
    next?.resume()
  }
}
