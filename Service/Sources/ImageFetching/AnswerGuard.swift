import NIOCore
import NIOHTTP1

/// Watches the parts of one answer: each costs work however small it is, so their number is bounded beside the bytes.
final class AnswerGuard: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias InboundOut = HTTPClientResponsePart

  /// Heads with a 1xx status before the answer proper.
  static let maximumInterimAnswers = 8
  /// Parts that a body may always have; beyond them, parts must hold ``minimumMeanPartBytes`` on average.
  static let freeParts = 4096
  static let minimumMeanPartBytes = 64

  private var interimAnswers = 0
  private var parts = 0
  private var bytes = 0
  private var hasFailed = false

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !hasFailed else { return }
    switch unwrapInboundIn(data) {
    case .head(let head) where (100..<200).contains(head.status.code) && head.status != .switchingProtocols:
      interimAnswers += 1
      guard interimAnswers <= Self.maximumInterimAnswers else {
        return fail(
          "the server sent more than \(Self.maximumInterimAnswers) interim answers", measured: interimAnswers,
          allowed: Self.maximumInterimAnswers, context: context)
      }
    case .body(let part):
      parts += 1
      bytes += part.readableBytes
      let allowed = Self.freeParts + bytes / Self.minimumMeanPartBytes
      guard parts <= allowed else {
        return fail(
          "the server sent \(bytes) bytes in \(parts) parts", measured: parts, allowed: allowed, context: context)
      }
    case .head, .end: break
    }
    context.fireChannelRead(data)
  }

  private func fail(_ message: String, measured: Int, allowed: Int, context: ChannelHandlerContext) {
    hasFailed = true
    context.fireErrorCaught(FetchFailure(.answerInvalid, message: message, measured: measured, allowed: allowed))
    context.close(promise: nil)
  }
}
