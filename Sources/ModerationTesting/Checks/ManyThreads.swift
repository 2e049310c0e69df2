import Dispatch
import Glibc

/// Threads that begin at the same moment and are waited for.
enum ManyThreads {
  private final class Job: Sendable {
    let start = DispatchSemaphore(value: 0)
    let index: Int
    let body: @Sendable (Int) -> Void

    init(_ index: Int, _ body: @escaping @Sendable (Int) -> Void) {
      self.index = index
      self.body = body
    }
  }

  /// Runs a body on each of so many threads.
  ///
  /// - Returns: How many threads the system granted; the body ran on those.
  static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> Int {
    var threads: [pthread_t] = []
    var jobs: [Job] = []
    for index in 0..<count {
      var thread = pthread_t()
      let job = Job(index, body)
      let argument = Unmanaged.passRetained(job)
      let status = pthread_create(
        &thread, nil,
        { raw in
          guard let raw else { return nil }
          let job = Unmanaged<Job>.fromOpaque(raw).takeRetainedValue()
          job.start.wait()
          job.body(job.index)
          return nil
        }, argument.toOpaque())
      guard status == 0 else {
        argument.release()
        break
      }
      threads.append(thread)
      jobs.append(job)
    }
    for job in jobs { job.start.signal() }
    for thread in threads { pthread_join(thread, nil) }
    return threads.count
  }
}
