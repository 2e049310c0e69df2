import Dispatch
import Glibc
import Synchronization

/// A fixed number of threads with a bounded queue before them: images are moderated here and never on the cooperative
/// pool, which blocking work would starve. A further thread watches the clock.
///
/// Three bounds: how many jobs run, how many wait, how many bytes the waiting ones hold. A job beyond them is refused
/// at once. A job whose deadline passes is told so, whether it waits or runs; a running one cannot be stopped, so its
/// thread is given up and another takes its place, as long as no more than `threadCount` are given up. A thread that
/// was given up ends when its job does.
final class ImageThreads: Sendable {
  /// A running job has this long after its deadline to end by itself, with what it found: stages look at the clock
  /// between steps, and the longest step that is bounded by itself takes about as long.
  static let grace = Duration.milliseconds(250)

  private struct State {
    var waiting: [ImageJob] = []
    var running: [ImageJob] = []
    var idleThreads: Int
    var givenUpThreads = 0
    var isEnding = false
    /// Whether no further job is taken.
    var isDraining = false
    /// Who waits until the last job has ended.
    var drained: [CheckedContinuation<Void, Never>] = []
    /// When the watching thread looks next.
    var nextLook = ContinuousClock.now

    var waitingBytes: Int { waiting.reduce(0) { $0 + $1.byteCount } }

    /// Those to tell that no job is left, if none is.
    mutating func takeDrained() -> [CheckedContinuation<Void, Never>] {
      guard waiting.isEmpty, running.allSatisfy(\.isAnswered) else { return [] }
      defer { drained = [] }
      return drained
    }

    func mayReplaceThread(of job: ImageJob, _ threadCount: Int) -> Bool {
      !isEnding && !job.wasGivenUp && givenUpThreads < threadCount && running.contains { $0 === job }
    }
  }

  /// What the threads hold: not the `ImageThreads` itself, so that its end can be seen and the threads be ended.
  private final class Shared: Sendable {
    let state: Mutex<State>
    let wake = DispatchSemaphore(value: 0)
    let look = DispatchSemaphore(value: 0)
    let threadCount: Int
    let maximumWaitingJobs: Int
    let maximumWaitingBytes: Int
    private static let longestSleep = Duration.seconds(86_400)

    init(_ capacity: Moderator.Capacity) {
      threadCount = capacity.threadCount
      state = Mutex(State(idleThreads: threadCount))
      maximumWaitingJobs = capacity.waitingImages
      maximumWaitingBytes = capacity.waitingBytes
    }

    /// One working thread, until the end or until its place was given to another.
    func work() {
      while true {
        wake.wait()
        var isEnding = false
        let job: ImageJob? = state.withLock { state in
          isEnding = state.isEnding
          guard !state.waiting.isEmpty else { return nil }
          let job = state.waiting.removeFirst()
          state.running.append(job)
          state.idleThreads -= 1
          return job
        }
        // A job may have been taken out of the queue before anybody came.
        guard let job else {
          if isEnding { return }
          continue
        }
        job.begin()
        note(job)
        let answer = job.work()
        // Before the answer: who has it may send the next image, and finds a free thread.
        let (wasGivenUp, drained) = state.withLock { state in
          state.running.removeAll { $0 === job }
          if job.wasGivenUp { state.givenUpThreads -= 1 } else { state.idleThreads += 1 }
          return (job.wasGivenUp, state.takeDrained())
        }
        answer()
        for waiter in drained { waiter.resume() }
        if wasGivenUp { return }
      }
    }

    /// The watching thread.
    func watch() {
      while true {
        let next: ContinuousClock.Instant? = state.withLock { state in
          guard !state.isEnding else { return nil }
          let expiries = state.waiting.compactMap(\.expiry) + state.running.compactMap(\.expiry)
          state.nextLook = expiries.min() ?? .now + Self.longestSleep
          return state.nextLook
        }
        guard let next else { return }
        let patience = min(max(next - .now, .zero), Self.longestSleep)
        _ = look.wait(timeout: .now() + .nanoseconds(Int(patience / .nanoseconds(1))))
        let now = ContinuousClock.now
        let (waiting, running) = state.withLock { state in
          (
            state.waiting.filter { $0.expiry.map { $0 <= now } ?? false },
            state.running.filter { !$0.isAnswered && $0.expiry.map { $0 <= now } ?? false }
          )
        }
        for job in waiting where take(out: job) { job.expire(.waiting) }
        for job in running { giveUp(job, .running) }
      }
    }

    /// Takes a job out of the queue; false when it waits no more.
    func take(out job: ImageJob) -> Bool {
      let (wasThere, drained) = state.withLock { state in
        guard let place = state.waiting.firstIndex(where: { $0 === job }) else {
          return (false, [CheckedContinuation<Void, Never>]())
        }
        state.waiting.remove(at: place)
        return (true, state.takeDrained())
      }
      for waiter in drained { waiter.resume() }
      return wasThere
    }

