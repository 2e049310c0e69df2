import Dispatch
import Files
import Glibc
public import ModerationCore
import ModerationJudging
import Synchronization

/// One connection: frames in, one answer each out, until the input ends.
///
/// Two threads: the caller's reads, another writes, so that neither a slow sender nor a slow reader holds up what is at
/// work. Memory is bounded: `StreamBounds.window` files and their answers.
public final class StreamSession: Sendable {
  /// How a connection ended.
  public enum End: Hashable, Sendable {
    /// The input ended, or the stop was told; every frame has its answer.
    case done(answered: Int)
    /// What came is no frame. The frames before it have their answers.
    case fatal(StreamProblem, answered: Int)
    /// Whoever read the answers has gone; what was at work was given up.
    case readerGone
    /// The answers cannot be written, with the system's words.
    case unwritable(String)
  }

  private let judge: StreamJudge
  private let gate: StreamGate
  private let bounds: StreamBounds
  private let paths: StreamPaths
  private let stop: StreamStop
  private let connection: Int

  /// Makes a session.
  ///
  /// - Parameters:
  ///   - connection: Its number, by which it takes turns at the gate.
  ///   - gate: Lets as many images to the judge as it has room for.
  ///   - stop: Ends the reading when it is told; what was read is answered.
  public init(
    connection: Int = 0, judge: StreamJudge, gate: StreamGate, bounds: StreamBounds, paths: StreamPaths,
    stop: StreamStop
  ) {
    self.connection = connection
    self.judge = judge
    self.gate = gate
    self.bounds = bounds
    self.paths = paths
    self.stop = stop
  }

  /// Serves until the end. Blocks; the descriptors stay open and are the caller's to close.
  ///
  /// - Throws: `HostFailure.Code.threadUnavailable`, before anything is read.
  public func run(input: Int32, output: Int32, ready: StreamReady) throws(HostFailure) -> End {
    try run(input: input, output: output, ready: ready) {}
  }

  /// The same.
  ///
  /// - Parameter whenRead: Called when nothing more is read, before the last answers. For tests.
  func run(
    input: Int32, output: Int32, ready: StreamReady, whenRead: () -> Void
  ) throws(HostFailure) -> End {
    let outbox = StreamOutbox(bounds)
    let writerEnded = DispatchSemaphore(value: 0)
    let failure = Mutex<FileError?>(nil)
    let readerGone: StreamStop
    do throws(StreamProblem) { readerGone = try StreamStop() } catch {
      throw HostFailure(.threadUnavailable, message: error.message)
    }
    outbox.greet(StreamLine.ready(ready))
    try OwnThread.start {
      // A reader that has gone is an error of the write, and never this process's end.
      OwnThread.blockBrokenPipes()
      do throws(FileError) {
        try outbox.drain { text throws(FileError) in
          do throws(FileError) {
            try OpenFile.write((text + "\n").utf8.span.bytes, to: output)
          } catch {
            readerGone.tell()
            throw error
          }
        }
      } catch {
        failure.withLock { $0 = error }
      }
      writerEnded.signal()
    }
    let problem = read(input, outbox, unless: [stop, readerGone])
    whenRead()
    outbox.close { answered in
      problem.map { StreamLine.fatal($0, answered: answered) } ?? StreamLine.done(answered: answered)
    }
    writerEnded.wait()
    if let failure = failure.withLock({ $0 }) {
      return [EPIPE, ECONNRESET].contains(failure.code) ? .readerGone : .unwritable(failure.reason)
    }
    return problem.map { .fatal($0, answered: outbox.answered) } ?? .done(answered: outbox.answered)
  }

