import Files
import ModerationCore
package import ModerationJudging

/// Judges many files into the folder of a run: a bounded number at a time, each once, rows in the order in which they
/// are done. Knows no model: what judges is given.
package struct Scan: Sendable {
  /// How a scan works.
  package struct Settings: Sendable {
    /// How many files are judged at a time; one more is read meanwhile.
    package var concurrency: Int
    /// The most bytes of an image; larger files are judged by their size.
    package var maximumFileByteCount: Int
    /// The name of the limits profile, for rows of what cannot be read.
    package var limits: String
    /// Whether files of equal bytes are judged once.
    package var judgesEqualFilesOnce: Bool

    /// Makes settings.
    package init(concurrency: Int, maximumFileByteCount: Int, limits: String, judgesEqualFilesOnce: Bool) {
      self.concurrency = max(1, concurrency)
      self.maximumFileByteCount = maximumFileByteCount
      self.limits = limits
      self.judgesEqualFilesOnce = judgesEqualFilesOnce
    }
  }

  /// How far a scan is.
  package struct State: Sendable {
    /// What all rows of the run come to.
    package var tally: RunTally
    /// How many rows were there before.
    package let before: Int
    /// How many rows are copies of an equal file's, of this process.
    package var copied = 0
    /// How many files were passed over.
    package var passedOver = 0

    /// How many files this process is done with.
    package var doneNow: Int { tally.total - before + passedOver }
  }

  /// How a scan ended.
  package enum End: Hashable, Sendable {
    /// Every file has its row.
    case finished
    /// It was asked to stop; what was at work has its row.
    case interrupted
  }

  /// How many files wait at most for an equal one that is at work: 10,000.
  package static let maximumWaitingCount = 10_000

  let settings: Settings
  let isPassedOver: @Sendable ([UInt8]) -> Bool
  let judge: @Sendable (ScannedFile) async -> ResultDocument

  /// Makes a scan.
  ///
  /// - Parameters:
  ///   - isPassedOver: Whether a file of these bytes, or of this beginning where it is too large, is passed over.
  ///   - judge: Judges a file; called from many tasks at a time. Its answer carries the file's `source`.
  package init(
    _ settings: Settings, passingOver isPassedOver: @escaping @Sendable ([UInt8]) -> Bool = { _ in false },
    judge: @escaping @Sendable (ScannedFile) async -> ResultDocument
  ) {
    self.settings = settings
    self.isPassedOver = isPassedOver
    self.judge = judge
  }

  /// Goes over files until there are no more.
  ///
  /// - Parameters:
  ///   - isInterrupted: Asked before each file; then no more are begun.
  ///   - failed: Told of each row of a file that this machine failed on.
  ///   - report: Told of each file that is done.
  /// - Throws: `RunProblem` when rows cannot be written or names cannot be read. What is written then is done.
  package func run(
    _ files: ScanFiles, into run: RunFolder, isInterrupted: () -> Bool = { false },
    failed: (ResultDocument) -> Void = { _ in }, report: (State) -> Void = { _ in }
  ) async throws(RunProblem) -> (state: State, end: End) {
    let loop = ScanLoop(self, files, run)
    let result = await withTaskGroup(of: ScanLoop.Step.self) { group -> Result<End, RunProblem> in
      do throws(RunProblem) {
        while true {
          let isStopping = isInterrupted()
          while !isStopping, let work = try loop.nextWork(isInterrupted) { group.addTask(operation: work) }
          guard let step = await group.next() else {
            // Ctrl-C ends whoever writes the names as well: what looks like their end may be none.
            return .success(loop.isComplete && !isInterrupted() ? .finished : .interrupted)
          }
          for work in try loop.take(step, isStopping: isInterrupted()) { group.addTask(operation: work) }
          if let failure = loop.takeFailure() { failed(failure) }
          report(loop.state)
        }
      } catch {
        group.cancelAll()
        return .failure(error)
      }
    }
    let end = try result.get()
    try run.synchronize()
    return (loop.state, end)
  }
}
