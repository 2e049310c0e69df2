import ModerationCore
import WorkerProcesses

/// One image's way through one worker: what the host says, and what it believes of the answers.
///
/// The worker may have been taken over by the image before this answer or an earlier one. So an answer is believed only
/// where it can do no harm: frames come as asked for and in order, sizes keep the request's limits, memory is the
/// host's own. What it says of the picture itself, right or wrong, concerns this picture alone.
struct WorkerConversation {
  /// Why it ended without all frames.
  enum Interruption: Error {
    /// The worker answered that there are no pixels; it is well.
    case refused(DecodingFailure)
    /// The host wants no more; the worker is well.
    case abandoned(DecodingFailure)
    /// No answer in time.
    case timedOut
    /// The worker has ended or closed its side.
    case ended
    /// The worker broke the protocol.
    case lied(String)
    /// The host cannot go on.
    case failed(HostFailure)
  }

  /// However late it is, a worker has this long to answer: a detector that took all the time is not its fault.
  private static let leastAnswerTime = Duration.milliseconds(100)
  /// The most that a row may be longer than its pixels, in bytes.
  private static let maximumRowPaddingBytes = 64

  let worker: WorkerProcess
  let request: DecodeRequest
  let deadline: ContinuousClock.Instant

  /// Has the worker decode a file. Returns when all frames have been delivered or `deliver` wanted no more.
  ///
  /// - Returns: What the worker says of the file beside its frames.
  func run(_ bytes: RawSpan, deliver: (RawSpan, DecodedFrame) -> Bool) throws(Interruption) -> DecodingReport {
    try hand(bytes)
    var order = RenditionOrder(awaited: request.frameIndices[...])
    while true {
      switch try answer() {
      case .frame(let frame):
        guard order.accepts(frame) else { throw .lied("it sent frame \(frame.index) unasked") }
        guard try receive(frame, deliver: deliver) else { return try stop() }
        if ContinuousClock.now > deadline, !order.isComplete {
          _ = try stop()
          throw .abandoned(.late(reason: "the deadline passed between the frames"))
        }
        try say(.next)
      case .done(let report):
        guard order.isComplete(with: report) else {
          throw .lied("it was done before frame \(order.awaited.first ?? 0)")
        }
        return report
      case .rejected(let rejection):
        guard rejection.code.isWellFormed else { throw .lied("it refused the image with no code") }
        throw .refused(.rejected(rejection))
      case .failed(let failure):
        guard [.decoderFailed, .decoderUnavailable].contains(failure.code) else {
          throw .lied("it blamed this machine with a code that no decoder has")
        }
        throw .refused(.failed(failure))
      case .late(let reason): throw .refused(.late(reason: reason))
      default: throw .lied("it sent an unexpected message")
      }
    }
  }

  private func hand(_ bytes: RawSpan) throws(Interruption) {
    let file = try ours { () throws(HostFailure) in try SealedMemory(holding: bytes) }
    let message = WorkerMessage.request(
      WorkerRequest(
        decode: request, byteCount: bytes.byteCount, remainingNanoseconds: (deadline - .now).nanoseconds))
    guard message.bytes != nil else {
      throw .abandoned(.failed(HostFailure(.decoderFailed, message: "the request is too long for a decode worker")))
    }
    try say(message, with: file.descriptor)
  }

  /// Takes one frame's pixels and delivers them; false when no more are wanted.
  private func receive(
    _ frame: DecodedFrame, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(Interruption) -> Bool {
    do throws(InputRejection) {
      try request.sizeLimits(ofFrame: frame.index, rendition: frame.rendition).check(frame.originalSize)
    } catch {
      _ = try stop()
      throw .abandoned(.rejected(error))
    }
    guard let byteCount = plausibleByteCount(of: frame) else { throw .lied("it sent a frame of impossible size") }
    let memory = try ours { () throws(HostFailure) in try SealedMemory(byteCount: byteCount) }
    try say(.memory, with: memory.descriptor)
    guard case .filled = try answer() else { throw .lied("it did not fill the memory it was given") }
    guard memory.freeze() else { throw .lied("it keeps a frame's memory open for writing") }
    do throws(HostFailure) {
      return try memory.withBytes { deliver($0, frame) }
    } catch {
      throw .failed(error)
    }
  }

  /// The length of a frame's pixels, or nil when its facts contradict themselves or the limits.
  private func plausibleByteCount(of frame: DecodedFrame) -> Int? {
    let size = frame.size
    guard size.shorterSide > 0, let pixels = size.pixelCount, pixels <= request.size.maximumFramePixels,
      let row = checkedProduct(size.width, 3), frame.strideBytes >= row,
      frame.strideBytes - row <= Self.maximumRowPaddingBytes
    else { return nil }
    return checkedProduct(size.height, frame.strideBytes)
  }

  private func stop() throws(Interruption) -> DecodingReport {
    try say(.stop)
    guard case .done(let report) = try answer() else { throw .lied("it did not stop when it was told to") }
    return report
  }

  private func say(_ message: WorkerMessage, with descriptor: Int32 = -1) throws(Interruption) {
    guard worker.send(message, with: descriptor) else { throw .ended }
  }

  private func answer() throws(Interruption) -> WorkerMessage {
    let event: WorkerProcess.Event<WorkerMessage> = worker.receive(until: max(deadline, .now + Self.leastAnswerTime))
    switch event {
    case .message(let message): return message
    case .malformed: throw .lied("it sent bytes that are not a message")
    case .ended: throw .ended
    case .timedOut: throw .timedOut
    }
  }

  private func ours<Value: ~Copyable>(_ body: () throws(HostFailure) -> Value) throws(Interruption) -> Value {
    do throws(HostFailure) {
      return try body()
    } catch {
      throw .failed(error)
    }
  }
}

extension RejectionCode {
  /// Whether it is a word, as every code is.
  fileprivate var isWellFormed: Bool {
    (1...64).contains(rawValue.utf8.count) && rawValue.utf8.allSatisfy { (0x41...0x5A).contains($0 & 0xDF) }
  }
}
