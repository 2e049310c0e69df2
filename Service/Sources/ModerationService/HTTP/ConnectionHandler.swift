import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// What a connection needs beside HTTP itself.
///
/// A client that closes its side has left: the connection is closed, which cancels what is done for it. After an answer
/// with `Connection: close`, as to a request whose body was not read, what still comes is dropped for a moment, so that
/// the client can read the answer before the connection goes.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// How long what comes after the last answer is dropped.
  static let lingeringTime = TimeAmount.seconds(1)

  /// How long a client may leave an answer unread before its connection is closed.
  private let unreadTime: TimeAmount
  private var closesAfterAnswer = false
  private var isLingering = false

  init(unreadTime: TimeAmount) { self.unreadTime = unreadTime }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if !isLingering { context.fireChannelRead(data) }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if isLingering { context.read() } else { context.fireChannelReadComplete() }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    // After the last answer nothing is answered, whatever came along with its request.
    guard !isLingering else {
      promise?.succeed()
      return
    }
    switch unwrapOutboundIn(data) {
    case .head(let head) where head.headerFields[.connection]?.lowercased() == "close":
      closesAfterAnswer = true
      context.write(data, promise: promise)
    case .end where closesAfterAnswer:
      isLingering = true
      context.writeAndFlush(data, promise: promise)
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      context.eventLoop.scheduleTask(in: Self.lingeringTime) { bound.value.close(promise: nil) }
      context.read()
    case .end:
      let written = promise ?? context.eventLoop.makePromise(of: Void.self)
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      let timer = context.eventLoop.scheduleTask(in: unreadTime) { bound.value.close(promise: nil) }
      written.futureResult.whenComplete { _ in timer.cancel() }
      context.write(data, promise: written)
    default: context.write(data, promise: promise)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .inputClosed? = event as? ChannelEvent {
      context.close(promise: nil)
      return
    }
    context.fireUserInboundEventTriggered(event)
  }
}
