import Synchronization

/// Has work done as it comes, until it is told to end; what was begun is then still done.
final class WorkLoop: Sendable {
  typealias Work = @Sendable () async -> Void

  /// How long it sleeps where nothing wakes it: what became due meanwhile begins so late.
  static let longestSleep = Duration.seconds(1)

  private let alarm = Alarm()
  private let isEnding = Mutex(false)

  /// Looks for work now.
  func wake() { alarm.ring() }

  /// Begins nothing any more.
  func end() {
    isEnding.withLock { $0 = true }
    wake()
  }

  /// Works until the end, or until the task is cancelled.
  ///
  /// - Parameter next: What may begin now; asked again whenever something was done or became due.
  func run(_ next: @Sendable () async -> [Work]) async {
    await withDiscardingTaskGroup { group in
      while !isEnding.withLock(\.self), !Task.isCancelled {
        let works = await next()
        for work in works {
          group.addTask {
            await work()
            self.wake()
          }
        }
        if works.isEmpty { await alarm.wait(atMost: Self.longestSleep) }
      }
    }
  }
}
