import Glibc

/// Runs a job on a thread with a stack of its own size, and waits for it.
///
/// Yams builds its tree by recursion, as deep as libyaml lets lists and mappings lie in each other: 1000 times. That
/// needs more than the 512 KiB that a thread may have by default.
enum DeepStack {
  /// 64 MiB of address space, of which only what is touched becomes memory.
  static let byteCount = 64 << 20

  private final class Job {
    let body: () -> Void

    init(_ body: @escaping () -> Void) { self.body = body }
  }

  /// Runs `body` and gives its result.
  ///
  /// - Returns: Nil when the system grants no thread.
  static func run<Value>(_ body: @escaping () -> Value) -> Value? {
    var result: Value?
    let job = Job { result = body() }
    var attributes = pthread_attr_t()
    var thread = pthread_t()
    var status = pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    if status == 0 { status = pthread_attr_setstacksize(&attributes, byteCount) }
    if status == 0 {
      // The job outlives the thread, because this function waits for it.
      status = pthread_create(
        &thread, &attributes,
        { argument in
          if let argument { Unmanaged<Job>.fromOpaque(argument).takeUnretainedValue().body() }
          return nil
        }, Unmanaged.passUnretained(job).toOpaque())
    }
    if status == 0 { status = withExtendedLifetime(job) { pthread_join(thread, nil) } }
    return status == 0 ? result : nil
  }
}
