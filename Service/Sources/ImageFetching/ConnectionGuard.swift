import NIOCore
import NIOHTTP1

/// Watches one connection from below HTTP: it must lead to the address that was checked, and may not deliver without
/// end, be it in heads, interim answers, chunk sizes or TLS records.
final class ConnectionGuard: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let maximumBytes: Int
  private var count = 0
  private var hasFailed = false

  init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !hasFailed else { return }
    let buffer = unwrapInboundIn(data)
    count += buffer.readableBytes
    guard count <= maximumBytes else {
      hasFailed = true
      context.fireErrorCaught(
        FetchFailure(
          .tooLarge, message: "the connection delivered more than \(maximumBytes) bytes", measured: count,
          allowed: maximumBytes))
      context.close(promise: nil)
      return
    }
    context.fireChannelRead(data)
  }

  /// Puts both guards among a connection's handlers, at the foot and above the HTTP decoder, or fails where the
  /// connection leads elsewhere.
  ///
  /// - Parameter address: the checked address; nil through a proxy, which is the operator's own.
  static func install(on channel: any Channel, address: HostAddress?, maximumBytes: Int) -> EventLoopFuture<Void> {
    if let address {
      guard let remote = channel.remoteAddress?.ipAddress.flatMap({ HostAddress($0) }), remote == address else {
        return channel.eventLoop.makeFailedFuture(
          FetchFailure(.addressRefused, message: "the connection leads elsewhere than to \(address)"))
      }
    }
    return channel.eventLoop.makeCompletedFuture {
      let pipeline = channel.pipeline.syncOperations
      let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
      try pipeline.addHandler(ConnectionGuard(maximumBytes: maximumBytes), position: .first)
      try pipeline.addHandler(AnswerGuard(), position: .after(decoder))
    }
  }
}