    /// Answers for a running job in its stead, and starts another thread in the place of its own.
    func giveUp(_ job: ImageJob, _ expiry: ImageJob.Expiry) {
      job.expire(expiry)
      for waiter in state.withLock({ $0.takeDrained() }) { waiter.resume() }
      guard state.withLock({ $0.mayReplaceThread(of: job, threadCount) }) else { return }
      // Without a further thread the old one keeps its place. With one that comes too late, the job having ended, that
      // one ends.
      _ = start { shared in
        let replaces = shared.state.withLock { state in
          guard state.mayReplaceThread(of: job, shared.threadCount) else { return false }
          state.givenUpThreads += 1
          state.idleThreads += 1
          job.wasGivenUp = true
          return true
        }
        guard replaces else { return }
        // The token of a job that came while there was nobody may have been taken by a thread that found it gone.
        shared.wake.signal()
        shared.work()
      }
    }

    /// Wakes the watching thread when a job expires before it would look.
    func note(_ job: ImageJob) {
      guard let expiry = job.expiry, state.withLock({ expiry < $0.nextLook }) else { return }
      look.signal()
    }

    func start(_ body: @escaping @Sendable (Shared) -> Void) -> Int32 {
      final class Start {
        let shared: Shared
        let body: @Sendable (Shared) -> Void
        init(_ shared: Shared, _ body: @escaping @Sendable (Shared) -> Void) {
          (self.shared, self.body) = (shared, body)
        }
      }
      var thread = pthread_t()
      let argument = Unmanaged.passRetained(Start(self, body))
      let status = pthread_create(
        &thread, nil,
        { raw in
          if let raw {
            let start = Unmanaged<Start>.fromOpaque(raw).takeRetainedValue()
            start.body(start.shared)
          }
          return nil
        }, argument.toOpaque())
      if status == 0 { pthread_detach(thread) } else { argument.release() }
      return status
    }
  }

  private let shared: Shared

  /// What runs and waits now.
  var load: (running: Int, waiting: Int, waitingBytes: Int, givenUpThreads: Int) {
    shared.state.withLock { ($0.running.count, $0.waiting.count, $0.waitingBytes, $0.givenUpThreads) }
  }

  /// Starts the threads; they end with this object.
  ///
  /// - Throws: `HostFailure.Code.threadUnavailable` when the system grants no further thread.
  init(_ capacity: Moderator.Capacity) throws(HostFailure) {
    shared = Shared(capacity)
    for index in 0...shared.threadCount {
      let status = shared.start { index == 0 ? $0.watch() : $0.work() }
      guard status == 0 else {
        end()
        throw HostFailure(
          .threadUnavailable,
          message: "cannot start \(shared.threadCount + 1) threads: \(String(cString: strerror(status)))")
      }
    }
  }

  // Every job holds its moderator, so none waits any more; each thread wakes once, finds nothing and ends.
  deinit { end() }

  private func end() {
    let threads = shared.state.withLock { state in
      state.isEnding = true
      return shared.threadCount + state.givenUpThreads
    }
    for _ in 0..<threads { shared.wake.signal() }
    shared.look.signal()
  }

  /// Queues a job, or says why not.
  func submit(_ job: ImageJob) -> HostFailure? {
    let refusal: HostFailure? = shared.state.withLock { state in
      if state.isDraining { return .draining }
      // A job that a thread is free for does not wait.
      guard state.waiting.count >= state.idleThreads else {
        state.waiting.append(job)
        return nil
      }
      guard state.waiting.count < state.idleThreads + shared.maximumWaitingJobs else {
        return HostFailure(.queueFull, message: "the queue is full (\(state.waiting.count) waiting); try again later")
      }
      let bytes = state.waitingBytes
      guard job.byteCount <= shared.maximumWaitingBytes - bytes else {
        return HostFailure(
          .queueFull,
          message: """
            the queue is full (\(bytes) bytes waiting, and \(job.byteCount) more are over \
            \(shared.maximumWaitingBytes)); try again later
            """)
      }
      state.waiting.append(job)
      return nil
    }
    if refusal == nil {
      shared.wake.signal()
      shared.note(job)
    }
    return refusal
  }

  /// Takes no further job, and returns when the last one is answered; a thread that was given up may still work.
  func drain() async {
    await withCheckedContinuation { continuation in
      let isDrained = shared.state.withLock { state in
        state.isDraining = true
        guard !state.waiting.isEmpty || !state.running.allSatisfy(\.isAnswered) else { return true }
        state.drained.append(continuation)
        return false
      }
      if isDrained { continuation.resume() }
    }
  }

  /// Answers at once for a job whose caller has given up, and frees its place.
  func cancel(_ job: ImageJob) {
    if shared.take(out: job) {
      job.expire(.cancelled)
    } else {
      shared.giveUp(job, .cancelled)
    }
  }
}

extension HostFailure {
  fileprivate static let draining = HostFailure(
    .draining, message: "the moderator is being shut down and takes no further image")
}
