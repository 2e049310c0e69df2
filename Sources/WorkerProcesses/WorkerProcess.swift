import CWorkerChannel
import Glibc
package import ModerationCore
import Synchronization

/// One worker as its host holds it: started, spoken to, ended, reaped. Ended with the object at the latest.
///
/// Used by one thread at a time.
package final class WorkerProcess: Sendable {
  /// The most bytes of a message. Well below what a socket pair takes by default (212,992).
  package static let maximumMessageBytes = 65_536

  /// What waiting for a message ended with.
  package enum Event<Message: WireMessage> {
    case message(Message)
    /// Bytes that are not a message, or more than one may have.
    case malformed
    /// The worker has ended or closed its side.
    case ended
    case timedOut
  }

  /// The environment of every worker, complete: no search paths, no locale, no debugging switches, and no crash
  /// reporter, which would start another process.
  package static let environment = ["SWIFT_BACKTRACE=enable=no"]

  /// How long a worker whose channel is closed may take to be gone before it is ended.
  private static let longestDeath = Duration.seconds(2)

  /// How often a worker at work is asked what it holds. One that does nothing but take memory takes some 200 MB in it.
  private static let memoryWatchInterval = Duration.milliseconds(50)

  /// The process number, for logs and tests. It says nothing once the process is reaped.
  package var identifier: Int { Int(handle.identifier) }

  private let handle: moderation_worker
  private let bounds: WorkerBounds
  private let isReaped = Atomic(false)
  private let isOverMemory = Atomic(false)

  /// Starts an executable, which is told its bounds and who its host is before its further arguments.
  package init(
    executable: String, policy: WorkerPolicy = .standard, arguments: [String]
  ) throws(HostFailure) {
    bounds = WorkerBounds(policy)
    var handle = moderation_worker()
    let words = [executable, "--host", "\(getpid())"] + bounds.arguments + arguments
    let status = Self.withCStrings(words) { words in
      Self.withCStrings(Self.environment) { variables in
        moderation_worker_start(executable, words, variables, &handle)
      }
    }
    guard status == 0 else {
      throw HostFailure(
        .workerUnavailable,
        message: "the worker \(executable) does not start: \(String(cString: strerror(status)))")
    }
    self.handle = handle
  }

  deinit { _ = end(afterKilling: true) }

  /// Sends a message; false when it is too long or the worker does not take it, which is the sign of its end.
  package func send(_ message: some WireMessage, with descriptor: Int32 = -1) -> Bool {
    guard let bytes = message.bytes else { return false }
    return bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return false }
      return moderation_channel_send(handle.channel, start, bytes.count, descriptor, false) == 0
    }
  }

  /// Waits for a message, until a deadline at the longest.
  package func receive<Message>(until deadline: ContinuousClock.Instant) -> Event<Message> {
    switch wait(until: deadline) {
    case MODERATION_WAIT_MESSAGE: break
    case MODERATION_WAIT_ENDED: return .ended
    default: return .timedOut
    }
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: Self.maximumMessageBytes) { buffer, initialized in
      guard let start = buffer.baseAddress else { return }
      count = moderation_channel_receive(handle.channel, start, buffer.count, nil)
      initialized = max(0, count)
    }
    if count == -Int(EMSGSIZE) { return .malformed }
    guard count > 0 else { return .ended }
    return Message(bytes).map(Event.message) ?? .malformed
  }

  /// Waits for a message, and ends a worker that holds too much while it works.
  private func wait(until deadline: ContinuousClock.Instant) -> moderation_wait {
    while true {
      if holdsTooMuch {
        isOverMemory.store(true, ordering: .relaxed)
        moderation_process_kill(handle.process)
        return MODERATION_WAIT_ENDED
      }
      let left = (deadline - .now).nanoseconds
      let patience = min(left, Self.memoryWatchInterval.nanoseconds)
      let outcome = moderation_worker_wait(handle.channel, handle.process, Int64(patience))
      if outcome != MODERATION_WAIT_TIMEOUT || left <= patience { return outcome }
    }
  }

  /// The second look is at memory that is surely its own, which the first one's may not have been.
  private var holdsTooMuch: Bool {
    isSeenToHoldTooMuch && moderation_process_has_memory_of_its_own(handle.identifier) && isSeenToHoldTooMuch
  }

  private var isSeenToHoldTooMuch: Bool { moderation_process_memory_bytes(handle.memory) > bounds.heldMemoryBytes }

  /// Whether it is to be replaced before its next image: it holds too much, or half of its life's processor time is
  /// used.
  package var isSpent: Bool {
    let used = moderation_process_processor_milliseconds(handle.identifier)
    return holdsTooMuch || used > Int64(bounds.processorSeconds) * 1_000 / 2
  }

  /// Whether it lives and says nothing, as a worker does that waits for its next image.
  package var isQuiet: Bool { moderation_worker_wait(handle.channel, handle.process, 0) == MODERATION_WAIT_TIMEOUT }

  /// Forgets what it has written to standard error, so that the pipe has room and an end's last words are its own.
  ///
  /// Reads as much as the pipe holds and no more: a thread of the worker's may fill it as fast as it is emptied.
  package func discardErrors() { _ = readAllErrors() }

  /// Waits for its end, makes sure of it, and takes its status.
  ///
  /// - Parameter afterKilling: Whether it is ended at once. Otherwise it has `longestDeath` to end by itself.
  package func end(afterKilling: Bool) -> WorkerEnd {
    guard !isReaped.exchange(true, ordering: .relaxed) else { return WorkerEnd(manner: .unknown, lastWords: nil) }
    let patience = afterKilling ? 0 : Self.longestDeath.nanoseconds
    let kills = moderation_worker_wait(-1, handle.process, Int64(patience)) != MODERATION_WAIT_ENDED
    if kills { moderation_process_kill(handle.process) }
    let ending = moderation_process_reap(handle.process)
    let words = readAllErrors()
    close(handle.channel)
    close(handle.errors)
    close(handle.process)
    if handle.memory >= 0 { close(handle.memory) }
    let manner = kills ? .byHost : WorkerEnd.Manner(ending)
    return WorkerEnd(
      manner: manner, lastWords: WorkerEnd.lastWords(words), overuse: overuse(manner, ending.processor_milliseconds))
  }

  /// The kernel ends by the time that it counts in ticks of its clock and reports the exact one, which was 5 % less
  /// (measured 2026-11-26). Whoever has used three quarters and is killed was not killed by an operator: at half he is
  /// replaced.
  private func overuse(_ manner: WorkerEnd.Manner, _ processorMilliseconds: Int64) -> WorkerEnd.Overuse? {
    guard manner == .signal(SIGKILL) else { return nil }
    if isOverMemory.load(ordering: .relaxed) { return .memory }
    return processorMilliseconds > Int64(bounds.processorSeconds) * 750 ? .processorTime : nil
  }

  /// Sends it a signal. For tests.
  package func signal(_ signal: Int32) { _ = moderation_process_signal(handle.process, signal) }

  /// Everything that it writes to standard error until it ends. For tests.
  package func output(until deadline: ContinuousClock.Instant) -> String {
    _ = moderation_worker_wait(-1, handle.process, Int64((deadline - .now).nanoseconds))
    return String(decoding: readErrors(), as: UTF8.self)
  }

  private func readAllErrors() -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < WorkerEnd.maximumErrorBytes {
      let more = readErrors()
      if more.isEmpty { break }
      bytes += more
    }
    return bytes
  }

  private func readErrors() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, count in
      if let start = buffer.baseAddress { count = moderation_errors_read(handle.errors, start, buffer.count) }
    }
  }

  private static func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}
