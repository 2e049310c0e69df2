import Synchronization

/// Tasks in memory: for tests, and by the same rules as the file.
public final class MemoryTaskStore: TaskStoring {
  private struct Entry {
    let number: Int
    var task: KeptTask
    var picture: [UInt8]?
  }

  private struct State {
    var last = 0
    var entries: [String: Entry] = [:]

    var ordered: [Entry] { entries.values.sorted { $0.number < $1.number } }

    func load(of account: String?) -> TaskLoad {
      var load = TaskLoad()
      for case let task in entries.values.map(\.task) where account == nil || task.account == account {
        load.add(1, task.state, byteCount: task.pictureByteCount)
        if task.state == .waiting || task.state == .judged {
          load.oldestAccepted = min(load.oldestAccepted ?? .max, task.accepted)
        }
      }
      return load
    }

    func found(_ id: String, of account: String?) throws(TaskStoreError) -> KeptTask {
      guard let task = entries[id]?.task, account == nil || task.account == account else { throw .missing }
      return task
    }
  }

  public let limits: TaskLimits
  private let state = Mutex(State())

  public init(limits: TaskLimits = TaskLimits()) { self.limits = limits }

  public func accept(_ task: NewTask, picture: [UInt8]?, at now: Int64) async throws(TaskStoreError) {
    try TaskStore.check(task, picture)
    let limits = limits
    try state.withLock { (state) throws(TaskStoreError) in
      let count = picture?.count ?? 0
      let refusal = limits.refusal(byteCount: count, own: state.load(of: task.account), all: state.load(of: nil))
      if let refusal { throw refusal }
      guard state.entries[task.id] == nil else { throw .exists }
      state.last += 1
      let kept = KeptTask(
        order: task, state: .waiting, pictureByteCount: count, attempts: 0, pausedMilliseconds: 0, nextAttempt: now,
        scheduled: now, lastError: nil, accepted: now, judged: nil, ended: nil, body: nil)
      state.entries[task.id] = Entry(number: state.last, task: kept, picture: picture)
    }
  }

  public func waiting(at now: Int64, except ids: Set<String>, countPerAccount count: Int) async -> [KeptTask] {
    state.withLock { state in
      let due = state.entries.values.filter {
        $0.task.state == .waiting && $0.task.nextAttempt <= now && !ids.contains($0.task.id)
      }
      .sorted { ($0.task.nextAttempt, $0.number) < ($1.task.nextAttempt, $1.number) }.map(\.task)
      return Dictionary(grouping: due, by: \.account).sorted { $0.key < $1.key }.flatMap { $0.value.prefix(count) }
    }
  }

  public func picture(of id: String) async -> [UInt8]? { state.withLock { $0.entries[id]?.picture } }

  public func begin(_ id: String) async -> Int? {
    change(id, in: [.waiting]) { entry in
      entry.task.attempts += 1
      return entry.task.attempts
    }
  }

  public func postpone(_ id: String, by milliseconds: Int64, because error: String, at now: Int64) async {
    change(id, in: [.waiting, .judged]) { entry in
      if entry.task.state == .judged { entry.task.attempts += 1 }
      (entry.task.nextAttempt, entry.task.scheduled) = (now + milliseconds, now)
      entry.task.pausedMilliseconds += milliseconds
      entry.task.lastError = KeptTask.shortened(error)
    }
  }

  public func finish(_ id: String, body: [UInt8], at now: Int64) async throws(TaskStoreError) {
    guard body.count <= KeptTask.maximumBodyBytes else {
      throw .tooLarge(byteCount: body.count, allowed: KeptTask.maximumBodyBytes)
    }
    change(id, in: [.waiting]) { entry in
      entry.picture = nil
      (entry.task.state, entry.task.body, entry.task.judged) = (.judged, body, now)
      (entry.task.pictureByteCount, entry.task.attempts, entry.task.pausedMilliseconds) = (0, 0, 0)
      (entry.task.nextAttempt, entry.task.scheduled, entry.task.lastError) = (now, now, nil)
    }
  }

