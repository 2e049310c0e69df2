import WorkerDecoding
import WorkerProcesses
import CWorkerChannel
import Glibc
import ModerationCore

/// Decodes image after image for the host, one at a time, until the host is gone.
struct Serving {
  /// How much longer than the host's deadline an image may take before the worker ends itself. The host is faster:
  /// this is for a worker whose host is gone.
  private static let marginMilliseconds: Int64 = 2_000

  /// Processor time runs this many times as fast as the clock at most.
  private static let coreCount = Int64(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  let channel: HostChannel<WorkerMessage>
  let decoder: any Decoder

  func run() -> Never {
    while true {
      guard case (.request(let request), let memory) = channel.receive(), memory >= 0 else {
        end("the host sent an unexpected message")
      }
      serve(request, memory)
    }
  }

  private func serve(_ request: WorkerRequest, _ memory: Int32) {
    let file = MappedFile(memory, byteCount: request.byteCount)
    let deadline = ContinuousClock.now + .nanoseconds(request.remainingNanoseconds)
    var decode = request.decode
    decode.deadline = deadline
    begin(until: deadline)
    let answer: WorkerMessage
    do throws(DecodingFailure) {
      let report = try file.withBytes { bytes throws(DecodingFailure) in
        try decoder.decode(bytes, decode) { pixels, frame in
          moderation_work_end()
          defer { begin(until: deadline) }
          return send(pixels, frame)
        }
      }
      answer = .done(report)
    } catch {
      answer =
        switch error {
        case .rejected(let rejection): .rejected(rejection)
        case .failed(let failure): .failed(failure)
        case .late(let reason): .late(reason: reason)
        }
    }
    moderation_work_end()
    channel.send(answer)
  }

  /// Offers a frame, writes its pixels into the memory that the host gives for it, and asks whether to go on.
  private func send(_ pixels: RawSpan, _ frame: DecodedFrame) -> Bool {
    channel.send(.frame(frame))
    let (answer, memory) = channel.receive()
    if answer == .stop { return false }
    guard answer == .memory, memory >= 0 else { end("the host sent an unexpected message") }
    let status = pixels.withUnsafeBytes { moderation_memory_fill(memory, $0.baseAddress, $0.count) }
    close(memory)
    guard status == 0 else { end("a frame's pixels do not fit: \(String(cString: strerror(status)))") }
    channel.send(.filled)
    switch channel.receive().message {
    case .next: return true
    case .stop: return false
    default: end("the host sent an unexpected message")
    }
  }

  /// Bounds processor time and wall-clock time, in case the codec hangs and the host is gone.
  private func begin(until deadline: ContinuousClock.Instant) {
    let (seconds, attoseconds) = (deadline - .now).components
    let milliseconds =
      max(0, min(seconds, 86_400) * 1_000 + attoseconds / 1_000_000_000_000_000) + Self.marginMilliseconds
    moderation_work_begin(Self.coreCount * (milliseconds / 1_000 + 1), milliseconds)
  }
}

/// A file's bytes as the host handed them over. Frozen by the host, so they cannot change while they are read.
struct MappedFile: ~Copyable {
  private let start: UnsafeRawPointer?
  private let byteCount: Int

  /// Maps the memory and closes its descriptor.
  init(_ memory: Int32, byteCount: Int) {
    defer { close(memory) }
    self.byteCount = max(0, byteCount)
    start = byteCount > 0 ? moderation_memory_map(memory, byteCount) : nil
    if byteCount > 0, start == nil { end("cannot map \(byteCount) bytes: \(String(cString: strerror(errno)))") }
  }

  deinit { if let start { moderation_memory_unmap(start, byteCount) } }

  /// Lends the bytes.
  func withBytes<Result, Failure: Error>(_ body: (RawSpan) throws(Failure) -> Result) throws(Failure) -> Result {
    guard let start else { return try body([UInt8]().span.bytes) }
    return try body(RawSpan(_unsafeStart: start, byteCount: byteCount))
  }
}