  /// Reads frames and has them judged.
  ///
  /// - Returns: What is wrong; nil at the end of the input or of the wish to read.
  private func read(_ descriptor: Int32, _ outbox: StreamOutbox, unless stops: [StreamStop]) -> StreamProblem? {
    var input = StreamInput(descriptor, unless: stops)
    var number = 0
    while outbox.takePlace() {
      let start = input.byteOffset
      func located(_ code: StreamProblem.Code, _ message: String) -> StreamProblem {
        StreamProblem(code, message: message, frame: number + 1, byteOffset: start)
      }
      let header: StreamHeader
      do {
        guard let line = try input.line(most: StreamBounds.maximumHeaderByteCount) else {
          throw StreamProblem(
            .headerTooLong,
            message: """
              the header is longer than \(StreamBounds.maximumHeaderByteCount) bytes; a frame has exactly the bytes that \
              its header says
              """)
        }
        header = try StreamHeader(line)
        guard outbox.begin(number, header.identifier) else {
          throw StreamProblem(
            .identifierRepeated,
            message:
              "the id \(header.identifier.debugDescription) is that of a frame at work; each answer needs its own")
        }
      } catch {
        outbox.returnPlace()
        switch error {
        case let problem as StreamProblem: return located(problem.code, problem.message)
        case StreamInput.Stop.failed(let code): return located(.inputUnreadable, String(cString: strerror(code)))
        case StreamInput.Stop.ended where input.heldByteCount > 0:
          return located(.inputTruncated, "the input ended after \(input.heldByteCount) bytes of a header")
        default: return nil
        }
      }
      let frame = Frame(number: number, header: header)
      do {
        try begin(frame, &input, outbox)
      } catch {
        let failure: HostFailure
        let problem: StreamProblem?
        switch error {
        case .told:
          failure = HostFailure(.draining, message: "the stream ended while the image was sent; send it again")
          problem = nil
        case .ended:
          let text = "the input ended before all bytes of \(header.identifier.debugDescription) had come"
          failure = HostFailure(.transferTruncated, message: text)
          problem = located(.inputTruncated, text)
        case .failed(let code):
          let text = "the input cannot be read: \(String(cString: strerror(code)))"
          failure = HostFailure(.transferTruncated, message: text)
          problem = located(.inputUnreadable, text)
        }
        answer(frame, .failure(failure), judge.usualLimits, outbox)
        return problem
      }
      number += 1
    }
    outbox.returnPlace()
    return nil
  }

  /// A frame with its number from 0.
  private struct Frame {
    let number: Int
    let header: StreamHeader

    /// What an answer calls the image.
    var source: String {
      if case .file(let path) = header.payload { path } else { header.identifier }
    }
  }

  /// Reads a frame's image and has it judged; an image that nobody will judge is passed over and answered at once.
  private func begin(
    _ frame: Frame, _ input: inout StreamInput, _ outbox: StreamOutbox
  ) throws(StreamInput.Stop) {
    let rules: StreamJudge.Rules
    do throws(HostFailure) {
      rules = try judge.rules(frame.header.policy)
    } catch {
      if case .bytes(let count) = frame.header.payload { try input.skip(count) }
      return answer(frame, .failure(error), judge.usualLimits, outbox)
    }
    switch frame.header.payload {
    case .bytes(let count):
      if let refusal = rules.refusal(ofByteCount: count) {
        try input.skip(count)
        return answer(frame, .success(refusal), rules.limits.name, outbox)
      }
      let bytes = try input.bytes(count)
      work(on: frame, rules, outbox) { () throws(HostFailure) in
        try await rules.judge(.bytes(bytes), frame.header.deadline)
      }
    case .file(let path):
      do throws(HostFailure) {
        let file = try paths.open(path)
        work(on: frame, rules, outbox) { () throws(HostFailure) in
          defer { withExtendedLifetime(file) {} }
          return try await rules.judge(.file(path: file.path), frame.header.deadline)
        }
      } catch {
        answer(frame, .failure(error), rules.limits.name, outbox)
      }
    }
  }

  private func work(
    on frame: Frame, _ rules: StreamJudge.Rules, _ outbox: StreamOutbox,
    _ judge: @escaping @Sendable () async throws(HostFailure) -> ModerationResult
  ) {
    let task = Task { [gate, connection, self] in
      let result = await gate.holding(for: connection) { () async -> Result<ModerationResult, HostFailure> in
        do throws(HostFailure) { return .success(try await judge()) } catch { return .failure(error) }
      }
      answer(frame, result, rules.limits.name, outbox)
    }
    outbox.note(task, of: frame.number)
  }

  private func answer(
    _ frame: Frame, _ result: Result<ModerationResult, HostFailure>, _ limits: String, _ outbox: StreamOutbox
  ) {
    let document =
      switch result {
      case .success(let result): ResultDocument(result, source: frame.source)
      case .failure(let failure): ResultDocument(failure, source: frame.source, limits: limits)
      }
    outbox.answer(
      frame.number, frame.header.identifier, StreamLine.answer(document, to: frame.header.identifier))
  }
}
