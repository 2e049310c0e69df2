import Glibc
import ImageModeration
import ModerationStream

/// Streams that share an engine.
struct StreamService {
  private let stop: StreamStop
  private let session: @Sendable (_ connection: Int) -> StreamSession
  private let ready: @Sendable () -> StreamReady

  init(_ engine: ServeEngine, _ bounds: StreamBounds, _ paths: StreamPaths, stop: StreamStop) {
    self.stop = stop
    let (gate, judge) = (StreamGate(imageCount: engine.imageCount), engine.judge)
    session = {
      StreamSession(connection: $0, judge: judge, gate: gate, bounds: bounds, paths: paths, stop: stop)
    }
    ready = { engine.ready(bounds, paths) }
  }

  /// Serves standard input until it ends.
  ///
  /// - Returns: The exit status.
  func serve(_ streams: StandardFrames) -> Int32 {
    do throws(HostFailure) {
      let end = try session(0).run(input: streams.input, output: streams.output, ready: ready())
      Self.tell(end, of: "")
      return switch end {
      case .done: EXIT_SUCCESS
      case .fatal: EX_DATAERR
      case .readerGone, .unwritable: EXIT_FAILURE
      }
    } catch {
      StandardError.write("moderate: \(Printable.text(error.message))\n")
      return EXIT_FAILURE
    }
  }

  /// Serves connections until the stop is told.
  ///
  /// - Returns: The exit status.
  func serve(_ socket: StreamSocket, atMost count: Int) -> Int32 {
    StandardError.write("moderate: listening at \(Printable.text(socket.path))\n")
    StreamServer(socket, maximumConnectionCount: count, stop: stop, session: session, ready: ready) { connection, end in
      Self.tell(end, of: "connection \(connection): ")
    }
    .run()
    return EXIT_SUCCESS
  }

  private static func tell(_ end: StreamSession.End, of connection: String) {
    switch end {
    case .fatal(let problem, _): StandardError.write("moderate: \(connection)\(Printable.text("\(problem)"))\n")
    case .unwritable(let reason):
      StandardError.write("moderate: \(connection)cannot write the answer: \(Printable.text(reason))\n")
    case .done, .readerGone: break
    }
  }
}
