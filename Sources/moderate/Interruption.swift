import Dispatch
import Glibc
import Synchronization

/// Ctrl-C and SIGTERM while something is at work that should be finished: the first asks, the second ends the process.
final class Interruption {
  /// Which signal came first; 0 for none.
  private final class Received: Sendable {
    let number = Atomic<Int32>(0)
  }

  private let received = Received()
  private let sources: [any DispatchSourceSignal]

  /// Whether a signal came.
  var isAsked: Bool { received.number.load(ordering: .relaxed) != 0 }

  /// The exit status of a program that a signal ended, as shells have it: 130 for Ctrl-C, 143 for SIGTERM.
  var status: Int32 { 128 + received.number.load(ordering: .relaxed) }

  /// Watches from now on.
  ///
  /// - Parameter first: Called once, on another thread.
  init(first: @escaping @Sendable () -> Void) {
    sources = [SIGINT, SIGTERM].map { [received] number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        guard received.number.exchange(number, ordering: .relaxed) == 0 else { _exit(128 + number) }
        first()
      }
      source.activate()
      return source
    }
  }
}
