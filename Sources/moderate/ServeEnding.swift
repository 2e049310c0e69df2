import Dispatch
import Glibc
import ModerationStream

/// How `serve` ends: on SIGTERM, SIGINT and SIGHUP it reads no more, answers what it has and goes; on a second one, or
/// when that takes too long, it goes at once.
struct ServeEnding {
  /// How long answers may take to be read after the first signal. Whoever stops reading them must not keep the process.
  static let drainSeconds = 60

  private let sources: [any DispatchSourceSignal]
  private let socket: StreamSocket?

  /// - Parameters:
  ///   - stop: Told at the first signal.
  ///   - socket: Removed at the end.
  init(telling stop: StreamStop, removing socket: StreamSocket?) {
    self.socket = socket
    let queue = DispatchQueue(label: "signals")
    sources = [SIGTERM, SIGINT, SIGHUP].map { DispatchSource.makeSignalSource(signal: $0, queue: queue) }
    for source in sources {
      source.setEventHandler {
        if stop.wasTold { Self.end(with: EXIT_FAILURE, socket) }
        stop.tell()
        queue.asyncAfter(deadline: .now() + .seconds(Self.drainSeconds)) {
          StandardError.write("moderate: answers were not read within \(Self.drainSeconds) s; they are given up\n")
          Self.end(with: EXIT_FAILURE, socket)
        }
      }
      source.resume()
    }
  }

  /// Ends the process at once: everything is written, and the neural runtime's destructors do not wait for its threads.
  func end(with status: Int32) -> Never { Self.end(with: status, socket) }

  private static func end(with status: Int32, _ socket: StreamSocket?) -> Never {
    socket?.remove()
    _exit(status)
  }
}
