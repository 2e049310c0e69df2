import NIOCore

/// Watches one connection from below HTTP: it must lead to the address that was checked, and may not deliver without
/// end, be it in heads, interim answers, chunk sizes or TLS records.
final class ConnectionGuard: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let maximumBytes: Int
  private var count = 0

  init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    count += buffer.readableBytes
    guard count <= maximumBytes else {
      context.fireErrorCaught(
        FetchFailure(
          .tooLarge, message: "the connection delivered more than \(maximumBytes) bytes", measured: count,
          allowed: maximumBytes))
      context.close(promise: nil)
      return
    }
    context.fireChannelRead(data)
  }

  /// Puts a guard at the foot of a connection's handlers, or fails where the connection leads elsewhere.
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
      try channel.pipeline.syncOperations.addHandler(ConnectionGuard(maximumBytes: maximumBytes), position: .first)
    }
  }
}
