import Logging
import ModerationStore
import Synchronization

/// Downloads and judges the pictures of tasks, so many at a time, and so many of one account: of the account that was
/// served least recently the oldest. How many are judged at a time is the queue's affair.
final class TaskWorkers: Sendable {
  private struct State {
    /// The accounts of the tasks at work, by the tasks' ids.
    var running: [String: String] = [:]
    /// When an account was served last, on a count of all tasks that were begun.
    var served: [String: UInt64] = [:]
    var begun: UInt64 = 0
  }

  /// How long a task is left alone when the store cannot be written.
  static let pauseWithoutStore = Duration.seconds(5)

  let loop = WorkLoop()
  private let store: any TaskStoring
  private let judging: TaskJudging
  private let count: Int
  private let countPerAccount: Int
  private let backoff: Backoff
  private let now: @Sendable () -> Int64
  private let chance: @Sendable () -> Double
  /// Told when a callback is due.
  private let judged: @Sendable () -> Void
  private let logger: Logger
  private let state = Mutex(State())

  init(
    store: any TaskStoring, judging: TaskJudging, count: Int, countPerAccount: Int, backoff: Backoff,
    now: @escaping @Sendable () -> Int64, chance: @escaping @Sendable () -> Double, logger: Logger,
    judged: @escaping @Sendable () -> Void
  ) {
    (self.store, self.judging, self.backoff) = (store, judging, backoff)
    (self.count, self.countPerAccount) = (count, countPerAccount)
    (self.now, self.chance, self.judged, self.logger) = (now, chance, judged, logger)
  }

  /// Works until the loop is ended.
  func run() async { await loop.run { await self.next() } }

  /// The tasks that may begin now.
  private func next() async -> [WorkLoop.Work] {
    let running = Set(state.withLock(\.running).keys)
    guard running.count < count else { return [] }
    let found: [KeptTask]
    do throws(TaskStoreError) {
      found = try await store.waiting(at: now(), except: running, countPerAccount: countPerAccount)
    } catch {
      logger.error("tasks not read", metadata: ["problem": "\(error)"])
      return []
    }
    return chosen(from: found).map { task in { await self.work(on: task) } }
  }

  private func chosen(from found: [KeptTask]) -> [KeptTask] {
    state.withLock { state in
      var left = found
      var chosen: [KeptTask] = []
      while state.running.count < count {
        left.removeAll { task in state.running.values.count { $0 == task.account } >= countPerAccount }
        let next = left.indices.min { one, other in
          let (first, second) = (left[one], left[other])
          return (state.served[first.account] ?? 0, first.nextAttempt, one)
            < (state.served[second.account] ?? 0, second.nextAttempt, other)
        }
        guard let next else { break }
        let task = left.remove(at: next)
        state.begun += 1
        state.served[task.account] = state.begun
        state.running[task.id] = task.account
        chosen.append(task)
      }
      return chosen
    }
  }

  private func work(on task: KeptTask) async {
    defer { state.withLock { $0.running[task.id] = nil } }
    do throws(TaskStoreError) {
      guard let attempt = try await store.begin(task.id) else { return }
      // Begun so often already, and never ended: what it does to the process is not tried again.
      guard attempt <= judging.attempts else {
        let failure = ServiceFailure(
          .notJudged, "the picture was begun \(attempt - 1) times and never finished; it is not tried again")
        try await store.finish(
          task.id, body: CallbackBody.text(failure, dataID: task.order.dataID, taskID: task.id), at: now())
        return judged()
      }
      switch try await judging.outcome(of: task, attempt: attempt) {
      case .body(let body):
        try await store.finish(task.id, body: body, at: now())
        judged()
      case .again(let failure):
        let pause = backoff.milliseconds(after: attempt, chance: chance())
        logger.info(
          "task again", metadata: ["task": "\(task.id)", "code": "\(failure.code)", "milliseconds": "\(pause)"])
        try await store.postpone(task.id, by: pause, because: failure.code, at: now())
      }
    } catch {
      logger.error("task not written", metadata: ["task": "\(task.id)", "problem": "\(error)"])
      try? await Task.sleep(for: Self.pauseWithoutStore)
    }
  }
}
