import FaceLibraries
import GRDB
import Synchronization

/// Keeps what is searched in step with the store.
///
/// Changes come in the order in which they were committed, each before its call returns and before the next is written.
/// When many have come, a search of the present state is made on a reader's thread; meanwhile searches go on with the old
/// one and all changes, and writers wait for nothing but the reader's start.
final class FaceIndex: Sendable {
  /// So many changed persons at least make a new search worth its while. Each is compared in every search.
  static let minimumChangeCount = 4_096
  /// So many changed persons make it due, however many there are in all: bounds memory, half a kilobyte a face.
  static let maximumChangeCount = 65_536
  /// Between the two, the part of all persons who have changed.
  private static let changedPart = 16
  /// So long after a removal at most, the search file is made anew, which else keeps what was removed, and the store's
  /// log is brought into the store.
  static let removalTime = Duration.seconds(600)

  private struct State {
    var base: FaceBase?
    /// What changed before the state that is being made into a search.
    var older = FaceOverlay()
    /// What changed since.
    var newer = FaceOverlay()
    var isBuilding = false
    /// Whether changes are kept, from the first search on.
    var isFollowing = false
    /// So many changes more are waited for after a failure.
    var patience = 0
    /// Whether a search without what was removed is to be made.
    var isRemovalDue = false
    var waiting: [CheckedContinuation<Result<Void, StoreError>, Never>] = []

    var hasRemovedGroups: Bool { !older.removedGroups.isEmpty || !newer.removedGroups.isEmpty }
  }

  private let database: StorePool
  private let minimumChangeCount: Int
  private let removalTime: Duration
  private let state = Mutex(State())

  init(_ database: StorePool, minimumChangeCount: Int, removalTime: Duration = FaceIndex.removalTime) {
    (self.database, self.minimumChangeCount, self.removalTime) = (database, minimumChangeCount, removalTime)
  }

  /// Whether a writer must say what it changes. Changes on the writer's queue alone.
  var isFollowing: Bool { state.withLock { $0.isFollowing } }

  /// What can be found now; nil before `prepare`.
  var view: FaceView? {
    state.withLock { state in
      state.base.map { FaceView(base: $0, older: state.older, newer: state.newer) }
    }
  }

  /// How many persons changed since the state that the search is made of.
  var changeCount: Int { state.withLock { $0.older.count + $0.newer.count } }

  /// Whether a search of a later state is being made.
  var isBuilding: Bool { state.withLock { $0.isBuilding } }

  /// Takes a transaction's changes, on the writer's queue.
  func apply(_ changes: [FaceChange]) {
    guard !changes.isEmpty else { return }
    if changes.contains(where: \.isRemoval) { plan() }
    let isDue = state.withLock { state in
      guard state.isFollowing else { return false }
      for change in changes { state.newer.apply(change) }
      guard !state.isBuilding, let base = state.base else { return false }
      let part = base.search.personCount / Self.changedPart
      let bound = max(minimumChangeCount, min(part, Self.maximumChangeCount)) + state.patience
      guard state.older.count + state.newer.count >= bound else { return false }
      state.isBuilding = true
      return true
    }
    if isDue { build() }
  }

  /// Has a search made without what was removed, in a while, unless that is planned already.
  private func plan() {
    let isNew = state.withLock { state in
      defer { state.isRemovalDue = true }
      return !state.isRemovalDue
    }
    guard isNew else { return }
    Task.detached { [weak self, removalTime] in
      try? await Task.sleep(for: removalTime)
      self?.forget()
    }
  }

  private func forget() {
    let (isDue, isLater) = state.withLock { state in
      state.isRemovalDue = false
      guard state.base != nil, state.older.count + state.newer.count > 0 || state.hasRemovedGroups else {
        return (false, false)
      }
      // What is being made may be of a state before the removal.
      guard !state.isBuilding else { return (false, true) }
      state.isBuilding = true
      return (true, false)
    }
    if isDue { build() }
    if isLater { plan() }
    // Else the file keeps what was removed until the log is long.
    database.pool.asyncWriteWithoutTransaction { _ = try? $0.checkpoint(.truncate) }
  }

  /// Lets go of a search whose file contradicts itself, and of the file; the next search is made from the store.
  func discard(_ damaged: FaceBase) {
    let isCurrent = state.withLock { state in
      guard let base = state.base, base.number == damaged.number else { return false }
      state.base = nil
      return true
    }
    if isCurrent { FaceBase.removeCache(of: database.path) }
  }

  /// Returns when there is something to search.
  func prepare() async throws(StoreError) {
    let result: Result<Void, StoreError> = await withCheckedContinuation { continuation in
      let (isReady, isFirst) = state.withLock { state in
        if state.base != nil { return (true, false) }
        state.waiting.append(continuation)
        defer { state.isBuilding = true }
        return (false, !state.isBuilding)
      }
      if isReady { continuation.resume(returning: .success(())) }
      if isFirst { build() }
    }
    try result.get()
  }

  /// Makes a search of the present state. The caller has set `isBuilding`.
  private func build() {
    let pool = database.pool
    pool.asyncWriteWithoutTransaction { [weak self, weak pool] _ in
      guard let self, let pool else { return }
      // No change lies between this and the state that the reader sees: the writer waits for the reader's start.
      self.state.withLock { state in
        state.isFollowing = true
        state.older.merge(state.newer)
        state.newer = FaceOverlay()
      }
      let path = self.database.path
      pool.asyncConcurrentRead { [weak self] database in
        guard let self else { return }
        self.finish(
          database.flatMap { database in
            Result { try FaceBase(FaceRows(database: database, account: "", path: path)) }
          })
      }
    }
  }

  private func finish(_ result: Result<FaceBase, any Error>) {
    let waiting = state.withLock { state in
      state.isBuilding = false
      switch result {
      case .success(let base):
        state.base = base
        state.older = FaceOverlay()
        state.patience = 0
      case .failure where state.base == nil:
        state.isFollowing = false
        (state.older, state.newer) = (FaceOverlay(), FaceOverlay())
      case .failure:
        state.patience += minimumChangeCount
      }
      defer { state.waiting = [] }
      return state.waiting
    }
    let answer: Result<Void, StoreError> = result.map { _ in }.mapError { error in
      error as? StoreError
        ?? StoreError(.cannotRead, database.path, "cannot be read: \(ServiceDatabase.reason(error))")
    }
    for continuation in waiting { continuation.resume(returning: answer) }
  }
}
