import Glibc
import ModerationCore

/// Threads for what blocks: reading and writing would hold up those that images are judged on.
enum OwnThread {
  /// Starts a thread, which ends with the body.
  static func start(_ body: @escaping @Sendable () -> Void) throws(HostFailure) {
    final class Start {
      let body: @Sendable () -> Void
      init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(Start(body))
    let status = pthread_create(
      &thread, nil,
      { raw in
        if let raw { Unmanaged<Start>.fromOpaque(raw).takeRetainedValue().body() }
        return nil
      }, argument.toOpaque())
    guard status == 0 else {
      argument.release()
      throw HostFailure(
        .threadUnavailable, message: "cannot start a thread: \(String(cString: strerror(status)))")
    }
    pthread_detach(thread)
  }

  /// Has a write to a broken pipe fail on this thread, instead of ending the process.
  static func blockBrokenPipes() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }
}
