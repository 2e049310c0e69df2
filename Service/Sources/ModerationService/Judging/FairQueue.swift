import Synchronization

/// Who is judged next: so many pictures at a time, and of the accounts that wait the one that has used the least time.
///
/// An account that floods waits behind its own flood. What one has used counts from when it began to wait: who was idle
/// for a day has saved up nothing.
final class FairQueue: Sendable {
  /// How much runs and waits.
  struct Bounds: Hashable, Sendable {
    /// Pictures that are worked on at a time.
    var slotCount: Int
    /// Pictures that may wait.
    var waitingCount: Int
    /// Of these, the most of one account.
    var waitingCountPerAccount: Int
  }

  /// What is in it now.
  struct Load: Hashable, Sendable {
    var running = 0
    var waiting = 0
    var refused = 0
    var waitingByAccount: [String: Int] = [:]
  }

  private enum End { case admitted, full, late, cancelled }

  private struct Waiter {
    let id: UInt64
    let continuation: CheckedContinuation<End, Never>
  }

  private struct Line {
    var waiters: [Waiter] = []
    /// Seconds of work, on the queue's own scale.
    var used = 0.0
    /// Whether its turn comes only where no other waits.
    var isOfTasks = false

    /// - Parameter isFirst: Who is first where all else is equal.
    func isBefore(_ other: Line, _ isFirst: Bool) -> Bool {
      if isOfTasks != other.isOfTasks { return other.isOfTasks }
      return used == other.used ? isFirst : used < other.used
    }
  }

  private struct State {
    var running = 0
    var waiting = 0
    var refused = 0
    var nextID: UInt64 = 0
    /// The least that anybody who works or waits has used.
    var floor = 0.0
    var lines: [String: Line] = [:]
  }

  let bounds: Bounds
  private let state = Mutex(State())

  init(_ bounds: Bounds) { self.bounds = bounds }

  /// Waits for a slot and works in it.
  ///
  /// - Parameters:
  ///   - account: Whose time it is.
  ///   - deadline: Until when it is worth to wait.
  ///   - isTask: Whether nobody waits for the answer: its turn comes where no call waits.
  /// - Throws: `ServiceFailure` of `overloaded`, `deadlinePassed` or `cancelled`, and what `body` throws.
  func run<Value: Sendable>(
    for account: String, until deadline: ContinuousClock.Instant, isTask: Bool = false,
    _ body: () async throws(ServiceFailure) -> Value
  ) async throws(ServiceFailure) -> Value {
    // No account has a blank in its id.
    let line = isTask ? "\(account) tasks" : account
    try await enter(line, until: deadline, isTask: isTask)
    let begin = ContinuousClock.now
    defer { leave(line, used: begin.duration(to: .now)) }
    return try await body()
  }

  /// What runs and waits.
  var load: Load {
    state.withLock {
      Load(
        running: $0.running, waiting: $0.waiting, refused: $0.refused,
        waitingByAccount: $0.lines.mapValues(\.waiters.count).filter { $0.value > 0 })
    }
  }

  private func enter(
    _ account: String, until deadline: ContinuousClock.Instant, isTask: Bool
  ) async throws(ServiceFailure) {
    let id: UInt64? = try state.withLock { (state) throws(ServiceFailure) -> UInt64? in
      if state.running < bounds.slotCount, state.waiting == 0 {
        state.running += 1
        return nil
      }
      let own = state.lines[account]?.waiters.count ?? 0
      guard state.waiting < bounds.waitingCount, own < bounds.waitingCountPerAccount else {
        state.refused += 1
        throw ServiceFailure(
          .overloaded,
          state.waiting < bounds.waitingCount
            ? "\(own) pictures of the account wait, as many as may; try again later"
            : "the queue is full (\(state.waiting) waiting); try again later")
      }
      state.nextID += 1
      return state.nextID
    }
    guard let id else { return }
    let timer = Task {
      try? await Task.sleep(until: deadline, clock: .continuous)
      if !Task.isCancelled { self.end(id, of: account, with: .late) }
    }
    let end = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let early: End? = state.withLock { state in
          // Places may have come free, or been taken, since.
          if state.running < bounds.slotCount, state.waiting == 0 {
            state.running += 1
            return .admitted
          }
          guard state.waiting < bounds.waitingCount else { return .full }
          if Task.isCancelled { return .cancelled }
          state.waiting += 1
          if state.lines[account]?.waiters.isEmpty ?? true {
            state.lines[account, default: Line()].used = max(state.lines[account]?.used ?? 0, state.floor)
          }
          state.lines[account, default: Line()].isOfTasks = isTask
          state.lines[account, default: Line()].waiters.append(Waiter(id: id, continuation: continuation))
          return nil
        }
        if let early { continuation.resume(returning: early) }
      }
    } onCancel: {
      self.end(id, of: account, with: .cancelled)
    }
    timer.cancel()
    switch end {
    case .admitted: return
    case .full: throw ServiceFailure(.overloaded, "the queue is full; try again later")
    case .late: throw ServiceFailure(.deadlinePassed, "the time was up before the picture was begun")
    case .cancelled: throw ServiceFailure(.cancelled, "the caller went away")
    }
  }

  /// Takes somebody out of the line who still stands there.
  private func end(_ id: UInt64, of account: String, with end: End) {
    let waiter = state.withLock { state -> Waiter? in
      guard let index = state.lines[account]?.waiters.firstIndex(where: { $0.id == id }) else { return nil }
      state.waiting -= 1
      return state.lines[account]?.waiters.remove(at: index)
    }
    waiter?.continuation.resume(returning: end)
  }

  private func leave(_ account: String, used: Duration) {
    let next = state.withLock { state -> Waiter? in
      let seconds = Double(used.components.seconds) + Double(used.components.attoseconds) * 1e-18
      state.lines[account, default: Line(waiters: [], used: state.floor)].used += seconds
      state.running -= 1
      let waiting = state.lines.filter { !$0.value.waiters.isEmpty }
      guard let first = waiting.min(by: { $0.value.isBefore($1.value, $0.key < $1.key) }) else {
        // Nobody waits: nobody is ahead.
        if state.running == 0 { (state.lines, state.floor) = ([:], 0) }
        return nil
      }
      state.floor = max(state.floor, first.value.used)
      state.running += 1
      state.waiting -= 1
      return state.lines[first.key]?.waiters.removeFirst()
    }
    next?.continuation.resume(returning: .admitted)
  }
}
