import Synchronization

/// Wakes one who waits: rung before the wait begins, it ends it at once.
final class Alarm: Sendable {
  private struct State {
    var isRung = false
    var sleeper: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  /// Wakes who waits, or who waits next.
  func ring() {
    let sleeper = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard let sleeper = state.sleeper else {
        state.isRung = true
        return nil
      }
      state.sleeper = nil
      return sleeper
    }
    sleeper?.resume()
  }

  /// Waits until it rings, the time is up or the task is cancelled. Only one waits at a time.
  func wait(atMost time: Duration) async {
    let timer = Task {
      try? await Task.sleep(for: time)
      if !Task.isCancelled { ring() }
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isRung = state.withLock { state -> Bool in
          guard !state.isRung, !Task.isCancelled else {
            state.isRung = false
            return true
          }
          state.sleeper = continuation
          return false
        }
        if isRung { continuation.resume() }
      }
    } onCancel: {
      ring()
    }
    timer.cancel()
  }
}
