import Dispatch
import Glibc
import Synchronization

/// A fixed number of threads with a bounded queue before them: images are moderated here and never on the cooperative
/// pool, which blocking work would starve.
///
/// Two bounds: how many jobs run, how many wait. A job beyond both is refused at once.
final class WorkerThreads: Sendable {
  typealias Job = @Sendable () -> Void

  private struct State {
    var waiting: [Job] = []
    var idleThreads: Int
  }

  /// What the threads hold: not the `WorkerThreads` itself, so that its end can be seen and the threads be ended.
  private final class Shared: Sendable {
    let state: Mutex<State>
    let wake = DispatchSemaphore(value: 0)
    let maximumWaitingJobs: Int

    init(threadCount: Int, maximumWaitingJobs: Int) {
      state = Mutex(State(idleThreads: threadCount))
      self.maximumWaitingJobs = maximumWaitingJobs
    }

    func loop() {
      while true {
        wake.wait()
        let job: Job? = state.withLock { state in
          guard !state.waiting.isEmpty else { return nil }
          state.idleThreads -= 1
          return state.waiting.removeFirst()
        }
        guard let job else { return }
        job()
        state.withLock { $0.idleThreads += 1 }
      }
    }
  }

  private let shared: Shared
  private let threadCount: Int

  /// Starts the threads; they end with this object.
  ///
  /// - Throws: `HostFailure.Code.threadUnavailable` when the system grants no further thread.
  init(threadCount: Int, maximumWaitingJobs: Int) throws(HostFailure) {
    self.threadCount = threadCount
    shared = Shared(threadCount: threadCount, maximumWaitingJobs: maximumWaitingJobs)
    for _ in 0..<threadCount {
      var thread = pthread_t()
      let argument = Unmanaged.passRetained(shared)
      let status = pthread_create(
        &thread, nil,
        { raw in
          if let raw { Unmanaged<Shared>.fromOpaque(raw).takeRetainedValue().loop() }
          return nil
        }, argument.toOpaque())
      guard status == 0 else {
        argument.release()
        throw HostFailure(
          .threadUnavailable, message: "cannot start \(threadCount) threads: \(String(cString: strerror(status)))")
      }
      pthread_detach(thread)
    }
  }

  deinit {
    // Every job holds its moderator, so none waits any more; each thread wakes once, finds nothing and ends.
    for _ in 0..<threadCount { shared.wake.signal() }
  }

  /// Queues a job, or returns false when as many wait as may.
  func submit(_ job: @escaping Job) -> Bool {
    let accepted = shared.state.withLock { state in
      guard state.waiting.count < state.idleThreads + shared.maximumWaitingJobs else { return false }
      state.waiting.append(job)
      return true
    }
    if accepted { shared.wake.signal() }
    return accepted
  }
}
