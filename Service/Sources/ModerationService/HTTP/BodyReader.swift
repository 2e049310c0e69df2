import Hummingbird
import NIOCore

/// Takes a request's body within bounds of bytes and time.
struct BodyReader: Sendable {
  /// The step in which room is taken for a body.
  static let growthByteCount = 1 << 18

  let budget: ByteBudget
  /// How long a body may take, however it comes.
  let maximumTime: Duration

  /// Reads a body whole.
  ///
  /// - Parameters:
  ///   - copies: How many times its bytes are held until the answer.
  ///   - willRead: Called when the body is about to be read: a client that waits for `100 Continue` is told now.
  /// - Throws: `ServiceFailure` of `bodyTooLarge`, `bodyTimedOut`, `overloaded`, `malformedBody` or `cancelled`.
  func read(
    _ body: RequestBody, of head: RequestHead, atMost maximum: Int, copies: Int, for account: String,
    willRead: @Sendable () -> Void
  ) async throws(ServiceFailure) -> (bytes: [UInt8], reservation: ByteBudget.Reservation) {
    if head.count(of: "content-length") > 1 || head["content-length"] != nil && head.contentLength == nil {
      throw ServiceFailure(.malformedBody, "the content length is not a number")
    }
    let announced = head.contentLength
    if let announced, announced > maximum { throw Self.tooLarge(announced, maximum) }
    // Room is taken as bytes come: what is only announced costs nobody anything.
    let reservation = try budget.reserve(0, for: account)
    if announced == 0 { return ([], reservation) }
    willRead()
    let deadline = ContinuousClock.now + maximumTime
    let late = ServiceFailure(.bodyTimedOut, "the body did not come within \(maximumTime)")
    let bytes = try await TimeBound.run(until: deadline, late: late) { () async throws(ServiceFailure) in
      try await collect(body, announced, maximum, copies, reservation)
    }
    return (bytes, reservation)
  }

  private func collect(
    _ body: RequestBody, _ announced: Int?, _ maximum: Int, _ copies: Int, _ reservation: ByteBudget.Reservation
  ) async throws(ServiceFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(announced ?? 0, Self.growthByteCount))
    var reserved = 0
    do {
      for try await buffer in body {
        guard bytes.count + buffer.readableBytes <= maximum else {
          throw Self.tooLarge(bytes.count + buffer.readableBytes, maximum)
        }
        if bytes.count + buffer.readableBytes > reserved {
          let rest = max((announced ?? .max) - reserved, 0)
          let more = max(min(Self.growthByteCount, rest), bytes.count + buffer.readableBytes - reserved)
          try reservation.grow(by: more * copies)
          reserved += more
        }
        bytes.append(contentsOf: buffer.readableBytesView)
      }
    } catch let failure as ServiceFailure {
      throw failure
    } catch is CancellationError {
      throw ServiceFailure(.cancelled, "the caller went away")
    } catch {
      throw ServiceFailure(.malformedBody, "the body broke off")
    }
    if let announced, bytes.count != announced {
      throw ServiceFailure(.malformedBody, "the body has \(bytes.count) bytes, not the \(announced) announced")
    }
    return bytes
  }

  private static func tooLarge(_ byteCount: Int, _ allowed: Int) -> ServiceFailure {
    ServiceFailure(
      .bodyTooLarge(byteCount: byteCount, allowed: allowed),
      "the request has \(byteCount) bytes or more; \(allowed) are allowed")
  }
}
