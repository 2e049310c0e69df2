import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server on loopback that answers every connection as its script says, byte by byte, and remembers what came.
final class ScriptedServer: Sendable {
  enum Step: Sendable {
    /// Sends text as it stands.
    case send(String)
    /// Sends bytes.
    case bytes([UInt8])
    /// Sends the same text again and again for as long as the client reads.
    case flood(String)
    /// Sends the same text again every few milliseconds.
    case trickle(String, everyMilliseconds: Int64)
    /// Waits for a further request, on the same connection.
    case awaitRequest
    case close
  }

  /// Loops of the servers alone: one that floods must not hold up a client on the same loop.
  private static let loops = MultiThreadedEventLoopGroup(numberOfThreads: 2)

  private struct Record {
    var heads: [String] = []
    var connections = 0
  }

  let address: String
  let port: Int
  private let channel: any Channel
  private let record: SharedRecord

  /// Connections taken, whether or not a byte came.
  var connections: Int { record.state.withLock { $0.connections } }
  /// The heads of the requests that came, in order.
  var heads: [String] { record.state.withLock { $0.heads } }

  private final class SharedRecord: Sendable {
    let state = Mutex(Record())
  }

  /// Listens.
  ///
  /// - Parameters:
  ///   - scripts: the n-th connection gets the n-th script, later ones the last; none: connections are taken and held.
  ///   - address: 127.0.0.2 is loopback as well, and another address than 127.0.0.1.
  init(_ scripts: [[Step]] = [], address: String = "127.0.0.1", port: Int = 0, tls: Bool = false) async throws {
    let record = SharedRecord()
    let context: NIOSSLContext? =
      tls
      ? try NIOSSLContext(
        configuration: .makeServerConfiguration(
          certificateChain: [
            .certificate(try NIOSSLCertificate(bytes: [UInt8](TestAuthority.certificate.utf8), format: .pem))
          ],
          privateKey: .privateKey(try NIOSSLPrivateKey(bytes: [UInt8](TestAuthority.key.utf8), format: .pem)))) : nil
    let channel = try await ServerBootstrap(group: Self.loops)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        let number = record.state.withLock { record in
          record.connections += 1
          return record.connections - 1
        }
        let script = scripts.isEmpty ? [] : scripts[min(number, scripts.count - 1)]
        return channel.eventLoop.makeCompletedFuture {
          if let context {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
          }
          let handler = Handler(script: script) { head in record.state.withLock { $0.heads.append(head) } }
          try channel.pipeline.syncOperations.addHandler(handler)
        }
      }
      .bind(host: address, port: port).get()
    self.record = record
    self.channel = channel
    self.address = address
    self.port = channel.localAddress?.port ?? 0
  }

  func stop() async throws { try await channel.close() }

  /// Gives a body a server, and stops it whatever happens.
  static func running<R>(
    _ scripts: [[Step]] = [], address: String = "127.0.0.1", port: Int = 0, tls: Bool = false,
    _ body: (ScriptedServer) async throws -> R
  ) async throws -> R {
    let server = try await ScriptedServer(scripts, address: address, port: port, tls: tls)
    do {
      let result = try await body(server)
      try await server.stop()
      return result
    } catch {
      try await server.stop()
      throw error
    }
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var script: ArraySlice<Step>
    private let remember: (String) -> Void
    private var received = ""
    private var remembersNext = true

    init(script: [Step], remember: @escaping (String) -> Void) {
      self.script = script[...]
      self.remember = remember
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let buffer = unwrapInboundIn(data)
      received += String(buffer: buffer)
      // A TLS record (22) to a server without TLS gets the script at once.
      guard !script.isEmpty || remembersNext, received.contains("\r\n\r\n") || received.utf8.first == 22 else { return }
      remember(received)
      remembersNext = false
      received = ""
      while let step = script.popFirst() {
        if case .awaitRequest = step { return remembersNext = true }
        perform(step, context: context)
      }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func perform(_ step: Step, context: ChannelHandlerContext) {
      switch step {
      case .send(let text): write(ByteBuffer(string: text), context: context)
      case .bytes(let bytes): write(ByteBuffer(bytes: bytes), context: context)
      case .flood(let text): flood(ByteBuffer(string: text), context: context)
      case .trickle(let text, let milliseconds):
        let channel = context.channel
        channel.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(milliseconds)) { task in
          guard channel.isActive else { return task.cancel() }
          channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
        }
      case .awaitRequest: break
      case .close: context.close(promise: nil)
      }
    }

    private func write(_ buffer: ByteBuffer, context: ChannelHandlerContext) {
      context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    private func flood(_ buffer: ByteBuffer, context: ChannelHandlerContext) {
      let channel = context.channel
      @Sendable func again() {
        channel.writeAndFlush(buffer).whenSuccess { channel.eventLoop.execute { again() } }
      }
      again()
    }
  }
}
