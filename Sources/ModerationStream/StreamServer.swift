import Dispatch
import Glibc
import ModerationCore
import Synchronization

/// Serves many connections of one socket at a time, which share one judge.
///
/// Each has its own window and its own end: one that dies costs its own frames.
public final class StreamServer: Sendable {
  /// How many connections there may be at a time, unless said otherwise. Each may hold a window of the largest files.
  public static let standardConnectionCount = 32

  private let socket: StreamSocket
  private let maximumConnectionCount: Int
  private let stop: StreamStop
  private let session: @Sendable (_ connection: Int) -> StreamSession
  private let ready: @Sendable () -> StreamReady
  private let report: @Sendable (_ connection: Int, StreamSession.End) -> Void

  /// Makes a server.
  ///
  /// - Parameters:
  ///   - session: Makes what serves a connection, of its number from 1.
  ///   - ready: Makes the first line of a connection.
  ///   - report: Told how each connection ended; from any thread.
  public init(
    _ socket: StreamSocket, maximumConnectionCount: Int = standardConnectionCount, stop: StreamStop,
    session: @escaping @Sendable (_ connection: Int) -> StreamSession, ready: @escaping @Sendable () -> StreamReady,
    report: @escaping @Sendable (_ connection: Int, StreamSession.End) -> Void
  ) {
    self.socket = socket
    self.maximumConnectionCount = max(1, maximumConnectionCount)
    self.stop = stop
    self.session = session
    self.ready = ready
    self.report = report
  }

  /// Serves until the stop is told and every connection has ended. Blocks.
  public func run() {
    let open = Mutex(0)
    let ended = DispatchSemaphore(value: 0)
    var number = 0
    while let connection = socket.accept(unless: stop) {
      number += 1
      let hasRoom = open.withLock { open in
        guard open < maximumConnectionCount else { return false }
        open += 1
        return true
      }
      guard hasRoom else {
        refuse(
          connection, number,
          StreamProblem(
            .tooManyConnections,
            message: "\(maximumConnectionCount) connections are open, which is the limit; try again later"))
        continue
      }
      let one = number
      let session = session(one)
      do throws(HostFailure) {
        try OwnThread.start { [self] in
          let end: StreamSession.End
          do throws(HostFailure) {
            end = try session.run(input: connection, output: connection, ready: ready())
          } catch {
            end = .unwritable(error.message)
          }
          close(connection)
          report(one, end)
          open.withLock { $0 -= 1 }
          ended.signal()
        }
      } catch {
        open.withLock { $0 -= 1 }
        refuse(connection, one, StreamProblem(.tooManyConnections, message: error.message))
      }
    }
    socket.remove()
    while open.withLock({ $0 }) > 0 { ended.wait() }
  }

  private func refuse(_ connection: Int32, _ number: Int, _ problem: StreamProblem) {
    // Its buffer is empty, so that a line does not wait; and if it has gone, it needs none.
    let line = Array((StreamLine.fatal(problem, answered: 0) + "\n").utf8)
    let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
    _ = line.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, flags) }
    close(connection)
    report(number, .fatal(problem, answered: 0))
  }
}
