package import PixelConversion
import Synchronization

/// What is dear and shared by all images, whatever rules they are judged by: the decoder with its workers, the threads
/// and the memory that decoding may take.
package final class Engine: Sendable {
  package let decoder: any Decoder
  package let converter = PixelConverter()
  let memory: MemoryAdmission
  let threads: ImageThreads
  let answers: AnswerMemory
  private let deadlineStart: Moderator.Capacity.DeadlineStart

  package init(decoder: any Decoder, capacity: Moderator.Capacity) throws(HostFailure) {
    self.decoder = decoder
    memory = MemoryAdmission(capacityBytes: capacity.decodeMemoryBytes)
    threads = try ImageThreads(capacity)
    answers = AnswerMemory(maximumCount: capacity.rememberedAnswers)
    deadlineStart = capacity.deadlineStart
  }

  /// Does a job for one image on one of the threads, or refuses it when the queue is full.
  ///
  /// - Parameters:
  ///   - byteCount: What the image holds in memory while it waits.
  ///   - timeToWork: The image's deadline, from when the capacity says.
  ///   - late: Answers when the job runs and does not answer in time.
  func run<Value: Sendable>(
    holding byteCount: Int, timeToWork: Duration,
    _ job: @escaping @Sendable (Cancellation) throws(HostFailure) -> Value,
    late: @escaping @Sendable () -> Result<Value, HostFailure>
  ) async throws(HostFailure) -> Value {
    typealias Answer = Result<Value, HostFailure>
    let admission = ContinuousClock.now
    let cancellation = Cancellation(deadline: deadlineStart == .admission ? admission + timeToWork : nil)
    let queued = Mutex<ImageJob?>(nil)
    let answer = await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Answer, Never>) in
        let answer = OneAnswer(continuation)
        let imageJob = ImageJob(cancellation, timeToWork: timeToWork, byteCount: byteCount) { [self] in
          let result = Answer { () throws(HostFailure) in
            if cancellation.wasCancelled { throw .cancelled }
            if deadlineStart == .admission, cancellation.deadlinePassed { throw .deadlinePassed(since: admission) }
            return try job(cancellation)
          }
          return { answer.give(result) }
        } late: { expiry in
          switch expiry {
          case .waiting: answer.give(.failure(.deadlinePassed(since: admission)))
          case .running: answer.give(late())
          case .cancelled: answer.give(.failure(.cancelled))
          }
        }
        queued.withLock { $0 = imageJob }
        if let refusal = threads.submit(imageJob) {
          answer.give(.failure(refusal))
        } else if cancellation.wasCancelled {
          threads.cancel(imageJob)
        }
      }
    } onCancel: {
      cancellation.cancel()
      if let job = queued.withLock({ $0 }) { threads.cancel(job) }
    }
    return try answer.get()
  }

  /// Takes no further image, and returns when the last one that was taken has its answer.
  func drain() async { await threads.drain() }
}

extension HostFailure {
  package static let cancelled = HostFailure(.cancelled, message: "the caller's task was cancelled")

  static func deadlinePassed(since admission: ContinuousClock.Instant) -> HostFailure {
    let seconds = ((ContinuousClock.now - admission) / .milliseconds(100)).rounded() / 10
    return HostFailure(
      .deadlinePassed, message: "the deadline passed in the queue, after \(seconds) s; try again later")
  }
}