  public func due(at now: Int64, except busy: BusyCallbacks, count: Int) async -> [KeptTask] {
    state.withLock { state in
      let due = state.entries.values.filter { entry in
        entry.task.state == .judged && entry.task.nextAttempt <= now && !busy.ids.contains(entry.task.id)
          && !busy.hosts.contains(entry.task.order.callbackHost) && !busy.accounts.contains(entry.task.account)
          && !busy.places.contains(.init(account: entry.task.account, host: entry.task.order.callbackHost))
      }
      return due.sorted { ($0.task.nextAttempt, $0.number) < ($1.task.nextAttempt, $1.number) }.prefix(count)
        .map(\.task)
    }
  }

  public func deliver(_ id: String, at now: Int64) async {
    change(id, in: [.judged]) { entry in
      (entry.task.state, entry.task.ended, entry.task.body, entry.task.lastError) = (.delivered, now, nil, nil)
    }
  }

  public func bury(_ id: String, because error: String, at now: Int64) async {
    change(id, in: [.judged]) { entry in
      (entry.task.state, entry.task.ended) = (.dead, now)
      entry.task.attempts += 1
      entry.task.lastError = KeptTask.shortened(error)
    }
  }

  public func rewind(to now: Int64) async {
    state.withLock { state in
      for (id, entry) in state.entries where [.waiting, .judged].contains(entry.task.state) {
        guard entry.task.scheduled > now else { continue }
        state.entries[id]?.task.nextAttempt = now
        state.entries[id]?.task.scheduled = now
      }
    }
  }

  public func sweep(at now: Int64) async {
    let limits = limits
    state.withLock { state in
      let kinds: [(KeptTask.State, Int64, Int)] = [
        (.delivered, limits.deliveredMilliseconds, limits.deliveredCount),
        (.dead, limits.deadMilliseconds, limits.deadCount),
      ]
      for (kind, time, most) in kinds {
        state.entries = state.entries.filter { $0.value.task.state != kind || ($0.value.task.ended ?? 0) >= now - time }
        let ended = Dictionary(grouping: state.ordered.map(\.task).filter { $0.state == kind }, by: \.account)
        for (account, count) in TaskShares.surplus(of: ended.mapValues(\.count), over: most) {
          for task in (ended[account] ?? []).prefix(count) { state.entries[task.id] = nil }
        }
      }
    }
  }

  public func task(_ id: String, of account: String?) async throws(TaskStoreError) -> KeptTask {
    try state.withLock { (state) throws(TaskStoreError) in try state.found(id, of: account) }
  }

  public func tasks(of account: String?, in kind: KeptTask.State?, after: String?, limit: Int) async -> [KeptTask] {
    state.withLock { state in
      let first = after.map { state.entries[$0]?.number ?? .max } ?? 0
      return state.ordered.filter { entry in
        entry.number > first && (account == nil || entry.task.account == account)
          && (kind == nil || entry.task.state == kind)
      }
      .prefix(min(max(limit, 1), TaskLimits.maximumListCount)).map { entry in
        var task = entry.task
        task.body = nil
        return task
      }
    }
  }

  public func resend(_ id: String, of account: String?, at now: Int64) async throws(TaskStoreError) {
    try state.withLock { (state) throws(TaskStoreError) in
      var task = try state.found(id, of: account)
      guard task.state == .dead else { throw .wrongState(task.state) }
      (task.state, task.attempts, task.pausedMilliseconds, task.ended) = (.judged, 0, 0, nil)
      (task.nextAttempt, task.scheduled) = (now, now)
      state.entries[id]?.task = task
    }
  }

  public func drop(_ id: String, of account: String?) async throws(TaskStoreError) {
    try state.withLock { (state) throws(TaskStoreError) in
      _ = try state.found(id, of: account)
      state.entries[id] = nil
    }
  }

  public func load(of account: String?) async -> TaskLoad { state.withLock { $0.load(of: account) } }

  @discardableResult
  private func change<Value>(_ id: String, in states: [KeptTask.State], _ body: (inout Entry) -> Value) -> Value? {
    state.withLock { state in
      guard var entry = state.entries[id], states.contains(entry.task.state) else { return nil }
      let value = body(&entry)
      state.entries[id] = entry
      return value
    }
  }
}
