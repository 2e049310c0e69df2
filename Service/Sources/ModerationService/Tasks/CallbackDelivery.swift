import ImageFetching
import Logging
import ModerationStore
import ServiceAccounts
import Synchronization

/// Tells receivers what became of tasks: so many at a time, so many of one account and to one host, again after pauses,
/// and in the end not any more.
///
/// A place that comes free goes first to an account that has nothing under way. Who has a slow receiver takes its own
/// places and nobody else's, also where several accounts have theirs under one name.
///
/// A receiver may be told twice, with the same id, where the process died between its answer and our note of it.
final class CallbackDelivery: Sendable {
  /// How many callbacks are sent.
  struct Bounds: Hashable, Sendable {
    var count: Int
    /// The most of one account to one host.
    var countPerHost: Int
    /// The most of all accounts to one host.
    var totalCountPerHost: Int
    var countPerAccount: Int
    var timeout: Duration
    var backoff: Backoff
    /// A callback whose pauses would together be longer is given up.
    var giveUpMilliseconds: Int64
  }

  let loop = WorkLoop()
  let bounds: Bounds
  private let store: any TaskStoring
  private let sender: CallbackSender
  private let signing: CallbackSigning
  private let now: @Sendable () -> Int64
  private let chance: @Sendable () -> Double
  private let metrics: ServiceMetrics
  private let logger: Logger
  private let running = Mutex<[String: BusyCallbacks.Place]>([:])

  init(
    store: any TaskStoring, sender: CallbackSender, signing: CallbackSigning, bounds: Bounds,
    now: @escaping @Sendable () -> Int64, chance: @escaping @Sendable () -> Double, metrics: ServiceMetrics,
    logger: Logger
  ) {
    (self.store, self.sender, self.signing, self.bounds) = (store, sender, signing, bounds)
    (self.now, self.chance, self.metrics, self.logger) = (now, chance, metrics, logger)
  }

  /// Works until the loop is ended.
  func run() async { await loop.run { await self.next() } }

  private func next() async -> [WorkLoop.Work] {
    var works: [WorkLoop.Work] = []
    // Among several accounts those come first that have nothing under way, with one callback each.
    let isShared = bounds.countPerAccount < bounds.count
    for most in isShared ? [1, bounds.countPerAccount] : [bounds.countPerAccount] {
      // Each look finds the first callbacks of hosts and accounts that still have room.
      while true {
        let (busy, free) = busy(countPerAccount: most)
        guard free > 0 else { return works }
        let found: [KeptTask]
        do throws(TaskStoreError) {
          found = try await store.due(at: now(), except: busy, count: free)
        } catch {
          logger.error("callbacks not read", metadata: ["problem": "\(error)"])
          return works
        }
        let begun = found.filter { begin($0, countPerAccount: most) }
        if begun.isEmpty { break }
        works += begun.map { task in { await self.tell(task) } }
      }
    }
    return works
  }

  private func busy(countPerAccount: Int) -> (BusyCallbacks, free: Int) {
    running.withLock { running in
      var busy = BusyCallbacks()
      busy.ids = Set(running.keys)
      func full<Name: Hashable>(_ names: [Name], _ most: Int) -> Set<Name> {
        Set(Dictionary(grouping: names) { $0 }.filter { $0.value.count >= most }.keys)
      }
      busy.hosts = full(running.values.map(\.host), bounds.totalCountPerHost)
      busy.places = full(Array(running.values), bounds.countPerHost)
      busy.accounts = full(running.values.map(\.account), countPerAccount)
      return (busy, bounds.count - running.count)
    }
  }

  private func begin(_ task: KeptTask, countPerAccount: Int) -> Bool {
    running.withLock { running in
      let place = BusyCallbacks.Place(account: task.account, host: task.order.callbackHost)
      guard running[task.id] == nil, running.count < bounds.count,
        running.values.count(where: { $0 == place }) < bounds.countPerHost,
        running.values.count(where: { $0.host == place.host }) < bounds.totalCountPerHost,
        running.values.count(where: { $0.account == place.account }) < countPerAccount
      else { return false }
      running[task.id] = place
      return true
    }
  }

  private func tell(_ task: KeptTask) async {
    defer { running.withLock { $0[task.id] = nil } }
    do throws(TaskStoreError) {
      try await send(task)
    } catch {
      logger.error("callback not written", metadata: ["task": "\(task.id)", "problem": "\(error)"])
      // Not at once again: who was told would be told without end.
      try? await Task.sleep(for: TaskWorkers.pauseWithoutStore)
    }
  }

  private func send(_ task: KeptTask) async throws(TaskStoreError) {
    let attempt = task.attempts + 1
    let body = task.body ?? []
    guard let headers = signing.headers(task, body: body, attempt: attempt, at: now()) else {
      metrics.calledBack("unsigned")
      return try await store.bury(task.id, because: "the key that made the task is not there any more", at: now())
    }
    do throws(FetchFailure) {
      _ = try await sender.send(
        body, to: task.order.callback, headers: headers, attempt: attempt, timeout: bounds.timeout)
    } catch {
      return try await note(error, of: task, attempt: attempt)
    }
    metrics.calledBack("delivered")
    try await store.deliver(task.id, at: now())
  }

  private func note(_ failure: FetchFailure, of task: KeptTask, attempt: Int) async throws(TaskStoreError) {
    // We ended, and the receiver failed nothing.
    if failure.code == .cancelled || failure.code == .shutDown { return }
    logger.info(
      "callback failed",
      metadata: ["task": "\(task.id)", "attempt": "\(attempt)", "code": "\(failure.code)", "problem": "\(failure)"])
    // For the caller's eyes: nothing of what lies inside.
    let status = failure.measured.map { " (\($0))" } ?? ""
    let words = "\(failure.publicCode)\(failure.code == .statusRefused ? status : ""): \(failure.publicMessage)"
    let pause = bounds.backoff.milliseconds(after: attempt, chance: chance())
    guard task.pausedMilliseconds + pause <= bounds.giveUpMilliseconds else {
      metrics.calledBack("givenUp")
      logger.warning("callback given up", metadata: ["task": "\(task.id)", "attempts": "\(attempt)"])
      return try await store.bury(task.id, because: words, at: now())
    }
    metrics.calledBack("failed")
    try await store.postpone(task.id, by: pause, because: words, at: now())
  }
}
