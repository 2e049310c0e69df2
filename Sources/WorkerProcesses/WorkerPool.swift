import Dispatch
import Glibc
package import ModerationCore
import Synchronization

/// Workers of one kind that wait for work, and the right to start more.
///
/// A bounded number of callers hold a worker at a time; the others wait until their deadline. `Greeting` is what a
/// worker says of itself when it is ready; all of a pool say the same.
package final class WorkerPool<Greeting: Equatable & Sendable>: Sendable {
  /// Starts a worker and waits for its greeting, until an instant at the longest.
  package typealias Launch = @Sendable (ContinuousClock.Instant) throws(HostFailure) -> (WorkerProcess, Greeting)

  private struct State {
    var idle: [Member] = []
    var backoff = Backoff()
    var lastFailure: HostFailure?
    var statistics = WorkerStatistics()
  }

  /// A worker and what it has done.
  package struct Member {
    package let process: WorkerProcess
    var imageCount = 0
  }

  /// What the first worker said of itself.
  package let greeting: Greeting
  private let launch: Launch
  private let name: String
  private let policy: WorkerPolicy
  private let state: Mutex<State>
  private let places: DispatchSemaphore

  /// Starts the first worker, to see that it can be done.
  ///
  /// - Parameter name: What the workers are, for messages: `decode worker`.
  package init(_ name: String, policy: WorkerPolicy, launch: @escaping Launch) throws(HostFailure) {
    self.name = name
    self.policy = policy
    self.launch = launch
    let (process, greeting) = try launch(.now + policy.startTimeout)
    self.greeting = greeting
    var state = State(idle: [Member(process: process)])
    state.statistics.started = 1
    self.state = Mutex(state)
    places = DispatchSemaphore(value: max(1, policy.maximumWorkerCount ?? sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }

  package var statistics: WorkerStatistics { state.withLock(\.statistics) }

  /// The identifiers of the waiting workers. For tests.
  package var idleIdentifiers: [Int] { state.withLock { $0.idle.map(\.process.identifier) } }

  /// Waits for a place and gives a worker that lives. Every worker taken is given back or lost.
  ///
  /// A worker that has to be started is started to its end, which may take longer than the caller has.
  package func take(until deadline: ContinuousClock.Instant) throws(HostFailure) -> Member {
    let patience = min((deadline - .now).nanoseconds, Int(Int32.max) * 1_000_000_000)
    guard places.wait(timeout: .now() + .nanoseconds(patience)) == .success else {
      throw HostFailure(.workerBusy, message: "no \(name) became free before the deadline; try again later")
    }
    while let member = state.withLock({ $0.idle.popLast() }) {
      if member.process.isQuiet { return member }
      _ = member.process.end(afterKilling: true)
      state.withLock { $0.statistics.foundDead += 1 }
    }
    let member: Member
    do throws(HostFailure) {
      member = Member(process: try start(until: deadline))
    } catch {
      places.signal()
      throw error
    }
    guard deadline > .now else {
      // The next caller has it: a worker whose start were cut off by short deadlines would never be ready.
      state.withLock { $0.idle.append(member) }
      places.signal()
      throw HostFailure(.workerBusy, message: "a \(name) became ready after the deadline; try again")
    }
    return member
  }

  /// Puts a worker that is well back, or ends it when the policy has it replaced.
  package func giveBack(_ member: Member, afterFailedFile failed: Bool) {
    var member = member
    member.imageCount += 1
    let isSpent = policy.maximumImagesPerWorker.map { member.imageCount >= $0 } ?? false
    let retires = isSpent || member.process.isSpent || (failed && policy.replacesAfterFailedFile)
    if retires {
      _ = member.process.end(afterKilling: true)
    } else {
      member.process.discardErrors()
    }
    state.withLock { state in
      state.backoff.noteSuccess()
      if retires { state.statistics.retired += 1 } else { state.idle.append(member) }
    }
    places.signal()
  }

  /// Gives up the place of a worker that has ended.
  package func lose(isFailure: Bool, count: (inout WorkerStatistics) -> Void) {
    state.withLock { state in
      count(&state.statistics)
      if isFailure { state.backoff.noteFailure(at: .now, policy) }
    }
    places.signal()
  }

  private func start(until deadline: ContinuousClock.Instant) throws(HostFailure) -> WorkerProcess {
    let (notBefore, reason) = state.withLock { ($0.backoff.notBefore, $0.lastFailure) }
    if let notBefore {
      guard notBefore < deadline else {
        throw reason ?? HostFailure(.workerUnavailable, message: "\(name)s keep dying; the next start must wait")
      }
      Self.sleep((notBefore - .now).nanoseconds)
    }
    do throws(HostFailure) {
      let (process, greeting) = try launch(.now + policy.startTimeout)
      guard greeting == self.greeting else {
        throw HostFailure(
          .workerUnavailable, message: "the \(name) was replaced by another version: restart this process")
      }
      state.withLock { state in
        state.statistics.started += 1
        state.lastFailure = nil
      }
      return process
    } catch {
      state.withLock { state in
        state.statistics.failedStarts += 1
        state.lastFailure = error
        state.backoff.noteFailure(at: .now, policy)
      }
      throw error
    }
  }

  private static func sleep(_ nanoseconds: Int) {
    var left = timespec(tv_sec: nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    var rest = left
    while nanosleep(&left, &rest) != 0, errno == EINTR { left = rest }
  }
}
