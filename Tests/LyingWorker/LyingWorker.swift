import WorkerDecoding
import WorkerProcesses
import CWorkerChannel
import Glibc
import ImageDecoding
import ModerationCore

/// A decode worker that has been taken over: it speaks the protocol and breaks it as its last argument says.
@main
struct LyingWorker {
  static func main() {
    let lie = CommandLine.arguments.last ?? ""
    switch lie {
    case "silent": sleepForEver()
    case "exits":
      let words = "first line\nthe reason\u{1B}[31m\n"
      _ = words.withCString { write(STDERR_FILENO, $0, strlen($0)) }
      _exit(3)
    case "garbage": send(bytes: [0xFF, 0xFE, 0xFD])
    case "oldProtocol": send(hello(protocolVersion: 0))
    case "otherRelease": send(hello(release: "0.0.9\u{7}"))
    default: send(hello())
    }
    while true { answer(lie) }
  }

  private static func answer(_ lie: String) {
    guard case .request(let request) = receive().message else { _exit(0) }
    let index = request.decode.frameIndices.first ?? 0
    switch lie {
    case "honest": fill(frame(index))
    case "requestGarbage": send(bytes: [6, 0])
    case "tooLong": send(bytes: [UInt8](repeating: 1, count: 100_000))
    case "wrongIndex": send(.frame(frame(index + 1)))
    case "unaskedFrame":
      fill(frame(index), thenSaying: .frame(frame(index + 1)))
    case "hugeSize": send(.frame(frame(index, width: 1 << 40, height: 1 << 40)))
    case "overflowingSize": send(.frame(frame(index, width: .max, height: .max, stride: .max)))
    case "zeroSize": send(.frame(frame(index, width: 0)))
    case "negativeSize": send(.frame(frame(index, width: -8, height: -8, stride: -24)))
    case "shortRows": send(.frame(frame(index, stride: 23)))
    case "paddedRows": send(.frame(frame(index, stride: 1 << 30)))
    case "keepsWriting": keepWriting(frame(index))
    case "doneAtOnce": send(.done(.allShown))
    case "speaksOutOfTurn": send(.next)
    case "noCode": send(.rejected(InputRejection(RejectionCode(rawValue: "PASS\u{0}"), message: "")))
    case "hostCode": send(.failed(HostFailure(.queueFull, message: "")))
    case "sendsDescriptor": send(.done(.allShown), with: STDERR_FILENO)
    case "hangs": sleepForEver()
    case "exitsCleanly": _exit(0)
    case "closesAndHangs":
      close(MODERATION_WORKER_CHANNEL)
      sleepForEver()
    case "shouts":
      let words = String(repeating: "x", count: 4_095) + "\n"
      for _ in 0..<100 { _ = words.withCString { write(STDERR_FILENO, $0, strlen($0)) } }
      fill(frame(index))
    default: _exit(99)
    }
  }

  private static func hello(
    protocolVersion: Int = WorkerHello.currentProtocolVersion, release: String = Release.current
  ) -> WorkerMessage {
    .hello(
      WorkerHello(
        protocolVersion: protocolVersion, release: release, formats: [.png],
        sandbox: SandboxReport(landlockVersion: 1, filtersSystemCalls: true, maximumMemoryBytes: 1)))
  }

  private static func frame(_ index: Int, width: Int = 8, height: Int = 8, stride: Int = 24) -> DecodedFrame {
    DecodedFrame(
      index: index, size: PixelSize(width: width, height: height), strideBytes: stride,
      originalSize: PixelSize(width: 8, height: 8), hasAlpha: false)
  }

  /// Plays one frame by the rules.
  private static func fill(_ frame: DecodedFrame, thenSaying last: WorkerMessage = .done(.allShown)) {
    send(.frame(frame))
    let (_, memory) = receive()
    let pixels = [UInt8](repeating: 7, count: frame.size.height * frame.strideBytes)
    _ = pixels.withUnsafeBytes { moderation_memory_fill(memory, $0.baseAddress, $0.count) }
    close(memory)
    send(.filled)
    _ = receive()
    send(last)
  }

  /// Keeps a writable mapping, to change the pixels under the host's eyes.
  private static func keepWriting(_ frame: DecodedFrame) {
    send(.frame(frame))
    let (_, memory) = receive()
    _ = mmap(nil, 192, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0)
    send(.filled)
    sleepForEver()
  }

  private static func send(_ message: WorkerMessage, with descriptor: Int32 = -1) {
    send(bytes: message.bytes ?? [], with: descriptor)
  }

  private static func send(bytes: [UInt8], with descriptor: Int32 = -1) {
    bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return }
      _ = moderation_channel_send(MODERATION_WORKER_CHANNEL, start, buffer.count, descriptor, true)
    }
  }

  private static func receive() -> (message: WorkerMessage, memory: Int32) {
    var memory: Int32 = -1
    var buffer = [UInt8](repeating: 0, count: WorkerProcess.maximumMessageBytes)
    let count = moderation_channel_receive(MODERATION_WORKER_CHANNEL, &buffer, buffer.count, &memory)
    guard count > 0, let message = WorkerMessage(Array(buffer.prefix(count))) else { _exit(0) }
    return (message, memory)
  }

  private static func sleepForEver() -> Never { while true { pause() } }
}
