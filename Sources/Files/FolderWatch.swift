import Glibc
import Synchronization

/// Tells that something below a folder may have changed: written, renamed over, checked out, swapped by a link of the
/// folder, above it or in its place, deleted and made again.
///
/// The kernel's news is waited for, and beside it the folder's state is compared from time to time, because file
/// systems on a network have no news, and links may lead to files elsewhere. Where the kernel grants no watch, the
/// state alone is compared, more often. The folder need not be there.
package final class FolderWatch: Sendable {
  /// How often the state is compared where there is no news: every 500 ms. That takes 20 ms for 10,000 entries, a few
  /// microseconds for a handful.
  package static let pollingInterval = Duration.milliseconds(500)

  /// Where changes are sought.
  package enum Source: Sendable {
    /// The kernel's news, with the state as a safety net.
    case news
    /// The state alone, at this interval.
    case state(every: Duration)
  }

  private let loop: WatchLoop

  /// Starts watching, on a thread of its own. Whatever changes after this returns is told.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - quiet: How long nothing must have happened before a change is told, so that many files that change together
  ///     are told of once. After ten times that it is told anyway.
  ///   - interval: How often the state is compared beside the news.
  ///   - onChange: Called on the watch's thread, one call at a time. What changes meanwhile is told after it.
  /// - Throws: `FileError` of `watch` when the system grants no thread or descriptor.
  package init(
    _ path: String, quiet: Duration = .milliseconds(100), interval: Duration = .seconds(5), source: Source = .news,
    onChange: @escaping @Sendable () -> Void
  ) throws(FileError) {
    loop = try WatchLoop(path, quiet: quiet, interval: interval, source: source, onChange: onChange)
    try loop.start()
  }

  deinit { loop.stop() }

  /// Ends the watch. Waits for nothing, so that it may be called by `onChange`; a call that has begun goes on.
  package func stop() { loop.stop() }
}

/// What the thread of a `FolderWatch` does. The thread holds it, and not the watch, which may go at any time.
private final class WatchLoop: Sendable {
  /// How many quiet times a change that goes on is waited for.
  private static let maximumQuietCount = 10

  private let path: String
  private let quiet: Duration
  private let interval: Duration
  private let source: FolderWatch.Source
  private let onChange: @Sendable () -> Void
  private let first: FolderSignature
  private let isStopped = Atomic(false)
  /// The two ends of a pair of sockets: the first is readable once the watch is stopped.
  private let stopping: (waited: Int32, written: Int32)

  init(
    _ path: String, quiet: Duration, interval: Duration, source: FolderWatch.Source,
    onChange: @escaping @Sendable () -> Void
  ) throws(FileError) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(bitPattern: SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw FileError(.watch) }
    stopping = (ends[0], ends[1])
    self.path = path
    self.quiet = quiet
    self.interval = interval
    self.source = source
    self.onChange = onChange
    first = FolderSignature(path)
  }

  deinit {
    close(stopping.waited)
    close(stopping.written)
  }

  func stop() {
    guard !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
    // One byte always fits into an empty socket.
    _ = write(stopping.written, [0], 1)
  }

  func start() throws(FileError) {
    var thread = pthread_t()
    let held = Unmanaged.passRetained(self)
    let status = pthread_create(
      &thread, nil,
      { held in
        guard let held else { return nil }
        Unmanaged<WatchLoop>.fromOpaque(held).takeRetainedValue().run()
        return nil
      }, held.toOpaque())
    guard status == 0 else {
      held.release()
      throw FileError(.watch, status)
    }
    pthread_detach(thread)
  }

  private func run() {
    var known = first
    var events = makeEvents()
    while !isStopped.load(ordering: .acquiring) {
      // What happened before the events were asked for shows in the state.
      if FolderSignature(path) == known, !hasNews(events) { continue }
      settle(events)
      // Before the call: what changes while the owner reads is told afterwards.
      known = FolderSignature(path)
      guard !isStopped.load(ordering: .acquiring) else { return }
      onChange()
      events = nil
      events = makeEvents()
    }
  }

  private func makeEvents() -> FolderEvents? {
    if case .state = source { return nil }
    return FolderEvents(path)
  }

  /// Waits for news; false when the state is to be compared, or the watch is stopped.
  private func hasNews(_ events: FolderEvents?) -> Bool {
    let wait =
      switch source {
      case .state(let interval): interval
      case .news: events?.isWhole == true ? interval : min(interval, FolderWatch.pollingInterval)
      }
    guard let events else {
      pause(wait)
      return false
    }
    let deadline = ContinuousClock.now + wait
    while ContinuousClock.now < deadline, pause(deadline - .now, orNewsOf: events.descriptor) {
      if events.drain() { return true }
      // Others are busy beside the folder. Looking again at once would keep a core busy with them.
      pause(quiet)
    }
    return false
  }

  /// Waits until nothing happened for a while.
  private func settle(_ events: FolderEvents?) {
    var state = FolderSignature(path)
    for _ in 0..<Self.maximumQuietCount {
      pause(quiet)
      let now = FolderSignature(path)
      // The first look takes the news of the change itself, which has been waiting if the state told of it.
      let hasNews = events?.drain() == true
      if isStopped.load(ordering: .acquiring) || (now == state && !hasNews) { return }
      state = now
    }
  }

  /// Waits, or less when the watch is stopped or there is news; says whether there is news.
  @discardableResult
  private func pause(_ duration: Duration, orNewsOf descriptor: Int32 = -1) -> Bool {
    // A negative descriptor is passed over.
    var polled = [
      pollfd(fd: stopping.waited, events: Int16(POLLIN), revents: 0),
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    let milliseconds = duration / .milliseconds(1)
    let count = poll(&polled, 2, Int32(max(1, min(milliseconds.rounded(.up), Double(Int32.max)))))
    return count > 0 && polled[1].revents != 0
  }
}
