import Glibc
import Synchronization

/// Threads that begin at the same moment and are waited for.
enum ManyThreads {
  /// What all threads of one run share: a gate that opens when all are there.
  private final class Gate: Sendable {
    let arrived = Atomic(0)
    let isOpen = Atomic(false)
  }

  private final class Job: Sendable {
    let gate: Gate
    let index: Int
    let body: @Sendable (Int) -> Void

    init(_ index: Int, _ gate: Gate, _ body: @escaping @Sendable (Int) -> Void) {
      self.index = index
      self.gate = gate
      self.body = body
    }

    /// Spins instead of sleeping: threads that are woken one by one may be done before the next is awake.
    func run() {
      gate.arrived.wrappingAdd(1, ordering: .acquiringAndReleasing)
      while !gate.isOpen.load(ordering: .acquiring) { sched_yield() }
      body(index)
    }
  }

  /// Runs a body on each of so many threads.
  ///
  /// - Returns: How many threads the system granted; the body ran on those.
  static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> Int {
    var threads: [pthread_t] = []
    let gate = Gate()
    for index in 0..<count {
      var thread = pthread_t()
      let argument = Unmanaged.passRetained(Job(index, gate, body))
      let status = pthread_create(
        &thread, nil,
        { raw in
          if let raw { Unmanaged<Job>.fromOpaque(raw).takeRetainedValue().run() }
          return nil
        }, argument.toOpaque())
      guard status == 0 else {
        argument.release()
        break
      }
      threads.append(thread)
    }
    while gate.arrived.load(ordering: .acquiring) < threads.count { sched_yield() }
    gate.isOpen.store(true, ordering: .releasing)
    for thread in threads { pthread_join(thread, nil) }
    return threads.count
  }
}
