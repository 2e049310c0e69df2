import ImageFetching
import Logging
import ModerationStore
import ServiceAccounts
import ServiceLifecycle
import Synchronization

/// Tasks as a member of the service's group: workers, callbacks, and what keeps the store in bounds.
///
/// When the end comes nothing more is begun; what runs is finished, or waits in the store for the next start.
final class TaskService: ServiceLifecycle.Service {
  /// How often what was kept long enough is removed.
  static let sweepInterval = Duration.seconds(60)
  /// How long what runs may go on when the end comes.
  static let drainTime = Duration.seconds(10)
  /// How often the clock and the figures are looked at.
  static let lookInterval = Duration.seconds(1)

  /// What tasks need of the rest of the service.
  struct Parts: Sendable {
    var judge: any ImageJudging
    var accounting: any Accounting
    var accounts: @Sendable () -> AccountDirectory
    /// Whether callbacks are signed: where callers have keys.
    var signs: Bool
    /// Whether several accounts share the bounds.
    var isShared: Bool
    var fetcher: ImageFetcher
    var sender: CallbackSender
    var metrics: ServiceMetrics
    var logger: Logger
    /// Wall time, in milliseconds since 1970.
    var now: @Sendable () -> Int64 = TaskService.wallTime
    /// 0 up to 1, for pauses.
    var chance: @Sendable () -> Double = { .random(in: 0..<1) }
  }

  let store: any TaskStoring
  let intake: TaskIntake
  let workers: TaskWorkers
  let delivery: CallbackDelivery
  private let parts: Parts
  private let figures = Mutex((load: TaskLoad(), lastTime: Int64.min))

  init(store: any TaskStoring, settings: TaskSettings, _ parts: Parts) {
    self.store = store
    self.parts = parts
    let judging = TaskJudging(
      store: store, judge: parts.judge, accounting: parts.accounting, accounts: parts.accounts,
      attempts: settings.judgingAttempts)
    let bounds = CallbackDelivery.Bounds(
      count: settings.callbackCount, countPerHost: settings.callbackCountPerHost,
      totalCountPerHost: settings.callbackCountPerHost * TaskSettings.fullAccountsPerHost,
      countPerAccount: parts.isShared ? max(1, settings.callbackCount / 4) : settings.callbackCount,
      timeout: .seconds(settings.callbackSeconds),
      backoff: Backoff(longestMilliseconds: Int64(settings.longestCallbackPauseSeconds) * 1_000),
      giveUpMilliseconds: Int64(settings.giveUpHours) * 3_600_000)
    let delivery = CallbackDelivery(
      store: store, sender: parts.sender, signing: CallbackSigning(accounts: parts.signs ? parts.accounts : nil),
      bounds: bounds, now: parts.now, chance: parts.chance, metrics: parts.metrics, logger: parts.logger)
    let workers = TaskWorkers(
      store: store, judging: judging,
      count: settings.workerCount,
      countPerAccount: parts.isShared ? max(1, settings.workerCount / 2) : settings.workerCount,
      backoff: Backoff(longestMilliseconds: Int64(settings.longestJudgingPauseSeconds) * 1_000), now: parts.now,
      chance: parts.chance, logger: parts.logger
    ) { delivery.loop.wake() }
    (self.workers, self.delivery) = (workers, delivery)
    intake = TaskIntake(
      store: store, accounting: parts.accounting, fetcher: parts.fetcher, sender: parts.sender, now: parts.now
    ) { workers.loop.wake() }
  }

  /// Milliseconds since 1970.
  static let wallTime: @Sendable () -> Int64 = {
    let time = SystemTime.now
    return time.seconds * 1_000 + time.nanoseconds / 1_000_000
  }

  func run() async throws {
    let work = Task {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await self.workers.run() }
        group.addTask { await self.delivery.run() }
      }
    }
    let watch = Task { await self.watch() }
    let end = Task {
      do { try await gracefulShutdown() } catch { return }
      workers.loop.end()
      delivery.loop.end()
      // Nobody waits for an answer: what takes longer waits in the store.
      try? await Task.sleep(for: Self.drainTime)
      work.cancel()
    }
    await withTaskCancellationHandler {
      await work.value
    } onCancel: {
      work.cancel()
    }
    watch.cancel()
    end.cancel()
    await parts.fetcher.shutdown()
    await parts.sender.shutdown()
  }

  private func watch() async {
    var swept: ContinuousClock.Instant?
    while !Task.isCancelled {
      do throws(TaskStoreError) {
        try await look(sweeping: swept.map { $0.duration(to: .now) >= Self.sweepInterval } ?? true)
        if swept.map({ $0.duration(to: .now) >= Self.sweepInterval }) ?? true { swept = .now }
      } catch {
        parts.logger.error("tasks not looked after", metadata: ["problem": "\(error)"])
      }
      try? await Task.sleep(for: Self.lookInterval)
    }
  }

  /// Keeps the store in bounds and learns its figures. A clock that went back makes due what it had put off.
  func look(sweeping sweeps: Bool) async throws(TaskStoreError) {
    let now = parts.now()
    let last = figures.withLock { figures in
      defer { figures.lastTime = now }
      return figures.lastTime
    }
    if now < last || last == .min {
      try await store.rewind(to: now)
      workers.loop.wake()
      delivery.loop.wake()
    }
    if sweeps { try await store.sweep(at: now) }
    let load = try await store.load(of: nil)
    figures.withLock { $0.load = load }
  }

  /// What the store holds, for metrics; a second old at most.
  var gauges: [ServiceGauges.Series] {
    let load = figures.withLock(\.load)
    let age = load.oldestAccepted.map { max(0, parts.now() - $0) / 1_000 } ?? 0
    return [
      (
        name: "moderation_tasks",
        series: [
          ("waiting", load.waiting), ("judged", load.judged), ("delivered", load.delivered), ("dead", load.dead),
        ].map { (labels: ServiceMetrics.text(["state": $0.0]), value: "\($0.1)") }
      ),
      (name: "moderation_tasks_waiting_bytes", series: [(labels: "", value: "\(load.waitingBytes)")]),
      (name: "moderation_tasks_oldest_seconds", series: [(labels: "", value: "\(age)")]),
    ]
  }
}
