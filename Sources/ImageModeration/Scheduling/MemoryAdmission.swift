import Dispatch
import Synchronization

/// Memory that images in flight may take for decoding, together: each is admitted with its estimate before its pixels
/// are decoded, and waits while the others hold too much.
///
/// First come, first served: a large image is not overtaken by small ones for ever. As many wait as there are threads.
final class MemoryAdmission: Sendable {
  private struct Waiter {
    let id: Int
    let byteCount: Int
    let wake: DispatchSemaphore
  }

  private struct State {
    var freeBytes: Int
    var waiters: [Waiter] = []
    var nextID = 0

    /// Grants memory to those who stand first, as far as it goes.
    mutating func grant() {
      while let first = waiters.first, first.byteCount <= freeBytes {
        freeBytes -= first.byteCount
        waiters.removeFirst()
        first.wake.signal()
      }
    }
  }

  /// How often a waiting image looks whether anybody still waits for it.
  private static let lookAround = DispatchTimeInterval.milliseconds(100)

  let capacityBytes: Int
  private let state: Mutex<State>

  /// How much is held now, in bytes, and how many images wait for their share.
  var load: (heldBytes: Int, waiting: Int) { state.withLock { (capacityBytes - $0.freeBytes, $0.waiters.count) } }

  init(capacityBytes: Int) {
    self.capacityBytes = capacityBytes
    state = Mutex(State(freeBytes: capacityBytes))
  }

  /// Runs a body while holding memory.
  ///
  /// - Parameter byteCount: At most `capacityBytes`.
  /// - Throws: What the body throws; `HostFailure` `decodeMemoryBusy` when the image's time was up before it was
  ///   admitted, `cancelled` when its caller gave up.
  func holding<Value>(
    _ byteCount: Int, _ cancellation: Cancellation, _ body: () throws(PipelineStop) -> Value
  ) throws(PipelineStop) -> Value {
    try admit(byteCount, cancellation)
    defer { release(byteCount) }
    return try body()
  }

  private func admit(_ byteCount: Int, _ cancellation: Cancellation) throws(PipelineStop) {
    let wake = DispatchSemaphore(value: 0)
    let id = state.withLock { state in
      state.nextID += 1
      state.waiters.append(Waiter(id: state.nextID, byteCount: byteCount, wake: wake))
      state.grant()
      return state.nextID
    }
    while wake.wait(timeout: .now() + Self.lookAround) == .timedOut {
      guard cancellation.wasCancelled || cancellation.deadlinePassed else { continue }
      let wasGranted = state.withLock { state in
        guard let place = state.waiters.firstIndex(where: { $0.id == id }) else { return true }
        state.waiters.remove(at: place)
        state.grant()  // who stood behind may fit
        return false
      }
      if wasGranted { return }
      throw .failed(cancellation.wasCancelled ? .cancelled : busy(byteCount))
    }
  }

  private func release(_ byteCount: Int) {
    state.withLock { state in
      state.freeBytes += byteCount
      state.grant()
    }
  }

  private func busy(_ byteCount: Int) -> HostFailure {
    HostFailure(
      .decodeMemoryBusy,
      message: "the images in flight held too much of \(capacityBytes) bytes to admit another \(byteCount) in time")
  }
}
