import Synchronization

/// Who is judged next: so many pictures at a time, and of the accounts that wait the one that has used the least time.
///
/// An account that floods waits behind its own flood. What one has used counts from when it began to wait: who was idle
/// for a day has saved up nothing. Tasks get a slot only where no call waits, and leave one to calls where there are two.
/// Their number is bounded by whoever has them done, and takes no places of calls.
final class FairQueue: Sendable {
  /// How much runs and waits.
  struct Bounds: Hashable, Sendable {
    /// Pictures that are worked on at a time.
    var slotCount: Int
    /// Pictures that may wait.
    var waitingCount: Int
    /// Of these, the most of one account.
    var waitingCountPerAccount: Int
    /// Pictures of tasks that are worked on at a time.
    var taskSlotCount: Int { max(1, slotCount - 1) }
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
    /// Of these, tasks.
    var runningTasks = 0
    /// Calls that wait.
    var waiting = 0
    var waitingTasks = 0
    var refused = 0
    var nextID: UInt64 = 0
    /// The least that anybody who works or waits has used.
    var floor = 0.0
    var lines: [String: Line] = [:]

    /// Takes a slot where one is free and nobody is before. Calls wait for no task.
    mutating func takesSlot(_ bounds: Bounds, isTask: Bool) -> Bool {
      guard running < bounds.slotCount, waiting == 0 else { return false }
      if isTask, waitingTasks > 0 || runningTasks >= bounds.taskSlotCount { return false }
      running += 1
      if isTask { runningTasks += 1 }
      return true
    }
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
    defer { leave(line, used: begin.duration(to: .now), isTask: isTask) }
    return try await body()
  }

  /// What runs and waits.
  var load: Load {
    state.withLock {
      Load(
        running: $0.running, waiting: $0.waiting + $0.waitingTasks, refused: $0.refused,
        waitingByAccount: $0.lines.mapValues(\.waiters.count).filter { $0.value > 0 })
    }
  }

  private func enter(
    _ account: String, until deadline: ContinuousClock.Instant, isTask: Bool
  ) async throws(ServiceFailure) {
    let id: UInt64? = try state.withLock { (state) throws(ServiceFailure) -> UInt64? in
      if state.takesSlot(bounds, isTask: isTask) { return nil }
      let own = state.lines[account]?.waiters.count ?? 0
      guard isTask || (state.waiting < bounds.waitingCount && own < bounds.waitingCountPerAccount) else {
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
      if !Task.isCancelled { self.end(id, of: account, with: .late, isTask: isTask) }
    }
    let end = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let early: End? = state.withLock { state in
          // Places may have come free, or been taken, since.
          if state.takesSlot(bounds, isTask: isTask) { return .admitted }
          guard isTask || state.waiting < bounds.waitingCount else { return .full }
          if Task.isCancelled { return .cancelled }
          if isTask { state.waitingTasks += 1 } else { state.waiting += 1 }
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
      self.end(id, of: account, with: .cancelled, isTask: isTask)
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
  private func end(_ id: UInt64, of account: String, with end: End, isTask: Bool) {
    let waiter = state.withLock { state -> Waiter? in
      guard let index = state.lines[account]?.waiters.firstIndex(where: { $0.id == id }) else { return nil }
      if isTask { state.waitingTasks -= 1 } else { state.waiting -= 1 }
      return state.lines[account]?.waiters.remove(at: index)
    }
    waiter?.continuation.resume(returning: end)
  }

  private func leave(_ account: String, used: Duration, isTask: Bool) {
    let next = state.withLock { state -> Waiter? in
      let seconds = Double(used.components.seconds) + Double(used.components.attoseconds) * 1e-18
      state.lines[account, default: Line(waiters: [], used: state.floor)].used += seconds
      state.running -= 1
      if isTask { state.runningTasks -= 1 }
      let takesTasks = state.runningTasks < bounds.taskSlotCount
      let waiting = state.lines.filter { !$0.value.waiters.isEmpty && (takesTasks || !$0.value.isOfTasks) }
      guard let first = waiting.min(by: { $0.value.isBefore($1.value, $0.key < $1.key) }) else {
        // Nobody waits: nobody is ahead.
        if state.running == 0 { (state.lines, state.floor) = ([:], 0) }
        return nil
      }
      state.floor = max(state.floor, first.value.used)
      state.running += 1
      if first.value.isOfTasks {
        state.runningTasks += 1
        state.waitingTasks -= 1
      } else {
        state.waiting -= 1
      }
      return state.lines[first.key]?.waiters.removeFirst()
    }
    next?.continuation.resume(returning: .admitted)
  }
}
